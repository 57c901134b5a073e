/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads: run states, events, and the entry points that act on threads. */
#include "arch/i386/arch.h"
#include "kern/debug.h"
#include "kern/entry.h"
#include "kern/ipc.h"
#include "kern/irq.h"
#include "kern/kmem.h"
#include "kern/lock.h"
#include "kern/lib.h"
#include "kern/memory.h"
#include "kern/object_type.h"
#include "kern/sched.h"
#include "kern/sync.h"

struct thread *current;

u32 thread_cost(void)
{
    return kmem_size(model_thread_bytes);
}

struct thread *thread_new(u32 hash)
{
    struct thread *t = kmem_alloc(model_thread_bytes);
    if (!t)
        return 0;
    t->run = RUN_STOPPED;
    t->flags = THREAD_STOPPED;
    queue_init(&t->waiters);
    user_regs_init(t);
    if (model_kstack_bytes)
        debug_stack_paint(t);
    model_thread_init(t);
    return t;
}

void thread_free(struct thread *t)
{
    kmem_free(t, model_thread_bytes);
}

static void set_cause(struct thread *t, int cause)
{
    t->flags = (t->flags & ~THREAD_CAUSE_MASK) | (u32)cause << 24;
}

/* Whoever donates to t comes back: t has no use for a processor any more. */
static void donation_ends(struct thread *t)
{
    if (t->donor.to)
        sched_wake_later(as_thread(t->donor.to));
}

void thread_halt(struct thread *t)
{
    u32 irq = irq_off();
    t->run = RUN_STOPPED;
    t->flags |= THREAD_STOPPED;
    donation_ends(t);
    sched_wake_all_later(&t->waiters);
    irq_on(irq);
}

int thread_event(struct thread *t, int cause)
{
    set_cause(t, cause);
    if (!(t->flags & THREAD_TRACE) || t->run == RUN_STOPPED)
        return 0;
    thread_halt(t);
    return 1;
}

kr_t advance(struct thread *t, int entry)
{
    t->regs.eip = ENTRY_BASE + entry * ENTRY_SIZE;
    return thread_event(t, CAUSE_ADVANCE) ? block(t) : KR_RESTART;
}

/*
 * Does the frame say "asleep on a condition, then lock the mutex"? Such a thread keeps its place on the
 * condition even while it is stopped, so that a signal meanwhile is not lost.
 */
static struct cond *awaited_condition(struct thread *t)
{
    struct object *o = link_get(&t->waiting_for);
    return o && o->type == TYPE_COND && entry_of(t) == ENTRY_mutex_lock ? (struct cond *)o : 0;
}

int sleep_event(struct thread *t)
{
    u32 cause = THREAD_CAUSE(t->flags);
    return cause != CAUSE_SLEEP && cause != CAUSE_FAULT_HARD && thread_event(t, CAUSE_SLEEP);
}

void sleep_prepare(struct thread *t, struct node *queue, struct object *waiting_for)
{
    u32 irq = irq_off();
    link_set(&t->waiting_for, waiting_for);
    if (queue && waiting_for && waiting_for->type == TYPE_COND)
        queue_add(queue, &t->run_node);
    if (!sleep_event(t)) {
        if (queue && !t->run_node.next)
            queue_add(queue, &t->run_node);
        t->run = RUN_ASLEEP;
        donation_ends(t);
    }
    irq_on(irq);
}

kr_t sleep_on(struct thread *t, struct node *queue, struct object *waiting_for)
{
    sleep_prepare(t, queue, waiting_for);
    return block(t);
}

/* Null unless it is a thread that t waits for. */
static struct object *awaited_thread(struct thread *t)
{
    struct object *o = link_get(&t->waiting_for);
    return o && o->type == TYPE_THREAD ? o : 0;
}

/* The end of a wait, whatever comes next. */
static void unqueue(struct thread *t)
{
    struct thread *donee = as_thread(awaited_thread(t));
    if (donee && donee->donor.to == OBJECT(t)) {
        link_set(&t->waiting_for, 0);
        sched_withdraw(donee);
    }
    queue_remove(&t->run_node);
    t->request = REQUEST_NONE;
}

