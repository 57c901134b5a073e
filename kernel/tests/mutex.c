/* SPDX-License-Identifier: BSD-2-Clause */
/* Mutexes: who gets them, in which order, and what is wrong with the caller. */
#include "tests/harness.h"

void mutex_tests(void);

static u32 locked(u32 mutex)
{
    struct fluke_mutex_state s;

    fluke_mutex_get_state(mutex, (u32)&s, 0);
    return s.locked;
}

static void owner_is(u32 mutex, struct subject *s)
{
    u32 ref = make(TYPE_REF);

    fluke_mutex_get_state(mutex, 0, ref);
    holds(s ? fluke_ref_compare(ref, s->ref) : !fluke_ref_check(ref));
}

static void lock_tests(void)
{
    struct subject *a, *b, *c, *d;
    u32 m, ref;

    test(ENTRY_mutex_lock, "a free mutex is taken at once");
    m = make(TYPE_MUTEX);
    a = subject(10);
    call(a, ENTRY_mutex_lock, .eax = m, .ebx = 5);
    returned(a, FLUKE_SUCCESS);
    equal(a->out.ebx, 5);
    equal(locked(m), 1);
    owner_is(m, a);

    test(ENTRY_mutex_lock, "a held mutex is waited for at its own entry, arguments untouched");
    m = make(TYPE_MUTEX);
    ref = make_ref(TYPE_MUTEX, m);
    a = subject(10);
    b = subject(11);
    call(a, ENTRY_mutex_lock, .eax = m);
    call(b, ENTRY_mutex_lock, .eax = m, .ebx = 1, .ecx = 2, .edx = 3, .esi = 4, .edi = 5, .ebp = 6);
    asleep(b, ENTRY_mutex_lock, ref);
    equal(b->frame.eax, m);
    equal(b->frame.ebx, 1);
    equal(b->frame.ecx, 2);
    equal(b->frame.edx, 3);
    equal(b->frame.esi, 4);
    equal(b->frame.edi, 5);
    equal(b->frame.ebp, 6);
    call(a, ENTRY_mutex_unlock, .eax = m);
    returned(a, FLUKE_SUCCESS);
    returned(b, FLUKE_SUCCESS);
    owner_is(m, b);

    test(ENTRY_mutex_lock, "the owner's second lock is MUTEX_LOCKED");
    m = make(TYPE_MUTEX);
    a = subject(10);
    call(a, ENTRY_mutex_lock, .eax = m);
    equal(call(a, ENTRY_mutex_lock, .eax = m), FLUKE_MUTEX_LOCKED);
    owner_is(m, a);

    test(ENTRY_mutex_lock, "traced: sleep, wake, complete");
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(11);
    call(a, ENTRY_mutex_lock, .eax = m);
    set_flags(b, THREAD_TRACE, 0);
    start(b, ENTRY_mutex_lock, .eax = m);
    same_text(events(b), "sleep@mutex_lock");
    call(a, ENTRY_mutex_unlock, .eax = m);
    same_text(events(b), "wake@mutex_lock complete@mutex_lock call@thread_wait sleep@thread_wait");
    returned(b, FLUKE_SUCCESS);

    test(ENTRY_mutex_lock, "destroying the mutex of a dead owner sends waiters to NO_OBJECT");
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(11);
    call(a, ENTRY_mutex_lock, .eax = m);
    call(b, ENTRY_mutex_lock, .eax = m);
    equal(fluke_mutex_destroy(m), FLUKE_MUTEX_LOCKED);
    equal(fluke_mutex_set_state(m, (u32)&(struct fluke_mutex_state){ .locked = 0 }, make(TYPE_REF)), 0);
    equal(fluke_mutex_destroy(m), 0);
    settle();
    returned(b, FLUKE_NO_OBJECT);

    test(ENTRY_mutex_lock, "a null mutex address faults like memory");
    a = subject(10);
    call(a, ENTRY_mutex_lock, .eax = 0);
    equal(a->trap, 14);
    equal(a->trap_address, 0);

    test(ENTRY_mutex_unlock, "waiters come in the order of arrival, whatever their priority");
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(9);
    c = subject(12);
    d = subject(11);
    call(a, ENTRY_mutex_lock, .eax = m);
    call(b, ENTRY_mutex_lock, .eax = m);
    call(c, ENTRY_mutex_lock, .eax = m);
    call(d, ENTRY_mutex_lock, .eax = m);
    call(a, ENTRY_mutex_unlock, .eax = m);
    equal(b->finished, 1);
    equal(c->finished + d->finished, 0);
    call(b, ENTRY_mutex_unlock, .eax = m);
    equal(c->finished, 1);
    equal(d->finished, 0);
    call(c, ENTRY_mutex_unlock, .eax = m);
    returned(d, FLUKE_SUCCESS);

    test(ENTRY_mutex_unlock, "a woken waiter that is stopped before it runs does not keep the mutex from the next");
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(9);
    c = subject(9);
    call(a, ENTRY_mutex_lock, .eax = m);
    call(b, ENTRY_mutex_lock, .eax = m);
    call(c, ENTRY_mutex_lock, .eax = m);
    fluke_mutex_set_state(m, (u32)&(struct fluke_mutex_state){ .locked = 0 }, make(TYPE_REF)); /* wakes b, which can't run yet */
    stop(b);
    settle();
    returned(c, FLUKE_SUCCESS);
    put(b);
    settle();
    asleep(b, ENTRY_mutex_lock, 0 + make_ref(TYPE_MUTEX, m));

    test(ENTRY_mutex_unlock, "a woken waiter that is destroyed before it runs does not keep the mutex from the next");
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(9);
    c = subject(9);
    call(a, ENTRY_mutex_lock, .eax = m);
    call(b, ENTRY_mutex_lock, .eax = m);
    call(c, ENTRY_mutex_lock, .eax = m);
    fluke_mutex_set_state(m, (u32)&(struct fluke_mutex_state){ .locked = 0 }, make(TYPE_REF));
    fluke_thread_destroy(b->thread);
    settle();
    returned(c, FLUKE_SUCCESS);
}

