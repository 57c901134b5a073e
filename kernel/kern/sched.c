/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch/i386/arch.h"
#include "kern/abi.h"
#include "kern/entry.h"
#include "kern/ipc.h"
#include "kern/lock.h"
#include "kern/memory.h"
#include "kern/sched.h"

#define PRIORITIES 32

static struct node ready[PRIORITIES];
static u32 ready_bits;

/*
 * Threads in thread_sleep, by the highest bit in which the period of their deadline differs from the present one (0: in
 * none). A tick looks only at those whose bit it changes, and so takes the same time however many others sleep.
 */
static struct node sleepers[32];
static struct node *look, *look_end;    /* what the present tick still has to look at; what it moves lies below */
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
    for (u32 i = 0; i < 32; i++)
        queue_init(&sleepers[i]);
}

/* Of a thread with a scheduler, or with a donor more urgent than itself, it is the donor's. */
static u32 own_priority(const struct thread *t)
{
    return t->donor.to && (t->lent > t->sched_val || link_get(&t->scheduler)) ? t->lent : t->sched_val;
}

/* What a waiter for the kernel lock lends counts while it is the higher priority. */
static u32 priority(const struct thread *t)
{
    u32 own = own_priority(t);
    return t->boost > own ? t->boost - 1u : own;
}

int sched_wants(struct thread *t)
{
    return t->run == RUN_ASLEEP && t->request == REQUEST_SCHEDULE;
}

/*
 * What is found out in an interrupt, or deep in the kernel, and has consequences for other threads: their waits
 * are over, or their schedulers are to be told. Done before the next thread is picked, when the kernel lock is
 * free; so one thread's end never wakes another in the middle of something, nor one after the other on the stack.
 */
static struct node woken = { &woken, &woken };
static struct node asking = { &asking, &asking };

int sched_owes(void)
{
    return !queue_empty(&woken) || !queue_empty(&asking);
}

void sched_wake_later(struct thread *t)
{
    queue_remove(&t->run_node);
    queue_add(&woken, &t->run_node);
    need_resched = 1;
}

void sched_wake_all_later(struct node *waiters)
{
    queue_move(&woken, waiters);
    need_resched = 1;
}

static void ask(struct thread *t)
{
    t->run = RUN_ASLEEP;
    t->request = REQUEST_SCHEDULE;
    t->request_word[0] = t->request_word[1] = 0;
    queue_add(&asking, &t->run_node);
    need_resched = 1;
}

static void tell_scheduler(struct thread *t)
{
    struct port *port = (struct port *)link_get(&t->scheduler);
    queue_remove(&t->run_node);
    if (port) {
        link_set(&t->waiting_for, OBJECT(port));
        ipc_client_waits(t, port);
    } else {
        thread_wake(t, CAUSE_WAKE);
    }
}

static void pay(void)
{
    for (struct node *n; kernel_lock_free() && sched_owes(); irq_window()) {
        if ((n = queue_first(&woken)))
            thread_wake(container(n, struct thread, run_node), CAUSE_WAKE);
        else if ((n = queue_first(&asking)))
            tell_scheduler(container(n, struct thread, run_node));
    }
}

void sched_withdraw(struct thread *t)
{
    u32 irq = irq_off();
    link_set(&t->donor, 0);
    if (t->run == RUN_READY) {
        queue_remove(&t->run_node);
        sched_ready(t);
    } else if (t->run == RUN_RUNNING) {
        need_resched = 1;
    } else if (t->run == RUN_ASLEEP && entry_of(t) == ENTRY_thread_schedule && !t->request) {
        sched_wake_later(t);    /* what it lends in turn is not its own any more */
    }
    irq_on(irq);
}

void sched_ready(struct thread *t)
{
    u32 irq = irq_off();
    /* One that is preempted with the kernel lock finishes first, donor or not: whoever is to be its donor needs the lock. */
    if (link_get(&t->scheduler) && !t->donor.to && !kernel_lock_held(t)) {
        ask(t);
        irq_on(irq);
        return;
    }
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

static u64 cycle_counter(void)
{
    u64 n;
    __asm__ volatile("rdtsc" : "=A"(n));
    return n;
}

struct thread *sched_pick(void)
{
    static u64 since;
    if (current)
        current->cycles += cycle_counter() - since;
    if (current && current->run == RUN_RUNNING)
        sched_ready(current);
    for (;;) {
        pay();
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
            since = cycle_counter();
            return t;
        }
        arch_idle();
    }
}