void thread_awake(struct thread *t, int cause)
{
    queue_remove(&t->run_node);
    if (t->run == RUN_ASLEEP && !thread_event(t, cause))
        sched_ready(t);
}

void thread_wake(struct thread *t, int cause)
{
    u32 irq = irq_off();
    unqueue(t);
    link_set(&t->waiting_for, 0);
    thread_awake(t, cause);
    irq_on(irq);
}

/* Whoever is woken may take another off this queue: always the first. */
void thread_wake_all(struct node *queue)
{
    for (struct node *n; (n = queue_first(queue));)
        thread_wake(container(n, struct thread, run_node), CAUSE_WAKE);
}

void complete_other(struct thread *t)
{
    t->regs.eip += ENTRY_RET;
    thread_wake(t, CAUSE_COMPLETE);
}

void thread_stop(struct thread *t)
{
    u32 irq = irq_off();
    if (t->run != RUN_STOPPED) {
        if (!awaited_condition(t))
            unqueue(t);
        thread_halt(t);
    }
    irq_on(irq);
    mutex_pass_on(t);
}

void thread_start(struct thread *t)
{
    struct cond *c = awaited_condition(t);
    t->flags &= ~THREAD_STOPPED;
    ipc_alerts_retry(t);
    if (c) {
        if (!t->run_node.next)
            queue_add(&c->waiters, &t->run_node);
        t->run = RUN_ASLEEP;
        return;
    }
    unqueue(t);
    link_set(&t->waiting_for, 0);
    sched_ready(t);
}

COMMON_CALLS(thread, TYPE_THREAD)
REFERENCE_CALL(thread, TYPE_THREAD)

static void destroy(struct object *o)
{
    struct thread *t = as_thread(o);
    thread_stop(t);
    unqueue(t);
    queue_remove(&t->space_node);
    ipc_thread_gone(t);
    link_set(&t->space, 0);
    link_set(&t->scheduler, 0);
    link_set(&t->waiting_for, 0);
    link_set(&t->client, 0);
    link_set(&t->server, 0);
    link_set(&t->donor, 0);
}

const struct object_type thread_type = { .bytes = sizeof(struct thread), .destroy = destroy };

/* Frame and API order of words differ: see kernel/api/frame.tsv. */
static void gather(struct thread *t, struct fluke_thread_state *s)
{
    struct regs *r = &t->regs;
    s->hash = t->object.hash;
    s->thread_va = t->thread_va;
    s->sched_val = t->sched_val;
    s->flags = t->flags;
    s->eax = r->eax; s->ebx = r->ebx; s->ecx = r->ecx; s->edx = r->edx;
    s->esi = r->esi; s->edi = r->edi; s->ebp = r->ebp; s->esp = r->esp;
    s->eip = r->eip; s->eflags = r->eflags;
    memcpy(&s->pr0, t->pr, sizeof t->pr);
    memcpy(&s->trap_handler, t->handlers, sizeof t->handlers);
    memcpy(&s->saved_eax, &t->saved, sizeof t->saved);
    s->server_pset = t->server_pset;
    s->server_esp = t->server_esp;
    memcpy(&s->server_oneway_eip, t->server_eip, sizeof t->server_eip);
}

static void scatter(struct thread *t, const struct fluke_thread_state *s, int io_privilege)
{
    struct regs *r = &t->regs;
    t->thread_va = s->thread_va;
    t->sched_val = s->sched_val;
    t->flags = (s->flags & ~THREAD_PEEK) | THREAD_STOPPED;
    r->eax = s->eax; r->ebx = s->ebx; r->ecx = s->ecx; r->edx = s->edx;
    r->esi = s->esi; r->edi = s->edi; r->ebp = s->ebp; r->esp = s->esp;
    r->eip = s->eip;
    r->eflags = eflags_for_user(s->eflags, io_privilege);
    memcpy(t->pr, &s->pr0, sizeof t->pr);
    memcpy(t->handlers, &s->trap_handler, sizeof t->handlers);
    memcpy(&t->saved, &s->saved_eax, sizeof t->saved);
    t->saved.eflags = eflags_for_user(s->saved_eflags, io_privilege);
    t->server_pset = s->server_pset;
    t->server_esp = s->server_esp;
    memcpy(t->server_eip, &s->server_oneway_eip, sizeof t->server_eip);
}

