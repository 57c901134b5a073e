/* SPDX-License-Identifier: BSD-2-Clause */
/* CPU inheritance: threads with a scheduler run on what is donated to them. */
#include "tests/harness.h"

void schedule_tests(void);

#define TARGET_WAITS 0
#define MESSAGE_WAITS 1

static volatile u32 stop_spinning, spins;
static u32 order[4], next;

static u32 spin(u32 unused)
{
    while (!stop_spinning)
        spins++;
    return 0x5b1;
}

static u32 append(u32 number)
{
    order[next++] = number;
    return 0;
}

/* A scheduler: a server that waits for notices, and a thread that runs only by donation. */
static struct subject *scheduler, *target, *donor;
static u32 port, port_ref;
static struct fluke_params params;
static u32 words[8];

static void set_up(u32 priority)
{
    u32 pset = make(TYPE_PSET);
    struct fluke_port_state s = { .alias = 9 };

    port = make(TYPE_PORT);
    must(fluke_port_set_state(port, (u32)&s, make_ref(TYPE_PSET, pset)), "scheduler");
    port_ref = make_ref(TYPE_PORT, port);
    scheduler = subject(16);
    params = (struct fluke_params){ .recv_words = 8, .recv_address = (u32)words };
    call(scheduler, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = (u32)&params);
    target = subject(4);
    must(fluke_thread_set_state(target->thread, 0, 0, port_ref, 0, 0, 0), "scheduler");
    donor = subject(priority);
    stop_spinning = 0;
    spins = 0;
}

/* Let some time pass for those who do not sleep. */
static void pass(void)
{
    u64 t = (u64)(fluke_abi()->ticks + 3) * fluke_abi()->tick_us;

    fluke_thread_sleep((u32)t, (u32)(t >> 32));
}

static void at_entry(struct subject *s, u32 waiting_for_ref)
{
    asleep(s, ENTRY_thread_schedule, waiting_for_ref);
    equal(s->frame.eax, target->thread);
}

/* A target that spins on what the donor gives it. */
static void donate_to_spinner(void)
{
    set_up(5);
    start_function(target, spin, 0);
    settle();
    start(donor, ENTRY_thread_schedule, .eax = target->thread);
    pass();
}

static void donation_ends(void)
{
    stop_spinning = 1;
    settle();
    returned(donor, TARGET_WAITS);
}

