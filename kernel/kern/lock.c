/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel lock of full preemption. All of it runs with interrupts off: it is part of the dispatcher. */
#include "kern/lock.h"

struct thread *kernel_lock_holder;
static struct node waiters = { &waiters, &waiters };

void kernel_lock(struct thread *t)
{
    while (kernel_lock_holder && kernel_lock_holder != t) {
        /* Off the ready queues until the holder is done, which runs in t's stead meanwhile. */
        queue_add(&waiters, &t->run_node);
        t->run = RUN_LOCK;
        sched_boost(kernel_lock_holder, t);
        reschedule();
    }
    kernel_lock_holder = t;
    __asm__ volatile("sti" : : : "memory");
}

void kernel_unlock(struct thread *t)
{
    __asm__ volatile("cli" : : : "memory");
    if (!t || kernel_lock_holder != t)
        return;
    kernel_lock_holder = 0;
    if (sched_owes())
        need_resched = 1;
    t->boost = 0;
    queue_each(&waiters, n) {
        queue_remove(n);
        sched_ready(container(n, struct thread, run_node));
    }
}

int kernel_lock_free(void)
{
    return !kernel_lock_holder;
}

int preempt_point(void)
{
    return !queue_empty(&waiters);
}

/*
 * On the stack of whoever was interrupted; it goes on from here when its turn comes. One that is not running
 * is idle in the dispatcher, or on its way there.
 */
void preempt_interrupt(void)
{
    if (need_resched && current && current->run == RUN_RUNNING)
        reschedule();
}
