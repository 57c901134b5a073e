/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef USER_ROOT_SCENARIOS_H
#define USER_ROOT_SCENARIOS_H

/*
 * Sets up the processes and objects of the scenario NAME, its threads stopped. Everything is in place
 * before the first thread runs, so that a debugger may release them in any order. An unknown NAME prints
 * a line and does nothing.
 */
void scenario_set_up(const char *name);

/* Lets its threads go. */
void scenario_start(void);

#endif
