/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef USER_ROOT_SCENARIOS_H
#define USER_ROOT_SCENARIOS_H

/*
 * Sets up the processes and objects of the scenario NAME, its threads stopped, and, unless HOLD, lets
 * them go. Everything is in place before the first thread runs, so that they may be released by a
 * debugger in any order. An unknown NAME prints a line and does nothing.
 */
void scenario_start(const char *name, int hold);

#endif
