/* SPDX-License-Identifier: BSD-2-Clause */
/* Scenes of what all types have, and of threads. Types and their links come from the harness's tables. */
#include "sweep.h"
#include "user/lib/string.h"

/* ---- Any type: scene->type ---- */

/* Makes references to new objects of the types that the links want. */
static void make_links(u32 type, u32 *refs)
{
    for (u32 i = 0; i < link_count[type]; i++) {
        u32 target = link_types[type][i] == TYPE_COUNT ? TYPE_MUTEX : link_types[type][i];
        refs[i] = make_ref(target, make(target));
    }
}

static void set_links(u32 type, u32 object, const u32 *refs)
{
    struct fluke_regs r = { .eax = object, .ecx = refs[0], .edx = refs[1], .esi = refs[2], .edi = refs[3], .ebp = refs[4] };

    fluke_call(operations[type][SET_STATE], &r);
    must(r.eax, "set_links");
}

void result_object(u32 object, u32 type, const u32 *links)
{
    u32 state[FRAME_WORDS] = { 0 }, refs[LINKS] = { 0 };
    struct fluke_regs r;

    for (u32 i = 0; links && i < link_count[type]; i++)
        refs[i] = make_ref(TYPE_COUNT, 0);
    state[WORD_flags] = type == TYPE_THREAD ? THREAD_PEEK : 0;
    r = (struct fluke_regs){ object, (u32)state, refs[0], refs[1], refs[2], refs[3], refs[4] };
    fluke_call(operations[type][GET_STATE], &r);
    result(r.eax);
    /* The first word is a hash of the kernel's choice. */
    for (u32 i = 1; i < state_words[type]; i++)
        result(state[i]);
    for (u32 i = 0; links && i < link_count[type]; i++)
        result(fluke_ref_compare(refs[i], links[i]));
}

static void create(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 object = slot();

    go(a, operations[scene->type][CREATE], .eax = object, .ebx = 0x1234);
    result_registers(a);
    result_memory(object, OBJECT_SIZE / 4);
}

static void destroy(const struct scene *scene)
{
    struct subject *a = actor(10);

    go(a, operations[scene->type][DESTROY], .eax = make(scene->type));
    result_registers(a);
}

static void destroy_linked(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 refs[LINKS] = { 0 }, object = make(scene->type), ref = make_ref(scene->type, object);

    make_links(scene->type, refs);
    set_links(scene->type, object, refs);
    if (scene->type == TYPE_MUTEX)
        fluke_mutex_set_state(object, (u32)&(struct fluke_mutex_state){ .locked = 0 }, 0);
    go(a, operations[scene->type][DESTROY], .eax = object);
    result_registers(a);
    result(fluke_ref_check(ref));
}

static void move(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 from = make(scene->type), to = slot();

    go(a, operations[scene->type][MOVE], .eax = from, .ebx = to);
    result_registers(a);
}

static void reference(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 object = make(scene->type), ref = make_ref(TYPE_COUNT, 0), again = make_ref(scene->type, object);

    go(a, operations[scene->type][REFERENCE], .eax = object, .ebx = ref);
    result_registers(a);
    result(fluke_ref_compare(ref, again));
}

static void get_state(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 object = make(scene->type), state = pages(1), r[LINKS], links[LINKS] = { 0 };

    make_links(scene->type, links);
    set_links(scene->type, object, links);
    for (u32 i = 0; i < LINKS; i++)
        r[i] = make_ref(TYPE_COUNT, 0);
    go(a, operations[scene->type][GET_STATE], .eax = object, .ebx = state, .ecx = r[0], .edx = r[1], .esi = r[2], .edi = r[3],
        .ebp = r[4]);
    result_registers(a);
    result_memory(state + 4, state_words[scene->type] - 1);
    for (u32 i = 0; i < link_count[scene->type]; i++)
        result(fluke_ref_compare(r[i], links[i]));
}

static void set_state(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 object = make(scene->type), state = pages(1), *w = (u32 *)state, links[LINKS] = { 0 };

    make_links(scene->type, links);
    if (scene->type == TYPE_THREAD) {
        w[WORD_thread_va] = object;
        w[WORD_flags] = THREAD_STOPPED;
        w[WORD_eax] = 5;
        w[WORD_sched_val] = 3;
    } else {
        for (u32 i = 1; i < state_words[scene->type]; i++)
            w[i] = scene->type == TYPE_MAPPING || scene->type == TYPE_REGION ? 0 : 1;
    }
    go(a, operations[scene->type][SET_STATE], .eax = object, .ebx = state, .ecx = links[0], .edx = links[1], .esi = links[2],
        .edi = links[3], .ebp = links[4]);
    result_registers(a);
    result_object(object, scene->type, links);
}

/* ---- What the end of an object means to others ---- */