static struct link *thread_link(struct thread *t, u32 i)
{
    struct link *links[] = { &t->space, &t->scheduler, &t->waiting_for, &t->client, &t->server };
    return links[i];
}

/* The five reference arguments of get_state and set_state: ecx edx esi edi ebp. */
static void link_slots(struct thread *t, u32 *slots)
{
    struct regs *r = &t->regs;
    slots[0] = r->ecx; slots[1] = r->edx; slots[2] = r->esi; slots[3] = r->edi; slots[4] = r->ebp;
}

/* eax=thread (not the current one); ebx=state*, ecx edx esi edi ebp=references for the links; null = skip. */
kr_t sys_thread_get_state(struct thread *t)
{
    struct thread *target;
    struct ref *refs[5];
    u32 slots[5], flags = 0;
    struct fluke_thread_state state;
    link_slots(t, slots);
    kr_t kr = object_find(t, t->regs.eax, TYPE_THREAD, PROT_READ, &target);
    if (kr == KR_OK && target == t)
        return insane(t, FLUKE_CURRENT_THREAD);
    for (u32 i = 0; kr == KR_OK && i < 5; i++)
        kr = ref_slot(t, slots[i], &refs[i]);
    if (kr == KR_OK && t->regs.ebx) {
        kr = user_touch(t, t->regs.ebx, sizeof state, PROT_WRITE);
        if (kr == KR_OK)
            kr = user_read(t, t->regs.ebx + WORD_flags * 4, &flags, 4);
    }
    if (kr != KR_OK)
        return kr;
    if (!(flags & THREAD_PEEK))
        thread_stop(target);
    if (t->regs.ebx) {
        gather(target, &state);
        kr = user_write(t, t->regs.ebx, &state, sizeof state);
    }
    for (u32 i = 0; i < 5; i++)
        if (refs[i])
            link_set(&refs[i]->target, link_get(thread_link(target, i)));
    t->regs.eax = FLUKE_SUCCESS;
    return kr;
}

u32 thread_digest(const struct thread *t)
{
    /* What the frame is made of lies together, in front of the object's own header. */
    const u32 *words = (const u32 *)t;
    u32 sum = 0;
#pragma GCC unroll 34
    for (u32 i = 0; i < __builtin_offsetof(struct thread, object) / 4; i++)
        sum = digest(sum, words[i]);
    sum = digest_link(sum, &t->space);
    sum = digest_link(sum, &t->scheduler);
    sum = digest_link(sum, &t->waiting_for);
    sum = digest_link(sum, &t->client);
    return digest_link(sum, &t->server);
}

void join_space(struct thread *t, struct object *space)
{
    queue_remove(&t->space_node);
    link_set(&t->space, space);
    if (space)
        queue_add(&((struct space *)space)->threads, &t->space_node);
}

