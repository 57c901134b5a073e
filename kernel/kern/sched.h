/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The built-in scheduler: 32 fixed priorities, preemptive, round robin among equals.
 *
 * A thread whose scheduler link names a port is left to whoever serves that port (CPU inheritance): when it
 * could run, the kernel says so there, once, with a one-way message {0, its hash}; and it runs only while
 * another thread is asleep in thread_schedule on it, with that thread's priority.
 */
#ifndef KERN_SCHED_H
#define KERN_SCHED_H

#include "kern/thread.h"

#define TICK_US 10000

extern int need_resched;    /* a more urgent thread is ready, or the time slice is over */

void sched_init(void);
void sched_ready(struct thread *t);     /* append to its priority's queue */
void sched_tick(void);                  /* from the clock interrupt */
struct thread *sched_pick(void);        /* the next thread to run; idles until there is one */
int sched_owes(void);                   /* something is left for the next rescheduling to do */
void sched_wake_later(struct thread *t);                /* thread_wake(), at the next rescheduling */
void sched_wake_all_later(struct node *waiters);        /* of a queue by run_node */
int sched_wants(struct thread *t);      /* waits for somebody to donate its processor */
void sched_withdraw(struct thread *t);  /* t's donor takes its donation back */
void sched_boost(struct thread *t, struct thread *waiter);  /* lend waiter's priority to t */
u64 sched_now(void);                    /* microseconds since boot, at the resolution of a tick */

/*
 * What the execution model decides (arch/i386/model_*): see there.
 */
void reschedule(void);                  /* give the processor to the next thread */
kr_t block(struct thread *t);           /* the current thread waits here; returns what the caller returns */
void model_thread_init(struct thread *t);
extern const u32 model_thread_bytes;    /* of kernel memory that a thread takes */
extern const u32 model_kstack_bytes;    /* of them, its kernel stack: 0 if it has none */

#endif