void schedule_tests(void)
{
    u32 before, sleep_port;
    struct subject *other;

    test(ENTRY_thread_schedule, "oneself is CURRENT_THREAD; an unknown sensitivity INVALID_OBJECT");
    donor = subject(10);
    equal(call(donor, ENTRY_thread_schedule, .eax = donor->thread), FLUKE_CURRENT_THREAD);
    target = subject(9);
    equal(call(donor, ENTRY_thread_schedule, .eax = target->thread, .ecx = 7), FLUKE_INVALID_OBJECT);

    test(ENTRY_thread_schedule, "a target that has no use for a processor: returns at once");
    donor = subject(10);
    target = subject(9);
    call(donor, ENTRY_thread_schedule, .eax = target->thread);
    returned(donor, TARGET_WAITS);
    call(target, ENTRY_thread_wait, .eax = 0);
    call(donor, ENTRY_thread_schedule, .eax = target->thread);
    returned(donor, TARGET_WAITS);

    test(ENTRY_thread_schedule, "a thread with a scheduler does not run by itself: its scheduler is told");
    set_up(10);
    start(target, ENTRY_thread_self, .eax = 0);
    settle();
    equal(target->finished, 0);
    ipc_returned(scheduler, FLUKE_SUCCESS);
    equal(scheduler->out.ebx, 9);
    equal(scheduler->out.ebp, IPC_ONEWAY);
    equal(scheduler->out.edi, look(target)->hash);

    test(ENTRY_thread_schedule, "what is donated lets it run; the donor comes back when it waits");
    set_up(10);
    start(target, ENTRY_thread_self, .eax = 0);
    settle();
    call(donor, ENTRY_thread_schedule, .eax = target->thread);
    returned(donor, TARGET_WAITS);
    returned(target, target->thread);

    test(ENTRY_thread_schedule, "the donor is asleep at its own entry, arguments untouched, for as long as it donates");
    set_up(5);
    start_function(target, spin, 0);
    settle();
    equal(spins, 0);
    start(donor, ENTRY_thread_schedule, .eax = target->thread);
    pass();
    at_entry(donor, target->ref);
    holds(spins > 0);
    stop_spinning = 1;
    settle();
    returned(target, 0x5b1);
    returned(donor, TARGET_WAITS);

    test(ENTRY_thread_schedule, "a target that already has a donor is not donated to twice");
    donate_to_spinner();
    other = subject(6);
    start(other, ENTRY_thread_schedule, .eax = target->thread);
    pass();
    returned(other, TARGET_WAITS);
    at_entry(donor, target->ref);
    stop_spinning = 1;
    settle();

    test(ENTRY_thread_schedule, "a message at the sleep port brings the donor back, and the target stands still");
    set_up(5);
    sleep_port = make(TYPE_PORT);
    start_function(target, spin, 0);
    settle();
    start(donor, ENTRY_thread_schedule, .eax = target->thread, .ebx = sleep_port);
    pass();
    at_entry(donor, target->ref);
    equal(donor->frame.ebx, sleep_port);
    other = subject(10);
    start(other, ENTRY_ipc_client_connect_send, .eax = make_ref(TYPE_PORT, sleep_port), .ebx = (u32)&params);
    settle();
    returned(donor, MESSAGE_WAITS);
    before = spins;
    pass();
    equal(spins, before);
    equal(target->finished, 0);
    call(donor, ENTRY_thread_schedule, .eax = target->thread, .ebx = sleep_port);
    returned(donor, MESSAGE_WAITS);

    test(ENTRY_thread_schedule, "a donor that is stopped takes its donation along, and gives it again when it goes on");
    donate_to_spinner();
    stop(donor);
    before = spins;
    pass();
    equal(spins, before);
    equal(donor->frame.eip, ENTRY_BASE + ENTRY_thread_schedule * ENTRY_SIZE);
    put(donor);
    pass();
    holds(spins > before);
    at_entry(donor, target->ref);
    donation_ends();

    test(ENTRY_thread_schedule, "a donor that is destroyed and created anew from its state donates again");
    donate_to_spinner();
    before = spins;
    recreate(donor, 0);
    pass();
    holds(spins > before);
    donation_ends();
    returned(target, 0x5b1);

    test(ENTRY_thread_schedule, "a donor that is interrupted takes its handler, and donates again");
    donate_to_spinner();
    before = spins;
    fluke_thread_interrupt(donor->thread);
    pass();
    equal(donor->interrupts, 1);
    at_entry(donor, target->ref);
    holds(spins > before);
    donation_ends();

    test(ENTRY_thread_schedule, "a target that is stopped or destroyed brings the donor back");
    donate_to_spinner();
    stop(target);
    settle();
    returned(donor, TARGET_WAITS);
    put(target);
    start(donor, ENTRY_thread_schedule, .eax = target->thread);
    pass();
    fluke_thread_destroy(target->thread);
    settle();
    returned(donor, FLUKE_NO_OBJECT);

    test(ENTRY_thread_schedule, "a target without a scheduler runs at the donor's priority");
    target = subject(3);
    other = subject(8);
    donor = subject(12);
    next = 0;
    start_function(target, append, 1);
    start_function(other, append, 2);
    start(donor, ENTRY_thread_schedule, .eax = target->thread);
    settle();
    equal(next, 2);
    equal(order[0], 1);
    equal(order[1], 2);
    returned(donor, TARGET_WAITS);

    test(ENTRY_thread_schedule, "two threads that donate to each other do not hang the kernel");
    target = subject(3);
    other = subject(4);
    start(target, ENTRY_thread_schedule, .eax = other->thread);
    start(other, ENTRY_thread_schedule, .eax = target->thread);
    settle();
    equal(look(target)->flags & THREAD_STOPPED, 0);
    stop(other);
    settle();
    returned(target, TARGET_WAITS);

    test(ENTRY_port_destroy, "a scheduler's port destroyed: its threads run by themselves again");
    set_up(10);
    start(target, ENTRY_thread_self, .eax = 0);
    settle();
    equal(target->finished, 0);
    fluke_thread_destroy(scheduler->thread);
    struct subject *second = subject(4);
    must(fluke_thread_set_state(second->thread, 0, 0, port_ref, 0, 0, 0), "scheduler");
    start(second, ENTRY_thread_self, .eax = 0);
    settle();
    equal(second->finished, 0);
    equal(fluke_port_destroy(port), FLUKE_SUCCESS);
    settle();
    equal(second->finished, 1);
}