static void cond_with_waiter(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9);
    u32 mutex = make(TYPE_MUTEX), cond = make(TYPE_COND);

    owned(mutex);
    call(b, ENTRY_mutex_lock, .eax = mutex);
    call(b, ENTRY_cond_wait, .eax = cond, .ebx = mutex);
    go(a, ENTRY_cond_destroy, .eax = cond);
    result_registers(a);
    result_registers(b);
    result_object(mutex, TYPE_MUTEX, &b->ref);
}

/* A client waits at the port, or a server (type 1) on the portset, which goes. */
static void port_with_waiter(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9);
    u32 pset = make(TYPE_PSET), port = make(TYPE_PORT), params = pages(1);

    fluke_port_set_state(port, 0, make_ref(TYPE_PSET, pset));
    if (scene->type)
        call(b, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = params);
    else
        call(b, ENTRY_ipc_client_connect_send, .eax = make_ref(TYPE_PORT, port), .ebx = params);
    go(a, scene->entry, .eax = scene->type ? pset : port);
    result_registers(a);
    result_registers(b);
}

/* The peer waits until a thread is gone; with it goes its space, or (type 1) only the thread. */
static void thread_with_waiter(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9), *c;
    u32 space_ref, space = space_new(&space_ref);

    c = subject_in(space_ref, 8);
    call(b, ENTRY_thread_wait, .eax = c->ref);
    go(a, scene->entry, .eax = scene->type ? c->thread : space);
    result_registers(a);
    result_registers(b);
    result(fluke_ref_check(c->ref));
}

/* ---- Oneself ---- */

/* Calls that have only registers. The current thread is the first argument, as they want it. */
static void oneself(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 block = pages(1), *w = (u32 *)block;

    w[0] = 1; w[1] = 2; w[2] = 3; w[3] = (u32)a->stack; w[4] = 0x202;
    go(a, scene->entry, .eax = a->thread, .ebx = block, .ecx = 4, .edx = 5, .esi = 6, .edi = 7, .ebp = 8);
    result_registers(a);
    result_memory(block, 8);
    look(a);
    result(a->frame.trap_handler);
    result(a->frame.saved_eax);
    result(a->frame.flags & THREAD_EXCEPTION_ENABLE);
}

/* An interrupt came while exceptions were disabled: it is delivered on the way out. */
static void enable_pending(const struct scene *scene)
{
    struct subject *a = actor(10);

    call(a, ENTRY_thread_disable_exceptions, .eax = a->thread);
    set_ready(a, scene->entry, (struct fluke_regs){ .eax = a->thread });
    fluke_thread_interrupt(a->thread);
    settle();
    result_registers(a);
    result(a->interrupts);
    look(a);
    result(a->frame.flags & (THREAD_EXCEPTION_ENABLE | THREAD_INTERRUPT_PENDING));
}

/* The half that the call is about: none, or (type 1) one with a peer, which the call reads or puts in its place. */
static void one_half(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9);
    int set = scene->entry == ENTRY_thread_set_client || scene->entry == ENTRY_thread_set_server;
    int client = scene->entry == ENTRY_thread_get_client || scene->entry == ENTRY_thread_set_client;
    u32 ref = scene->type && set ? b->ref : make_ref(TYPE_COUNT, 0);

    stop(a);
    if (scene->type && !set) {
        a->frame.flags |= client ? THREAD_SERVER_SENDER : THREAD_CLIENT_SENDER;
        must(fluke_thread_set_state(a->thread, (u32)&a->frame, 0, 0, 0, client ? b->ref : 0, client ? 0 : b->ref), "one_half");
    } else {
        put(a);
    }
    go(a, scene->entry, .eax = a->thread, .ebx = ref, .ecx = THREAD_SERVER_SENDER | THREAD_CLIENT_SENDER);
    result_registers(a);
    look(a);
    result(fluke_ref_compare(a->links[LINK_CLIENT], b->ref));
    result(fluke_ref_compare(a->links[LINK_SERVER], b->ref));
    result(a->frame.flags & (THREAD_SERVER_SENDER | THREAD_CLIENT_SENDER));
}

static void return_from_exception(const struct scene *scene)
{
    struct subject *a = actor(10);

    stop(a);
    a->frame.saved_eax = 1; a->frame.saved_ecx = 2; a->frame.saved_edx = 3;
    a->frame.saved_eip = ENTRY_BASE + ENTRY_thread_self * ENTRY_SIZE + ENTRY_RET;
    put(a);
    go(a, scene->entry, .eax = a->thread);
    result_registers(a);
}

/* ---- Other threads ---- */

