/* SPDX-License-Identifier: BSD-2-Clause */
/* Scenes of references, mutexes, conditions, exceptions and interrupts. */
#include "sweep.h"

static void refs(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 mutex = slot(), one, two = make_ref(TYPE_COUNT, 0);

    fluke_mutex_create(mutex, 0x77);
    one = make_ref(TYPE_MUTEX, mutex);
    go(a, scene->entry, .eax = one, .ebx = two);
    result_registers(a);
    result(fluke_ref_check(two));
}

static void trylock(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 mutex = make(TYPE_MUTEX);

    owned(mutex);
    if (scene->type)
        fluke_mutex_lock(mutex);
    go(a, ENTRY_mutex_trylock, .eax = mutex);
    result_registers(a);
    result_object(mutex, TYPE_MUTEX, &a->ref);
}

/* The mutex is free, or (type 1) held by the peer, which then gives it up. */
static void lock(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9);
    u32 mutex = make(TYPE_MUTEX);

    owned(mutex);
    if (scene->type)
        call(b, ENTRY_mutex_lock, .eax = mutex);
    go(a, ENTRY_mutex_lock, .eax = mutex, .ebx = 1, .ecx = 2, .edx = 3, .esi = 4, .edi = 5, .ebp = 6);
    if (scene->type)
        call(b, ENTRY_mutex_unlock, .eax = mutex);
    result_registers(a);
    result_registers(b);
    result_object(mutex, TYPE_MUTEX, &a->ref);
}

/* With scene->type threads that wait. */
static void unlock(const struct scene *scene)
{
    struct subject *a = actor(10), *waiters[2];
    u32 mutex = make(TYPE_MUTEX), done = 0;

    owned(mutex);
    call(a, ENTRY_mutex_lock, .eax = mutex);
    for (u32 i = 0; i < scene->type; i++) {
        waiters[i] = actor(9 - i);
        call(waiters[i], ENTRY_mutex_lock, .eax = mutex);
    }
    go(a, ENTRY_mutex_unlock, .eax = mutex);
    result_registers(a);
    for (u32 i = 0; i < scene->type; i++)
        done += waiters[i]->finished;
    result(done);
    result_object(mutex, TYPE_MUTEX, 0);
}

/* The caller waits, and is signalled, broadcast to (type 1), or must wait for the mutex then (type 2). */
static void wait_on(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9);
    u32 mutex = make(TYPE_MUTEX), cond = make(TYPE_COND);

    owned(mutex);
    call(a, ENTRY_mutex_lock, .eax = mutex);
    go(a, ENTRY_cond_wait, .eax = cond, .ebx = mutex);
    if (scene->type == 2)
        call(b, ENTRY_mutex_lock, .eax = mutex);
    call(b, scene->type == 1 ? ENTRY_cond_broadcast : ENTRY_cond_signal, .eax = cond);
    if (scene->type == 2)
        call(b, ENTRY_mutex_unlock, .eax = mutex);
    result_registers(a);
    result_registers(b);
    result_object(mutex, TYPE_MUTEX, &a->ref);
}

/* Somebody waits: scene->type threads. Those that are woken pass the mutex on. */
static void wake(const struct scene *scene)
{
    struct subject *a = actor(10), *waiters[3];
    u32 mutex = make(TYPE_MUTEX), cond = make(TYPE_COND), done = 0;

    owned(mutex);
    for (u32 i = 0; i < scene->type; i++) {
        waiters[i] = actor(9 - i);
        call(waiters[i], ENTRY_mutex_lock, .eax = mutex);
        call(waiters[i], ENTRY_cond_wait, .eax = cond, .ebx = mutex);
    }
    go(a, scene->entry, .eax = cond);
    for (u32 round = 0; round < scene->type; round++)
        for (u32 i = 0; i < scene->type; i++)
            if (waiters[i]->finished) {
                waiters[i]->finished = 0;
                must(call(waiters[i], ENTRY_mutex_unlock, .eax = mutex), "wake");
                waiters[i]->finished = 0;
                done++;
            }
    result_registers(a);
    result(done);
    result_object(mutex, TYPE_MUTEX, 0);
}

/* ---- Exceptions ---- */

/* An insanity, taken by the thread's own handler. */
static void insanity(const struct scene *scene)
{
    struct subject *a = actor(10);

    go(a, scene->entry, .eax = make(TYPE_COND), .ebx = 7);
    result_registers(a);
}

