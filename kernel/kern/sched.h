/* SPDX-License-Identifier: BSD-2-Clause */
/* The built-in scheduler: 32 fixed priorities, preemptive, round robin among equals. */
#ifndef KERN_SCHED_H
#define KERN_SCHED_H

#include "kern/thread.h"

#define TICK_US 10000

extern int need_resched;    /* a more urgent thread is ready, or the time slice is over */

void sched_init(void);
void sched_ready(struct thread *t);     /* append to its priority's queue */
void sched_tick(void);                  /* from the clock interrupt */
struct thread *sched_pick(void);        /* the next thread to run; idles until there is one */
void sched_boost(struct thread *t, struct thread *waiter);  /* lend waiter's priority to t */
u64 sched_now(void);                    /* microseconds since boot, at the resolution of a tick */

/*
 * What the execution model decides (arch/i386/model_*): see there.
 */
void reschedule(void);                  /* give the processor to the next thread */
kr_t block(struct thread *t);           /* the current thread waits here; returns what the caller returns */
void model_thread_init(struct thread *t);
extern const u32 model_kstack_bytes;    /* kernel stack a thread */

#endif