static void other_tests(void)
{
    struct subject *a, *b;
    u32 m;

    test(ENTRY_mutex_unlock, "of a free mutex is MUTEX_NOT_LOCKED");
    m = make(TYPE_MUTEX);
    a = subject(10);
    equal(call(a, ENTRY_mutex_unlock, .eax = m), FLUKE_MUTEX_NOT_LOCKED);

    test(ENTRY_mutex_unlock, "by another thread is MUTEX_NOT_OWNER");
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(10);
    call(a, ENTRY_mutex_lock, .eax = m);
    equal(call(b, ENTRY_mutex_unlock, .eax = m), FLUKE_MUTEX_NOT_OWNER);
    owner_is(m, a);

    test(ENTRY_mutex_unlock, "the mutex of a destroyed owner is anybody's to unlock");
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(10);
    call(a, ENTRY_mutex_lock, .eax = m);
    fluke_thread_destroy(a->thread);
    equal(locked(m), 1);
    owner_is(m, 0);
    equal(call(b, ENTRY_mutex_unlock, .eax = m), FLUKE_SUCCESS);
    equal(locked(m), 0);

    test(ENTRY_mutex_trylock, "takes a free mutex");
    m = make(TYPE_MUTEX);
    a = subject(10);
    equal(call(a, ENTRY_mutex_trylock, .eax = m), FLUKE_SUCCESS);
    owner_is(m, a);

    test(ENTRY_mutex_trylock, "of a held mutex is MUTEX_HELD, without sleeping");
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(10);
    call(a, ENTRY_mutex_lock, .eax = m);
    equal(call(b, ENTRY_mutex_trylock, .eax = m), FLUKE_MUTEX_HELD);
    equal(call(a, ENTRY_mutex_trylock, .eax = m), FLUKE_MUTEX_HELD);
    owner_is(m, a);

    test(ENTRY_mutex_set_state, "an owner makes the mutex locked; its unlock wakes a waiter");
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(10);
    equal(fluke_mutex_set_state(m, 0, a->ref), FLUKE_SUCCESS);
    equal(locked(m), 1);
    call(b, ENTRY_mutex_lock, .eax = m);
    asleep(b, ENTRY_mutex_lock, make_ref(TYPE_MUTEX, m));
    equal(call(a, ENTRY_mutex_unlock, .eax = m), FLUKE_SUCCESS);
    returned(b, FLUKE_SUCCESS);

    test(ENTRY_mutex_set_state, "unlocked state clears the owner");
    m = make(TYPE_MUTEX);
    a = subject(10);
    call(a, ENTRY_mutex_lock, .eax = m);
    equal(fluke_mutex_set_state(m, (u32)&(struct fluke_mutex_state){ .locked = 0 }, 0), FLUKE_SUCCESS);
    equal(locked(m), 0);
    owner_is(m, 0);
}

void mutex_tests(void)
{
    lock_tests();
    other_tests();
}