/* Without a handler it is a request to the keeper of the space, which then makes the mutex that is missing. */
static void space_keeper(const struct scene *scene)
{
    struct subject *a = actor(10), *keeper = actor(9);
    u32 pset = make(TYPE_PSET), port = make(TYPE_PORT), place = slot(), words = pages(1), space_ref, space;
    struct fluke_params *params = (struct fluke_params *)(words + 1024);
    struct subject *in_space;

    space = space_new(&space_ref);
    fluke_port_set_state(port, 0, make_ref(TYPE_PSET, pset));
    must(fluke_space_set_state(space, 0, make_ref(TYPE_PORT, port)), "space_keeper");
    *params = (struct fluke_params){ .recv_words = 8, .recv_address = words };
    stop(a);
    a->frame.trap_handler = 0;
    in_space = a;
    must(fluke_thread_set_state(a->thread, (u32)&a->frame, space_ref, 0, 0, 0, 0), "space_keeper");
    call(keeper, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = (u32)params);
    go(in_space, ENTRY_mutex_lock, .eax = place);
    result(keeper->out.esi);
    make_at(TYPE_MUTEX, place);
    owned(place);
    for (u32 i = 0; i < 4 && keeper->finished; i++)
        call(keeper, ENTRY_ipc_reply_wait_receive, .ebx = (u32)params);
    result_registers(a);
    result(keeper->finished);
    result_object(place, TYPE_MUTEX, &a->ref);
}

/* ---- Interrupts: the first serial port's, which it raises as soon as it may ---- */

#define COM1_IRQ 4
#define COM1_INTERRUPTS 0x3f9
#define WHEN_EMPTY 2

static void port_out(u16 port, u8 value)
{
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static void interrupt_line(const struct scene *scene)
{
    struct subject *a = actor(10);
    struct fluke_regs r = { .eax = COM1_IRQ, .ebx = ~0u };

    fluke_call(ENTRY_irq_wait, &r);     /* comes back at once: nobody has seen so many */
    stop(a);
    a->frame.eflags |= EFLAGS_IOPL;
    put(a);
    if (scene->type)
        port_out(COM1_INTERRUPTS, WHEN_EMPTY);
    go(a, ENTRY_irq_wait, .eax = COM1_IRQ, .ebx = r.ebx, .ecx = 9);
    port_out(COM1_INTERRUPTS, WHEN_EMPTY);
    settle();
    port_out(COM1_INTERRUPTS, 0);
    result(a->finished);
    result(a->out.eax);
    result(a->out.ebx - r.ebx);
    result(a->out.ecx);
}

#define ANY_ORDER "a re-created thread waits behind the others"

static const struct scene list[] = {
    { ENTRY_ref_copy, "copy", refs, 0, 0 }, { ENTRY_ref_get_state, "get_state", refs, 0, 0 },
    { ENTRY_ref_compare, "compare", refs, 0, 0 }, { ENTRY_ref_check, "check", refs, 0, 0 },
    { ENTRY_mutex_trylock, "free", trylock, 0, 0 },
    { ENTRY_mutex_trylock, "held", trylock, 1, 0 },
    { ENTRY_mutex_lock, "held, then freed", lock, 1, 0 },
    { ENTRY_mutex_lock, "free", lock, 0, 0 },
    { ENTRY_mutex_unlock, "a waiter", unlock, 1, 0 },
    { ENTRY_mutex_unlock, "nobody waits", unlock, 0, 0 },
    { ENTRY_mutex_unlock, "two waiters", unlock, 2, ANY_ORDER },
    { ENTRY_cond_wait, "then signalled", wait_on, 0, 0 },
    { ENTRY_cond_wait, "then broadcast to", wait_on, 1, 0 },
    { ENTRY_cond_wait, "then the mutex is held", wait_on, 2, 0 },
    { ENTRY_cond_signal, "one waiter", wake, 1, 0 },
    { ENTRY_cond_signal, "two waiters", wake, 2, ANY_ORDER },
    { ENTRY_cond_broadcast, "one waiter", wake, 1, 0 },
    { ENTRY_cond_broadcast, "three waiters", wake, 3, ANY_ORDER },
    { ENTRY_mutex_lock, "insane: the handler", insanity, 0, 0 },
    { ENTRY_cond_wait, "insane: the handler", insanity, 0, 0 },
    { ENTRY_mutex_lock, "insane: the space's keeper", space_keeper, 0, "an interrupted request may be delivered again" },
    { ENTRY_irq_wait, "then it comes", interrupt_line, 0, 0 },
    { ENTRY_irq_wait, "it has come", interrupt_line, 1, 0 },
};
SCENES(sync_scenes, list);