/* eax=thread (stopped); ebx=state*, ecx edx esi edi ebp=references for the links; null = leave. */
kr_t sys_thread_set_state(struct thread *t)
{
    static const u8 types[5] = { TYPE_SPACE, TYPE_PORT, TYPE_COUNT, TYPE_THREAD, TYPE_THREAD };
    struct thread *target;
    struct object *links[5];
    u32 slots[5];
    struct fluke_thread_state state;
    link_slots(t, slots);
    kr_t kr = object_find(t, t->regs.eax, TYPE_THREAD, PROT_WRITE, &target);
    if (kr == KR_OK && target == t)
        return insane(t, FLUKE_CURRENT_THREAD);
    for (u32 i = 0; kr == KR_OK && i < 5; i++)
        if (slots[i])
            kr = ref_find(t, slots[i], types[i], &links[i]);
    if (kr == KR_OK && t->regs.ebx)
        kr = user_read(t, t->regs.ebx, &state, sizeof state);
    if (kr != KR_OK)
        return kr;
    int io = (t->regs.eflags & EFLAGS_IOPL) == EFLAGS_IOPL;
    if (target->run != RUN_STOPPED)
        return insane(t, FLUKE_NOT_STOPPED);
    if (t->regs.ebx && !io && (state.eflags | state.saved_eflags) & EFLAGS_IOPL)
        return insane(t, FLUKE_PRIVILEGE);
    if (t->regs.ebx && state.sched_val > 31)
        return insane(t, FLUKE_INVALID_OBJECT);
    struct cond *before = awaited_condition(target);
    if (t->regs.ebx)
        scatter(target, &state, io);
    for (u32 i = 0; i < 5; i++)
        if (slots[i]) {
            if (i == 0)
                join_space(target, links[0]);
            else
                link_set(thread_link(target, i), links[i]);
        }
    /* One that waited for this condition already keeps its place. */
    struct cond *c = awaited_condition(target);
    if (c != before)
        queue_remove(&target->run_node);
    if (c && !target->run_node.next)
        queue_add(&c->waiters, &target->run_node);
    t->regs.eax = FLUKE_SUCCESS;
    if (t->regs.ebx && !(state.flags & THREAD_STOPPED) && link_get(&target->space))
        thread_start(target);
    return KR_OK;
}

kr_t sys_thread_self(struct thread *t)
{
    t->regs.eax = t->thread_va;
    return KR_OK;
}

/* eax=current thread: the calls on oneself take it for a check. */
static int is_self(struct thread *t)
{
    return t->regs.eax == t->thread_va;
}

kr_t sys_thread_enable_exceptions(struct thread *t)
{
    if (!is_self(t))
        return insane(t, FLUKE_NOT_CURRENT_THREAD);
    t->regs.eax = FLUKE_SUCCESS;
    t->flags |= THREAD_EXCEPTION_ENABLE;
    ipc_alerts_retry(t);
    return KR_OK;
}

kr_t sys_thread_disable_exceptions(struct thread *t)
{
    if (!is_self(t))
        return insane(t, FLUKE_NOT_CURRENT_THREAD);
    t->regs.eax = FLUKE_SUCCESS;
    t->flags &= ~THREAD_EXCEPTION_ENABLE;
    return KR_OK;
}

kr_t sys_thread_get_handlers(struct thread *t)
{
    if (!is_self(t))
        return insane(t, FLUKE_NOT_CURRENT_THREAD);
    struct regs *r = &t->regs;
    r->ebx = t->handlers[0]; r->ecx = t->handlers[1]; r->edx = t->handlers[2]; r->esi = t->handlers[3];
    r->eax = FLUKE_SUCCESS;
    return KR_OK;
}

kr_t sys_thread_set_handlers(struct thread *t)
{
    if (!is_self(t))
        return insane(t, FLUKE_NOT_CURRENT_THREAD);
    struct regs *r = &t->regs;
    t->handlers[0] = r->ebx; t->handlers[1] = r->ecx; t->handlers[2] = r->edx; t->handlers[3] = r->esi;
    ipc_alerts_retry(t);
    r->eax = FLUKE_SUCCESS;
    return KR_OK;
}

kr_t sys_thread_return_from_exception(struct thread *t)
{
    if (!is_self(t))
        return insane(t, FLUKE_NOT_CURRENT_THREAD);
    struct regs *r = &t->regs;
    r->eax = t->saved.eax; r->ecx = t->saved.ecx; r->edx = t->saved.edx;
    r->eip = t->saved.eip;
    r->eflags = eflags_for_user(t->saved.eflags, (r->eflags & EFLAGS_IOPL) == EFLAGS_IOPL);
    t->flags |= THREAD_EXCEPTION_ENABLE;
    ipc_alerts_retry(t);
    set_cause(t, CAUSE_NONE);
    return KR_RESTART;
}

