/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console: a server with the first serial port. A message is one reliable connection: the number
 * of bytes and 0 as the minimum message, then the text; so every text appears exactly once and whole.
 * Uses the client half of the calling thread.
 */
#ifndef USER_LIB_CONSOLE_H
#define USER_LIB_CONSOLE_H

#include <fluke/types.h>

#define CONSOLE_TEXT_WORDS 40 /* longer texts are cut */

/* Which reference names the console, and the program's name; children find both in their info page without a call. */
void console_set_reference(u32 ref, const char *program);

void console_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The console's side: takes messages on PSET for ever and writes them to the serial port PORT. */
void console_serve(u32 pset, u16 port) __attribute__((noreturn));

/* How this program calls itself in its messages. */
const char *program_name(void);

#endif