static void interrupt(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9);
    u32 mutex = make(TYPE_MUTEX);

    fluke_mutex_lock(mutex);
    if (scene->type)
        call(b, ENTRY_thread_disable_exceptions, .eax = b->thread);
    call(b, ENTRY_mutex_lock, .eax = mutex);
    go(a, ENTRY_thread_interrupt, .eax = b->thread);
    fluke_mutex_unlock(mutex);
    settle();
    if (scene->type) {
        set_flags(b, THREAD_EXCEPTION_ENABLE, 0);
        settle();
    }
    result_registers(a);
    result_registers(b);
    result(b->interrupts);
}

/* The target sleeps in mutex_lock; it is looked at, or (type 1) stopped. */
static void get_sleeper(const struct scene *scene)
{
    struct subject *a = actor(10), *b = subject(9);
    u32 mutex = make(TYPE_MUTEX), state = pages(1), r[LINKS];

    fluke_mutex_lock(mutex);
    call(b, ENTRY_mutex_lock, .eax = mutex);
    for (u32 i = 0; i < LINKS; i++)
        r[i] = make_ref(TYPE_COUNT, 0);
    ((u32 *)state)[WORD_flags] = scene->type ? 0 : THREAD_PEEK;
    go(a, ENTRY_thread_get_state, .eax = b->thread, .ebx = state, .ecx = r[0], .edx = r[1], .esi = r[2], .edi = r[3],
        .ebp = r[4]);
    result_registers(a);
    result_memory(state + 4, FRAME_WORDS - 1);
    for (u32 i = 0; i < LINKS; i++)
        result(fluke_ref_check(r[i]));
    result(fluke_ref_compare(r[LINK_WAITING_FOR], make_ref(TYPE_MUTEX, mutex)));
    fluke_mutex_unlock(mutex);
    settle();
    result(b->finished);
}

/* The target was stopped in mutex_lock: it goes on, to find the mutex free, and then another thread at its place. */
static void set_sleeper(const struct scene *scene)
{
    struct subject *a = actor(10), *b = subject(9);
    u32 mutex = make(TYPE_MUTEX);

    fluke_mutex_lock(mutex);
    call(b, ENTRY_mutex_lock, .eax = mutex);
    stop(b);
    fluke_mutex_unlock(mutex);
    go(a, ENTRY_thread_set_state, .eax = b->thread, .ebx = (u32)&b->frame);
    result_registers(a);
    result_registers(b);
    result_object(mutex, TYPE_MUTEX, &b->ref);
}

/* The peer waits until a thread is stopped, which the caller does. */
static void stop_waited(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9), *c = subject(8);

    call(b, ENTRY_thread_wait, .eax = c->ref);
    go(a, ENTRY_thread_get_state, .eax = c->thread, .ebx = (u32)&c->frame);
    result_registers(a);
    result_registers(b);
}

static void wait_for_stop(const struct scene *scene)
{
    struct subject *a = actor(10), *b = subject(9);

    go(a, ENTRY_thread_wait, .eax = b->ref);
    if (scene->type)
        forget(b->thread);
    else
        set_flags(b, THREAD_STOPPED, 0);
    settle();
    result_registers(a);
}

/* Until interrupted. */
static void wait_for_interrupt(const struct scene *scene)
{
    struct subject *a = actor(10);

    go(a, ENTRY_thread_wait, .eax = 0);
    fluke_thread_interrupt(a->thread);
    settle();
    result_registers(a);
    result(a->interrupts);
}

/* The deadline is over, or (type 1) far: then main edits the sleeper's frame to end it. */
static void sleep_until(const struct scene *scene)
{
    struct subject *a = actor(10);

    go(a, ENTRY_thread_sleep, .eax = 7, .edx = scene->type ? 1000 : 0, .ecx = 5);
    result(a->finished);
    if (scene->type) {
        stop(a);
        result(a->frame.eax);
        result(a->frame.edx);
        a->frame.edx = 0;
        put(a);
        settle();
    }
    result_registers(a);
}

/*
 * The caller is a scheduler: it hears at its port that another thread could run (type 1: not yet, it is at the
 * sleep port), and donates its processor until that thread waits.
 */
static void schedule(const struct scene *scene)
{
    struct subject *a = actor(10), *b = subject(9);
    u32 pset = make(TYPE_PSET), port = make(TYPE_PORT), mutex = make(TYPE_MUTEX), ref;

    fluke_port_set_state(port, 0, make_ref(TYPE_PSET, pset));
    ref = make_ref(TYPE_PORT, port);
    fluke_mutex_lock(mutex);
    stop(b);
    b->frame.flags |= THREAD_STOPPED;
    must(fluke_thread_set_state(b->thread, (u32)&b->frame, 0, ref, 0, 0, 0), "scheduled");
    start(b, ENTRY_mutex_lock, .eax = mutex);
    settle();
    go(a, ENTRY_thread_schedule, .eax = b->thread, .ebx = scene->type ? port : 0);
    result_registers(a);
    look(b);
    result(b->frame.eip);
    fluke_mutex_unlock(mutex);
}

