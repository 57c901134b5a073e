/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads. All that a sleeping thread is lies in this record, and all of it that matters is exported by
 * thread_get_state: the frame (regs, pr, handlers, saved, server words, flags) and five links.
 */
#ifndef KERN_THREAD_H
#define KERN_THREAD_H

#include "kern/object.h"
#include "kern/queue.h"

/* The processor's part of the frame, in the order in which a trap from user mode pushes it. */
struct regs {
    u32 edi, esi, ebp, unused_esp, ebx, edx, ecx, eax;
    u32 trap, error;
    u32 eip, cs, eflags, esp, ss;
};

enum run {
    RUN_STOPPED, RUN_READY, RUN_ASLEEP, RUN_RUNNING,
    RUN_LOCK,   /* full preemption: waits for the kernel lock */
};

/* A request that the kernel makes as this thread. Dropping one is harmless: re-running the frame makes it again. */
enum request { REQUEST_NONE, REQUEST_FAULT, REQUEST_EXCEPTION, REQUEST_SCHEDULE };

struct thread {
    u32 vm86[4];                /* pushed in front of regs by a trap from virtual-8086 mode: see arch/i386/trap.S */
    struct regs regs;           /* a trap from user mode pushes into it */
    u32 pr[2];
    u32 handlers[4];            /* trap, interrupt, client alert, server alert */
    struct fluke_saved_state saved;
    u32 server_pset, server_esp, server_eip[3]; /* one-way, idempotent, reliable */
    u32 thread_va, sched_val, flags;

    struct object object;
    struct link space, scheduler, waiting_for, client, server;
    struct link donor;          /* a thread asleep in thread_schedule on this one */

    struct node run_node;       /* on the ready queue or on a wait queue */
    struct node space_node;     /* in its space's list of threads */
    struct node waiters;        /* threads in thread_wait on this one */
    u8 run, request;
    u8 boost;                   /* full preemption: priority lent by a waiter for the kernel lock, plus one */
    u8 lent;                    /* priority lent by the donor */
    union {
        u32 request_word[2];    /* fault: offset | access, address; exception: code, address */
        u64 deadline;           /* thread_sleep, which makes no requests: microseconds since boot */
    };
    u64 cycles;                 /* processor time that it had, up to its last switch */
    u32 kstack;                 /* process model: saved kernel stack pointer while not running */
};

extern struct thread *current;

static inline struct thread *as_thread(struct object *o) { return o ? container(o, struct thread, object) : 0; }

/*
 * Note why the frame is worth a look. A traced thread is stopped by it: then the result is true, and a
 * caller that acts for the current thread returns block().
 */
int thread_event(struct thread *t, int cause);

/* Put the current thread's eip at another entry point: the next stage of the call. Returns what the caller returns. */
kr_t advance(struct thread *t, int entry);

/* Finish the call of a thread that sleeps in it, and wake it. Its registers are already set. */
void complete_other(struct thread *t);

/*
 * Put the current thread to sleep at its restart point, on a queue (or none: then whoever ends the wait
 * finds it through a link). When it runs again it re-runs its frame.
 */
kr_t sleep_on(struct thread *t, struct node *queue, struct object *waiting_for);

/* A traced thread stops once before it sleeps: true if it was stopped now. Resumed, it comes again and sleeps. */
int sleep_event(struct thread *t);

/* The first half of sleep_on, for calls that have more to do before they return block(). */
void sleep_prepare(struct thread *t, struct node *queue, struct object *waiting_for);

void thread_wake(struct thread *t, int cause);  /* end a sleep */
void thread_wake_all(struct node *queue);       /* of threads by run_node */
void thread_awake(struct thread *t, int cause); /* the same, in an interrupt, of one that waits for no object */
void thread_stop(struct thread *t);             /* not the current one: leave it at its restart point */
void thread_start(struct thread *t);            /* let a stopped thread go on */
void thread_halt(struct thread *t);             /* any run state to stopped, and tell those in thread_wait */

/* Call number of the entry point at which eip stands, or ENTRY_COUNT. */
static inline u32 entry_of(const struct thread *t)
{
    u32 off = t->regs.eip - ENTRY_BASE;
    return off < ENTRY_COUNT * ENTRY_SIZE && off % ENTRY_SIZE == 0 ? off / ENTRY_SIZE : ENTRY_COUNT;
}

u32 thread_cost(void);      /* bytes of kernel memory, the stack included if it has one */
u32 thread_digest(const struct thread *t);   /* of all that get_state tells */

struct thread *thread_new(u32 hash);
void thread_free(struct thread *t);

#endif
