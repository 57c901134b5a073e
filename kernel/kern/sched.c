/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch/i386/arch.h"
#include "kern/abi.h"
#include "kern/entry.h"
#include "kern/lock.h"
#include "kern/memory.h"
#include "kern/sched.h"

#define PRIORITIES 32

static struct node ready[PRIORITIES];
static u32 ready_bits;
static struct node sleepers;
static u32 ticks;

/*
 * The clock runs while anybody runs or sleeps for a time. A system in which all wait for something else
 * has none: it costs nothing, and its time stands still.
 */
static int clock_runs;

static void clock_start(void)
{
    if (!clock_runs) {
        clock_runs = 1;
        arch_clock_arm();
    }
}

int need_resched;

void sched_init(void)
{
    for (u32 i = 0; i < PRIORITIES; i++)
        queue_init(&ready[i]);
    queue_init(&sleepers);
}

/* A priority lent by a waiter for the kernel lock counts while it is the higher one. */
static u32 priority(const struct thread *t)
{
    return t->boost > t->sched_val ? t->boost - 1u : t->sched_val;
}

void sched_ready(struct thread *t)
{
    u32 irq = irq_off();
    t->run = RUN_READY;
    queue_add(&ready[priority(t)], &t->run_node);
    ready_bits |= 1u << priority(t);
    if (!current || current->run != RUN_RUNNING || priority(t) > priority(current))
        need_resched = 1;
    irq_on(irq);
}

void sched_boost(struct thread *t, struct thread *waiter)
{
    if (priority(waiter) <= priority(t))
        return;
    t->boost = priority(waiter) + 1;
    if (t->run == RUN_READY) {
        queue_remove(&t->run_node);
        sched_ready(t);
    }
}

struct thread *sched_pick(void)
{
    if (current && current->run == RUN_RUNNING)
        sched_ready(current);
    for (;;) {
        while (ready_bits) {
            u32 p = 31 - __builtin_clz(ready_bits);
            struct node *n = queue_first(&ready[p]);
            if (!n) {
                ready_bits &= ~(1u << p);
                continue;
            }
            struct thread *t = container(n, struct thread, run_node);
            queue_remove(n);
            t->run = RUN_RUNNING;
            need_resched = 0;
            clock_start();
            return t;
        }
        arch_idle();
    }
}

u64 sched_now(void)
{
    return (u64)ticks * TICK_US;
}

void sched_tick(void)
{
    abi.ticks = ++ticks;
    clock_runs = 0;
    queue_each(&sleepers, n) {
        struct thread *t = container(n, struct thread, run_node);
        if (t->deadline <= sched_now())
            thread_wake(t, CAUSE_WAKE);
    }
    /* The slice is over only for somebody who waits at the same priority. */
    if (current && current->run == RUN_RUNNING && !queue_empty(&ready[priority(current)]))
        need_resched = 1;
    if (ready_bits || !queue_empty(&sleepers) || (current && current->run == RUN_RUNNING))
        clock_start();
}

/* edx:eax=absolute deadline in microseconds since boot; absolute, so that a re-run needs no correction. */
kr_t sys_thread_sleep(struct thread *t)
{
    u64 deadline = (u64)t->regs.edx << 32 | t->regs.eax;
    if (deadline <= sched_now()) {
        t->regs.eax = FLUKE_SUCCESS;
        return KR_OK;
    }
    t->deadline = deadline;
    return sleep_on(t, &sleepers, 0);
}