u64 sched_now(void)
{
    return (u64)ticks * TICK_US;
}

/* Times are compared in periods of 8 ms, less than a tick; the last one begins after 200 days and has no end. */
static u32 period(u64 us)
{
    return us >> 44 ? ~0u >> 1 : (u32)(us >> 13);
}

/* 0 if both are the same, else the number of the highest bit that differs, plus one. */
static u32 distance(u32 a, u32 b)
{
    return a == b ? 0 : 32 - __builtin_clz(a ^ b);
}

static struct node *sleepers_until(u64 deadline)
{
    return &sleepers[distance(period(deadline), period(sched_now()))];
}

/* Of this tick. (Neither function is inlined: the stack of what waking does is added to sched_tick's.) */
static __attribute__((noinline)) void look_begin(void)
{
    look = sleepers;
    look_end = sleepers_until(sched_now() - TICK_US);
}

/*
 * A sleeper to wake, or null. Those below the highest bit that this tick changed are due; those at it are due or go to
 * a lower one.
 */
static __attribute__((noinline)) struct thread *next_due(void)
{
    for (; look <= look_end; look++) {
        for (struct node *n; (n = queue_first(look));) {
            struct thread *t = container(n, struct thread, run_node);
            if (t->deadline <= sched_now())
                return t;
            queue_remove(n);
            queue_add(sleepers_until(t->deadline), n);
        }
    }
    return 0;
}

static int anybody_sleeps(void)
{
    for (struct node *q = sleepers; q < sleepers + 32; q++)
        if (!queue_empty(q))
            return 1;
    return 0;
}

void sched_tick(void)
{
    abi.ticks = ++ticks;
    clock_runs = 0;
    look_begin();
    for (struct thread *t; (t = next_due());)
        thread_awake(t, CAUSE_WAKE);
    /* The slice is over only for somebody who waits at the same priority. */
    if (current && current->run == RUN_RUNNING && !queue_empty(&ready[priority(current)]))
        need_resched = 1;
    if (ready_bits || anybody_sleeps() || (current && current->run == RUN_RUNNING))
        clock_start();
}

/* edx:eax=absolute deadline in microseconds since boot; absolute, so that a re-run needs no correction. */
kr_t sys_thread_sleep(struct thread *t)
{
    u64 deadline = (u64)t->regs.edx << 32 | t->regs.eax;
    u32 irq = irq_off();
    if (deadline <= sched_now()) {
        irq_on(irq);
        t->regs.eax = FLUKE_SUCCESS;
        return KR_OK;
    }
    t->deadline = deadline;
    sleep_prepare(t, sleepers_until(deadline), 0);
    irq_on(irq);
    return block(t);
}

/* Reasons, in eax, why thread_schedule came back. */
#define TARGET_WAITS 0      /* the target has no use for a processor */
#define MESSAGE_WAITS 1     /* somebody waits at the sleep port */

/*
 * eax=thread to donate to; ebx=sleep port, or 0; ecx=sensitivity: 0, come back when the target waits. Asleep
 * at its own entry while it donates; its end re-runs it, and it decides anew from its registers alone.
 */
kr_t sys_thread_schedule(struct thread *t)
{
    struct thread *target;
    struct port *port = 0;
    kr_t kr = object_find(t, t->regs.eax, TYPE_THREAD, PROT_READ, &target);
    if (kr == KR_OK && t->regs.ebx)
        kr = object_find(t, t->regs.ebx, TYPE_PORT, PROT_READ, &port);
    if (kr != KR_OK)
        return kr;
    if (target == t)
        return insane(t, FLUKE_CURRENT_THREAD);
    if (t->regs.ecx)
        return insane(t, FLUKE_INVALID_OBJECT);
    if (port && !queue_empty(&port->clients)) {
        t->regs.eax = MESSAGE_WAITS;
        return KR_OK;
    }
    if (link_get(&target->donor) || !(sched_wants(target) || target->run == RUN_READY)) {
        t->regs.eax = TARGET_WAITS;
        return KR_OK;
    }
    if (sleep_event(t))
        return block(t);
    u32 irq = irq_off();
    sleep_prepare(t, port ? &port->donors : 0, OBJECT(target));
    link_set(&target->donor, OBJECT(t));
    target->lent = own_priority(t);
    queue_remove(&target->run_node);
    target->request = REQUEST_NONE;
    link_set(&target->waiting_for, 0);
    sched_ready(target);
    irq_on(irq);
    return block(t);
}
