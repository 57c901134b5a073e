/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's check of itself: how deep stacks get, and what must be true of its structures whenever no call is
 * under way. Everything that has a place is looked at, so a check takes long: one is made now and then.
 */
#include "arch/i386/arch.h"
#include "arch/i386/pmap.h"
#include "kern/abi.h"
#include "kern/debug.h"
#include "kern/entry.h"
#include "kern/ipc.h"
#include "kern/lock.h"
#include "kern/memory.h"
#include "kern/object_type.h"
#include "kern/sched.h"
#include "kern/sync.h"

/* ---- Stacks ---- */

#define PAINT 0x5afe5afe
#define SPAN 32     /* words that a path may leave untouched on its way down */

extern u32 boot_stack[], boot_stack_top[];

static u32 *stack_end(struct thread *t) { return t ? (u32 *)(t + 1) : boot_stack; }
static u32 *stack_top(struct thread *t) { return t ? (u32 *)((char *)t + KSTACK_SIZE) : boot_stack_top; }

void debug_stack_paint(struct thread *t)
{
    u32 *to = stack_top(t);
    if (!t)
        to = (u32 *)__builtin_frame_address(0) - SPAN;
    for (u32 *w = stack_end(t); w < to; w++)
        *w = PAINT;
}

/* Whatever is below the deepest that was seen yet. */
static void stack_check(struct thread *t)
{
    u32 *top = stack_top(t), *deepest = top - abi.kstack_used / 4;
    for (u32 *w = deepest - 1; w >= stack_end(t) && w + SPAN >= deepest; w--)
        if (*w != PAINT)
            deepest = w;
    abi.kstack_used = (top - deepest) * 4;
    if (abi.kstack_used > abi.kstack_needed)
        panic("debug: %u bytes of kernel stack used, where %u were thought to be the most", abi.kstack_used, abi.kstack_needed);
}

/* ---- Objects ---- */

static struct object *subject;  /* what is looked at, for the message */

#define must(condition) \
    do \
        if (!(condition)) \
            panic("debug: %s:%u: %s, object type %u hash %08x at %08x, record %08x", __FILE__, __LINE__, #condition, \
                  subject->type, subject->hash, subject->address, (u32)subject); \
    while (0)

static void check_node(const struct node *n)
{
    must(!n->next == !n->prev);
    must(!n->next || (n->next->prev == n && n->prev->next == n));
}

static void count(const struct link *l)
{
    if (l->to) {
        must(l->to->refs > 0 && l->to->type < TYPE_COUNT);
        l->to->seen++;
    }
}

/* All on this queue are asleep, or have been woken or stopped while their place was kept, for this object. */
static void check_waiters(struct node *queue)
{
    queue_each(queue, n) {
        struct thread *t = container(n, struct thread, run_node);
        check_node(n);
        must(t->run == RUN_ASLEEP || (t->run == RUN_STOPPED && subject->type == TYPE_COND));
        must(t->waiting_for.to == subject || entry_of(t) == ENTRY_thread_schedule);
    }
}

static void check_thread(struct thread *t)
{
    must((t->run == RUN_STOPPED) == ((t->flags & THREAD_STOPPED) != 0));
    must(t->run != RUN_RUNNING || t == current);
    must(t->run != RUN_READY || t->run_node.next);
    must(t->run != RUN_RUNNING || (!t->run_node.next && (!t->waiting_for.to || t->request)));
    must(!t->run_node.next == !t->run_node.prev);
    must(t->sched_val < 32);
    must(t->regs.cs == USER_CS && t->regs.ss == USER_DS && t->regs.eflags & EFLAGS_IF);
    must((t->space_node.next != 0) == (t->space.to != 0));
    check_node(&t->run_node);
    check_node(&t->space_node);
    check_waiters(&t->waiters);
    struct thread *donor = as_thread(t->donor.to);
    must(!donor || (donor->run == RUN_ASLEEP && donor->waiting_for.to == OBJECT(t)));
    count(&t->space);
    count(&t->scheduler);
    count(&t->waiting_for);
    count(&t->client);
    count(&t->server);
    count(&t->donor);
}

