/* SPDX-License-Identifier: BSD-2-Clause */
#include "kern/entry.h"
#include "kern/object_type.h"
#include "kern/sched.h"
#include "kern/sync.h"

COMMON_CALLS(cond, TYPE_COND)
REFERENCE_CALL(cond, TYPE_COND)
STATE_CALLS(cond, TYPE_COND)

static int init(struct object *o)
{
    queue_init(&((struct cond *)o)->waiters);
    return 1;
}

static void destroy(struct object *o)
{
    thread_wake_all(&((struct cond *)o)->waiters);
    link_set(&((struct cond *)o)->inheritor, 0);
}

static void get(struct object *o, u32 *w)
{
    w[0] = ((struct cond *)o)->flags;
}

static struct link *link(struct object *o, u32 index)
{
    return &((struct cond *)o)->inheritor;
}

static u32 set(struct object *o, const u32 *w, const struct link_change *links)
{
    struct cond *c = (struct cond *)o;
    if (w)
        c->flags = w[0];
    if (links[0].given)
        link_set(&c->inheritor, links[0].target);
    return 0;
}

const struct object_type cond_type = {
    sizeof(struct cond), 2, 1, { TYPE_THREAD }, init, destroy, get, link, set
};

/*
 * eax=cond; ebx=mutex. Before the thread sleeps, its eip moves to mutex_lock and eax to the mutex (paper,
 * section 4.3): whatever ends the wait, what is left to do is to lock the mutex.
 */
kr_t sys_cond_wait(struct thread *t)
{
    struct cond *c;
    struct mutex *m;
    kr_t kr = object_find(t, t->regs.eax, TYPE_COND, PROT_READ, &c);
    if (kr == KR_OK)
        kr = object_find(t, t->regs.ebx, TYPE_MUTEX, PROT_READ, &m);
    if (kr != KR_OK)
        return kr;
    u32 wrong = mutex_unlock_insanity(m, t);
    if (wrong)
        return insane(t, wrong);
    t->regs.eax = t->regs.ebx;
    t->regs.eip = ENTRY_BASE + ENTRY_mutex_lock * ENTRY_SIZE;
    /* On the condition's queue before the mutex is free: no signal can fall between. */
    sleep_prepare(t, &c->waiters, OBJECT(c));
    mutex_release(m);
    return block(t);
}

/* eax=cond. */
kr_t sys_cond_signal(struct thread *t)
{
    struct cond *c;
    kr_t kr = object_find(t, t->regs.eax, TYPE_COND, PROT_READ, &c);
    if (kr != KR_OK)
        return kr;
    struct node *n = queue_first(&c->waiters);
    if (n)
        thread_wake(container(n, struct thread, run_node), CAUSE_WAKE);
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* eax=cond. */
kr_t sys_cond_broadcast(struct thread *t)
{
    struct cond *c;
    kr_t kr = object_find(t, t->regs.eax, TYPE_COND, PROT_READ, &c);
    if (kr != KR_OK)
        return kr;
    thread_wake_all(&c->waiters);
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}
