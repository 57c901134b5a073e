/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way into the kernel and out of it.
 *
 * sys_NAME(t) is the handler of entry point NAME, run with the frame of the current thread t standing on
 * that entry point. It reads its parameters from the frame, writes results and progress to the frame, and
 * returns a kr_t. Whenever it returns something else than KR_OK, the frame is a restart point.
 */
#ifndef KERN_ENTRY_H
#define KERN_ENTRY_H

#include "kern/thread.h"

extern kr_t (*const entry_table[ENTRY_COUNT])(struct thread *t);

kr_t sys_unimplemented(struct thread *t);

/* Run the current thread, and whichever comes to be current, for ever. */
void kernel_loop(void) __attribute__((noreturn));

/* From model_enter: the current thread came in from user mode. kernel_loop goes on. */
void trap_from_user(struct thread *t);

/*
 * An insanity or a trap of the current thread, noted for deliver(), which needs the stack to be empty. Returns
 * what the caller returns.
 */
kr_t exception(struct thread *t, u32 code, u32 address);
kr_t insane(struct thread *t, u32 insanity);

/*
 * The same for another thread that sleeps, whose fault the current one has met: it is in its request already. Where it
 * slept it will have to begin again.
 */
void deliver_to_sleeper(struct thread *t);

/* The frame's four handlers. */
enum { HANDLER_TRAP, HANDLER_INTERRUPT, HANDLER_CLIENT_ALERT, HANDLER_SERVER_ALERT };

/*
 * Put a thread into one of its handlers: eax=thread, ecx=code, edx=address, the old values in saved_*, and
 * exceptions disabled. False, and nothing done, if they are disabled already or there is no handler.
 */
int handler_enter(struct thread *t, int handler, u32 code, u32 address);

/* Deliver pending asynchronous exceptions, if they are enabled. True: the frame now stands in a handler. */
int exceptions_pending(struct thread *t);

#endif
