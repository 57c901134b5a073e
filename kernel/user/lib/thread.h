/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads of one's own space. */
#ifndef USER_LIB_THREAD_H
#define USER_LIB_THREAD_H

#include <fluke/types.h>

/* How urgent our threads are; larger is more urgent. All distinct, so that no order depends on time slices. */
enum {
    PRIORITY_TRACER = 30,
    PRIORITY_DRIVER = 29,
    PRIORITY_DEBUGD = 28,
    PRIORITY_CONSOLE = 26,
    PRIORITY_ROOT = 24,
    PRIORITY_PAGER = 16,
    PRIORITY_SCENARIO = 8, /* to 15 */
};

/*
 * Creates a thread at ADDRESS (object memory of the caller) in the space that SPACE_REF names and lets
 * it run FUNCTION(ARGUMENT), which must not return, on the stack that ends at STACK_TOP. NAME is
 * entered in the names directory. Returns a status.
 */
u32 thread_start(u32 address, u32 space_ref, void (*function)(u32), u32 argument, u32 stack_top, u32 sched_val,
    u32 eflags, const char *name);

/* The end of a thread. */
void thread_finish(void) __attribute__((noreturn));

/* The default trap handler (trap_entry.S). */
void trap_entry(void);

void thread_sleep_us(u32 microseconds);

#endif
