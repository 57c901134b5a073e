/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch/i386/pmap.h"
#include "kern/entry.h"
#include "kern/memory.h"
#include "kern/object_type.h"
#include "kern/sync.h"

COMMON_CALLS(mutex, TYPE_MUTEX)
REFERENCE_CALL(mutex, TYPE_MUTEX)
STATE_CALLS(mutex, TYPE_MUTEX)

static void wake_first(struct mutex *m)
{
    struct node *n = queue_first(&m->waiters);
    if (n)
        thread_wake(container(n, struct thread, run_node), CAUSE_WAKE);
}

static int init(struct object *o)
{
    queue_init(&((struct mutex *)o)->waiters);
    return 1;
}

static void destroy(struct object *o)
{
    struct mutex *m = (struct mutex *)o;
    thread_wake_all(&m->waiters);
    link_set(&m->owner, 0);
}

static void get(struct object *o, u32 *w)
{
    struct mutex *m = (struct mutex *)o;
    w[0] = m->flags;
    w[1] = m->locked;
}

static struct link *link(struct object *o, u32 index)
{
    return &((struct mutex *)o)->owner;
}

static u32 set(struct object *o, const u32 *w, const struct link_change *links)
{
    struct mutex *m = (struct mutex *)o;
    if (w) {
        m->flags = w[0];
        m->locked = w[1] != 0;
    }
    if (links[0].given) {
        link_set(&m->owner, links[0].target);
        if (links[0].target)
            m->locked = 1;
    }
    if (!m->locked) {
        link_set(&m->owner, 0);
        wake_first(m);
    }
    return 0;
}

const struct object_type mutex_type = {
    sizeof(struct mutex), 3, 1, { TYPE_THREAD }, init, destroy, get, link, set
};

/* eax=mutex. Sleeps at its own entry; a woken thread tries again, so nothing needs to be handed over. */
kr_t sys_mutex_lock(struct thread *t)
{
    struct mutex *m;
    kr_t kr = object_find(t, t->regs.eax, TYPE_MUTEX, PROT_READ, &m);
    if (kr != KR_OK)
        return kr;
    if (m->locked) {
        if (link_get(&m->owner) == OBJECT(t))
            return insane(t, FLUKE_MUTEX_LOCKED);
        return sleep_on(t, &m->waiters, OBJECT(m));
    }
    m->locked = 1;
    link_set(&m->owner, OBJECT(t));
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* eax=mutex. */
kr_t sys_mutex_trylock(struct thread *t)
{
    struct mutex *m;
    kr_t kr = object_find(t, t->regs.eax, TYPE_MUTEX, PROT_READ, &m);
    if (kr != KR_OK)
        return kr;
    if (m->locked) {
        t->regs.eax = FLUKE_MUTEX_HELD;
        return KR_OK;
    }
    m->locked = 1;
    link_set(&m->owner, OBJECT(t));
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* What stands in the way of t's unlocking m: an insanity, or 0. A mutex whose owner was destroyed is anybody's to unlock. */
u32 mutex_unlock_insanity(struct mutex *m, struct thread *t)
{
    struct object *owner = link_get(&m->owner);
    if (!m->locked)
        return FLUKE_MUTEX_NOT_LOCKED;
    return owner && owner != OBJECT(t) ? FLUKE_MUTEX_NOT_OWNER : 0;
}

void mutex_pass_on(struct thread *t)
{
    struct hard_fault hard;
    char *byte = 0;
    if (entry_of(t) == ENTRY_mutex_lock && t->regs.eax % OBJECT_SIZE == 0)
        byte = user_byte(thread_space(t), t->regs.eax, PROT_READ, &hard);
    struct object *o = byte ? object_at(VIRT_TO_PHYS(byte)) : 0;
    if (o && o->type == TYPE_MUTEX && !((struct mutex *)o)->locked)
        wake_first((struct mutex *)o);
}

void mutex_release(struct mutex *m)
{
    m->locked = 0;
    link_set(&m->owner, 0);
    wake_first(m);
}

/* eax=mutex. */
kr_t sys_mutex_unlock(struct thread *t)
{
    struct mutex *m;
    kr_t kr = object_find(t, t->regs.eax, TYPE_MUTEX, PROT_READ, &m);
    if (kr != KR_OK)
        return kr;
    u32 wrong = mutex_unlock_insanity(m, t);
    if (wrong)
        return insane(t, wrong);
    mutex_release(m);
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}