/* eax=current thread; ebx=saved_state*. */
kr_t sys_thread_get_saved_state(struct thread *t)
{
    if (!is_self(t))
        return insane(t, FLUKE_NOT_CURRENT_THREAD);
    kr_t kr = user_write(t, t->regs.ebx, &t->saved, sizeof t->saved);
    if (kr == KR_OK)
        t->regs.eax = FLUKE_SUCCESS;
    return kr;
}

kr_t sys_thread_set_saved_state(struct thread *t)
{
    struct fluke_saved_state s;
    if (!is_self(t))
        return insane(t, FLUKE_NOT_CURRENT_THREAD);
    kr_t kr = user_read(t, t->regs.ebx, &s, sizeof s);
    if (kr != KR_OK)
        return kr;
    t->saved = s;
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* eax=thread (not the current one). */
kr_t sys_thread_interrupt(struct thread *t)
{
    struct thread *target;
    kr_t kr = object_find(t, t->regs.eax, TYPE_THREAD, PROT_READ, &target);
    if (kr != KR_OK)
        return kr;
    if (target == t)
        return insane(t, FLUKE_CURRENT_THREAD);
    target->flags |= THREAD_INTERRUPT_PENDING;
    mutex_pass_on(target);
    /* thread_wait on nobody ends by being interrupted, handler or not, asleep in it or about to be. */
    int waits = entry_of(target) == ENTRY_thread_wait && !target->regs.eax;
    if (target->run == RUN_ASLEEP && waits)
        complete_other(target);
    else if (target->run == RUN_ASLEEP)
        thread_wake(target, CAUSE_INTERRUPT);
    else if (waits)
        target->regs.eip += ENTRY_RET;
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* The two halves: eax=current thread; ebx=reference; ecx=flags, out for get, in for set. */
static kr_t half_get(struct thread *t, struct link *half, u32 sender)
{
    struct ref *ref;
    if (!is_self(t))
        return insane(t, FLUKE_NOT_CURRENT_THREAD);
    kr_t kr = object_find(t, t->regs.ebx, TYPE_REF, PROT_READ, &ref);
    if (kr != KR_OK)
        return kr;
    link_set(&ref->target, link_get(half));
    t->regs.ecx = t->flags & sender;
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

static kr_t half_set(struct thread *t, struct link *half, u32 sender)
{
    struct object *peer;
    if (!is_self(t))
        return insane(t, FLUKE_NOT_CURRENT_THREAD);
    kr_t kr = ref_find(t, t->regs.ebx, TYPE_THREAD, &peer);
    if (kr != KR_OK)
        return kr;
    link_set(half, peer);
    t->flags = (t->flags & ~sender) | (t->regs.ecx & sender);
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

kr_t sys_thread_get_client(struct thread *t) { return half_get(t, &t->client, THREAD_SERVER_SENDER); }
kr_t sys_thread_set_client(struct thread *t) { return half_set(t, &t->client, THREAD_SERVER_SENDER); }
kr_t sys_thread_get_server(struct thread *t) { return half_get(t, &t->server, THREAD_CLIENT_SENDER); }
kr_t sys_thread_set_server(struct thread *t) { return half_set(t, &t->server, THREAD_CLIENT_SENDER); }

/* eax=reference at a thread, or 0. Ends when that thread is stopped or gone; 0: when interrupted. */
kr_t sys_thread_wait(struct thread *t)
{
    struct object *o;
    if (!t->regs.eax)
        return sleep_on(t, 0, 0);
    kr_t kr = ref_find(t, t->regs.eax, TYPE_THREAD, &o);
    if (kr != KR_OK)
        return kr;
    struct thread *target = as_thread(o);
    if (target == t)
        return insane(t, FLUKE_CURRENT_THREAD);
    if (target && target->run != RUN_STOPPED)
        return sleep_on(t, &target->waiters, o);
    t->regs.eax = target ? FLUKE_SUCCESS : FLUKE_DESTROYED;
    return KR_OK;
}
