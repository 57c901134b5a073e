/* SPDX-License-Identifier: BSD-2-Clause */
/* Condition variables: the paper's first example of a call whose stages are entry points of their own. */
#include "tests/harness.h"

void cond_tests(void);

/* A waiter on C that holds M until then. */
static struct subject *waiter(u32 c, u32 m, u32 priority)
{
    struct subject *s = subject(priority);

    call(s, ENTRY_mutex_lock, .eax = m);
    call(s, ENTRY_cond_wait, .eax = c, .ebx = m);
    return s;
}

void cond_tests(void)
{
    struct subject *a, *b, *x;
    u32 c, m, ref;

    test(ENTRY_cond_wait, "stage 1: the frame stands on mutex_lock with the mutex, the mutex is free");
    c = make(TYPE_COND);
    m = make(TYPE_MUTEX);
    ref = make_ref(TYPE_COND, c);
    a = waiter(c, m, 10);
    asleep(a, ENTRY_mutex_lock, ref);
    equal(a->frame.eax, m);
    b = subject(10);
    equal(call(b, ENTRY_mutex_trylock, .eax = m), FLUKE_SUCCESS);

    test(ENTRY_cond_wait, "stage 2: signalled, it waits for the mutex as mutex_lock does");
    c = make(TYPE_COND);
    m = make(TYPE_MUTEX);
    a = waiter(c, m, 10);
    b = subject(10);
    call(b, ENTRY_mutex_lock, .eax = m);
    equal(call(b, ENTRY_cond_signal, .eax = c), FLUKE_SUCCESS);
    asleep(a, ENTRY_mutex_lock, make_ref(TYPE_MUTEX, m));
    call(b, ENTRY_mutex_unlock, .eax = m);
    returned(a, FLUKE_SUCCESS);

    test(ENTRY_cond_wait, "traced: all its events");
    c = make(TYPE_COND);
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(10);
    call(a, ENTRY_mutex_lock, .eax = m);
    set_flags(a, THREAD_TRACE, 0);
    start(a, ENTRY_cond_wait, .eax = c, .ebx = m);
    same_text(events(a), "sleep@mutex_lock");
    call(b, ENTRY_cond_signal, .eax = c);
    same_text(events(a), "wake@mutex_lock complete@mutex_lock call@thread_wait sleep@thread_wait");
    returned(a, FLUKE_SUCCESS);

    test(ENTRY_cond_wait, "without the mutex is MUTEX_NOT_LOCKED, another's MUTEX_NOT_OWNER, and nothing is left");
    c = make(TYPE_COND);
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(10);
    equal(call(a, ENTRY_cond_wait, .eax = c, .ebx = m), FLUKE_MUTEX_NOT_LOCKED);
    call(b, ENTRY_mutex_lock, .eax = m);
    equal(call(a, ENTRY_cond_wait, .eax = c, .ebx = m), FLUKE_MUTEX_NOT_OWNER);
    call(b, ENTRY_cond_signal, .eax = c);
    equal(a->finished, 1);

    test(ENTRY_cond_wait, "releasing the mutex wakes the next in line");
    c = make(TYPE_COND);
    m = make(TYPE_MUTEX);
    a = subject(10);
    b = subject(10);
    call(a, ENTRY_mutex_lock, .eax = m);
    call(b, ENTRY_mutex_lock, .eax = m);
    call(a, ENTRY_cond_wait, .eax = c, .ebx = m);
    returned(b, FLUKE_SUCCESS);

    test(ENTRY_cond_signal, "without a waiter does nothing, and is not remembered");
    c = make(TYPE_COND);
    m = make(TYPE_MUTEX);
    b = subject(10);
    equal(call(b, ENTRY_cond_signal, .eax = c), FLUKE_SUCCESS);
    a = waiter(c, m, 10);
    asleep(a, ENTRY_mutex_lock, make_ref(TYPE_COND, c));

    test(ENTRY_cond_signal, "wakes one, in the order of arrival");
    c = make(TYPE_COND);
    m = make(TYPE_MUTEX);
    a = waiter(c, m, 9);
    b = waiter(c, m, 12);
    x = subject(10);
    call(x, ENTRY_cond_signal, .eax = c);
    returned(a, FLUKE_SUCCESS);
    asleep(b, ENTRY_mutex_lock, make_ref(TYPE_COND, c));

    test(ENTRY_cond_broadcast, "wakes all; one has the mutex, the other waits for it");
    c = make(TYPE_COND);
    m = make(TYPE_MUTEX);
    a = waiter(c, m, 9);
    b = waiter(c, m, 12);
    x = subject(10);
    equal(call(x, ENTRY_cond_broadcast, .eax = c), FLUKE_SUCCESS);
    equal(a->finished + b->finished, 1);
    call(a->finished ? a : b, ENTRY_mutex_unlock, .eax = m);
    returned(a, FLUKE_SUCCESS);
    returned(b, FLUKE_SUCCESS);

    test(ENTRY_cond_broadcast, "without a waiter does nothing");
    c = make(TYPE_COND);
    x = subject(10);
    equal(call(x, ENTRY_cond_broadcast, .eax = c), FLUKE_SUCCESS);

    test(ENTRY_cond_destroy, "sends waiters on to the mutex");
    c = make(TYPE_COND);
    m = make(TYPE_MUTEX);
    a = waiter(c, m, 9);
    equal(fluke_cond_destroy(c), FLUKE_SUCCESS);
    settle();
    returned(a, FLUKE_SUCCESS);

    test(ENTRY_cond_wait, "a stopped waiter keeps its place");
    c = make(TYPE_COND);
    m = make(TYPE_MUTEX);
    a = waiter(c, m, 9);
    b = waiter(c, m, 9);
    x = subject(10);
    stop(a);
    put(a);
    settle();
    asleep(a, ENTRY_mutex_lock, make_ref(TYPE_COND, c));
    call(x, ENTRY_cond_signal, .eax = c);
    returned(a, FLUKE_SUCCESS);
    equal(b->finished, 0);

    test(ENTRY_cond_wait, "a signal to a stopped waiter is not lost");
    c = make(TYPE_COND);
    m = make(TYPE_MUTEX);
    a = waiter(c, m, 9);
    x = subject(10);
    stop(a);
    call(x, ENTRY_cond_signal, .eax = c);
    equal(a->finished, 0);
    stop(a);
    put(a);
    settle();
    returned(a, FLUKE_SUCCESS);

    test(ENTRY_cond_set_state, "the inheritor is kept, and given back");
    c = make(TYPE_COND);
    a = subject(10);
    ref = make(TYPE_REF);
    equal(fluke_cond_set_state(c, (u32)&(struct fluke_cond_state){ .flags = 7 }, a->ref), FLUKE_SUCCESS);
    struct fluke_cond_state s;
    equal(fluke_cond_get_state(c, (u32)&s, ref), FLUKE_SUCCESS);
    equal(s.flags, 7);
    holds(fluke_ref_compare(ref, a->ref));
}