/* Each translation is what the hierarchy says now. */
static void check_pmap(struct space *s)
{
    for (u32 va = 0; va < USER_END; va += PAGE_SIZE) {
        if (!pmap_has_table(&s->pmap, va)) {
            va |= LARGE_PAGE_MASK & ~PAGE_MASK;
            continue;
        }
        u32 prot, run = ~0u, physical = pmap_lookup(&s->pmap, va, PROT_READ);
        if (!physical)
            continue;
        must(space_translate(s, va, &prot, &run) == physical);
        must(prot & PROT_READ);
        must(!pmap_lookup(&s->pmap, va, PROT_WRITE) || prot & PROT_WRITE);
    }
}

static void check_space(struct space *s)
{
    u32 end = 0;
    queue_each(&s->threads, a) {
        check_node(a);
        must(container(a, struct thread, space_node)->space.to == subject);
    }
    queue_each(&s->regions, b) {
        check_node(b);
        must(container(b, struct region, space_node)->space.to == subject);
    }
    queue_each(&s->mappings, c) {
        struct mapping *m = container(c, struct mapping, space_node);
        check_node(c);
        must(m->space.to == subject && m->size && m->start >= end && m->start + m->size > m->start);
        end = m->start + m->size;
    }
    count(&s->keeper);
    check_pmap(s);
}

static void check(struct object *o)
{
    struct mutex *m = (struct mutex *)o;
    struct cond *c = (struct cond *)o;
    struct mapping *map = (struct mapping *)o;
    struct region *r = (struct region *)o;
    struct port *p = (struct port *)o;
    struct pset *set = (struct pset *)o;

    switch (o->type) {
    case TYPE_MUTEX:
        must(m->locked || !m->owner.to);
        check_waiters(&m->waiters);
        count(&m->owner);
        break;
    case TYPE_COND:
        check_waiters(&c->waiters);
        count(&c->inheritor);
        break;
    case TYPE_MAPPING:
        must((map->region_node.next != 0) == (map->region.to != 0));
        must((map->space_node.next != 0) == (map->space.to && map->size));
        check_node(&map->region_node);
        check_node(&map->space_node);
        count(&map->region);
        count(&map->space);
        break;
    case TYPE_REGION:
        must((r->space_node.next != 0) == (r->space.to != 0));
        check_node(&r->space_node);
        queue_each(&r->mappings, a)
            must(container(a, struct mapping, region_node)->region.to == o);
        count(&r->space);
        count(&r->keeper);
        break;
    case TYPE_PORT:
        must((p->pset_node.next != 0) == (p->pset.to != 0));
        check_node(&p->pset_node);
        check_waiters(&p->clients);
        check_waiters(&p->donors);
        count(&p->pset);
        break;
    case TYPE_PSET:
        queue_each(&set->ports, b)
            must(container(b, struct port, pset_node)->pset.to == o);
        check_waiters(&set->servers);
        break;
    case TYPE_SPACE:
        check_space((struct space *)o);
        break;
    case TYPE_THREAD:
        check_thread(as_thread(o));
        break;
    case TYPE_REF:
        count(&((struct ref *)o)->target);
        break;
    default:
        must(!"a type");
    }
}

/* Placed objects, in order of their places: the one at or behind this physical address. */
static struct object *next(u32 physical)
{
    return object_next(physical, object_space_end() - physical);
}

void debug_check(struct thread *t)
{
    static u32 calls;
    stack_check(model_kstack_bytes ? t : 0);
    if (++calls % 1024)
        return;
#ifdef PREEMPTION_fp
    /* Somebody else may be in the middle of a call. */
    if (!kernel_lock_held(t))
        return;
#endif
    for (struct object *o = next(0); o; o = next(o->address + 1))
        o->seen = 0;
    for (struct object *o = next(0); o; o = next(o->address + 1)) {
        subject = o;
        must(!o->dead && o->address % OBJECT_SIZE == 0);
        must(!o->next || (o->next->address > o->address && o->next->address / PAGE_SIZE == o->address / PAGE_SIZE));
        check(o);
    }
    for (struct object *o = next(0); o; o = next(o->address + 1)) {
        subject = o;
        must(o->refs == o->seen);
    }
}