#define TYPE_SCENES(n, T) \
    { ENTRY_##n##_create, "create", create, T, 0 }, { ENTRY_##n##_destroy, "destroy", destroy, T, 0 }, \
    { ENTRY_##n##_move, "move", move, T, 0 }
#define STATE_SCENES(n, T) \
    { ENTRY_##n##_reference, "reference", reference, T, 0 }, { ENTRY_##n##_destroy, "linked", destroy_linked, T, 0 }, \
    { ENTRY_##n##_get_state, "state and links", get_state, T, 0 }, \
    { ENTRY_##n##_set_state, "state and links", set_state, T, 0 }

static const struct scene list[] = {
    TYPE_SCENES(mutex, TYPE_MUTEX), STATE_SCENES(mutex, TYPE_MUTEX),
    TYPE_SCENES(cond, TYPE_COND), STATE_SCENES(cond, TYPE_COND),
    TYPE_SCENES(mapping, TYPE_MAPPING), STATE_SCENES(mapping, TYPE_MAPPING),
    TYPE_SCENES(region, TYPE_REGION), STATE_SCENES(region, TYPE_REGION),
    TYPE_SCENES(port, TYPE_PORT), STATE_SCENES(port, TYPE_PORT),
    TYPE_SCENES(pset, TYPE_PSET), STATE_SCENES(pset, TYPE_PSET),
    TYPE_SCENES(space, TYPE_SPACE), STATE_SCENES(space, TYPE_SPACE),
    TYPE_SCENES(thread, TYPE_THREAD), STATE_SCENES(thread, TYPE_THREAD),
    TYPE_SCENES(ref, TYPE_REF),
    { ENTRY_cond_destroy, "a waiter", cond_with_waiter, 0, 0 },
    { ENTRY_port_destroy, "a client waits", port_with_waiter, 0, 0 },
    { ENTRY_pset_destroy, "a server waits", port_with_waiter, 1, 0 },
    { ENTRY_space_destroy, "a thread in it is waited for", thread_with_waiter, 0, 0 },
    { ENTRY_thread_destroy, "it is waited for", thread_with_waiter, 1, 0 },
    { ENTRY_thread_self, "self", oneself, 0, 0 },
    { ENTRY_thread_enable_exceptions, "enable", oneself, 0, 0 },
    { ENTRY_thread_enable_exceptions, "an interrupt is pending", enable_pending, 0, 0 },
    { ENTRY_thread_disable_exceptions, "disable", oneself, 0, 0 },
    { ENTRY_thread_get_handlers, "get", oneself, 0, 0 }, { ENTRY_thread_set_handlers, "set", oneself, 0, 0 },
    { ENTRY_thread_get_saved_state, "get", oneself, 0, 0 }, { ENTRY_thread_set_saved_state, "set", oneself, 0, 0 },
    { ENTRY_thread_return_from_exception, "return", return_from_exception, 0, 0 },
    { ENTRY_thread_get_client, "none", one_half, 0, 0 }, { ENTRY_thread_set_client, "none", one_half, 0, 0 },
    { ENTRY_thread_get_server, "none", one_half, 0, 0 }, { ENTRY_thread_set_server, "none", one_half, 0, 0 },
    { ENTRY_thread_get_client, "a peer", one_half, 1, 0 }, { ENTRY_thread_set_client, "a peer", one_half, 1, 0 },
    { ENTRY_thread_get_server, "a peer", one_half, 1, 0 }, { ENTRY_thread_set_server, "a peer", one_half, 1, 0 },
    { ENTRY_thread_interrupt, "of a sleeper", interrupt, 0, 0 },
    { ENTRY_thread_interrupt, "deferred by the target", interrupt, 1, 0 },
    { ENTRY_thread_get_state, "of a sleeper", get_sleeper, 0, 0 },
    { ENTRY_thread_get_state, "of a sleeper, to stop it", get_sleeper, 1, 0 },
    { ENTRY_thread_get_state, "its stop is waited for", stop_waited, 0, 0 },
    { ENTRY_thread_set_state, "of one stopped in a call", set_sleeper, 0, 0 },
    { ENTRY_thread_wait, "until stopped", wait_for_stop, 0, 0 },
    { ENTRY_thread_wait, "until destroyed", wait_for_stop, 1, 0 },
    { ENTRY_thread_wait, "until interrupted", wait_for_interrupt, 0, 0 },
    { ENTRY_thread_schedule, "until it waits", schedule, 0, 0 },
    { ENTRY_thread_schedule, "the sleep port speaks", schedule, 1, 0 },
    { ENTRY_thread_sleep, "the deadline is over", sleep_until, 0, 0 },
    { ENTRY_thread_sleep, "the deadline is far", sleep_until, 1, 0 },
};
SCENES(object_scenes, list);
