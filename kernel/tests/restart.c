/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every state in which a thread can sleep, each disturbed in several ways: whatever is done to the sleeper, its call
 * then completes as if nothing had been. The freedoms that the API documents are named where they are allowed.
 */
#include "tests/ipc_ends.h"
#include "user/lib/string.h"

void restart_tests(void);

enum disturbance { NONE, LOOK, STOP, RECREATE, INTERRUPT, DEFERRED_INTERRUPT, DISTURBANCES };

static const char *const disturbance_names[DISTURBANCES] = {
    "undisturbed", "looked at", "stopped and resumed", "destroyed and re-created", "interrupted", "interrupted, deferred",
};

struct scene {
    u32 entry;
    const char *name;
    void (*set_up)(void);   /* sets victim, and peer if there is one */
    void (*complete)(void);
};

static struct subject *victim, *peer, *helper;
static u32 object, object_2, page;
static struct window window;
static int may_wake;    /* this disturbance may be a spurious wake-up of a condition */

static u32 read_at(u32 address)
{
    return *(volatile u32 *)address;
}

/* ---- Objects ---- */

static void mutex_set_up(void)
{
    helper = subject(9);
    object = make(TYPE_MUTEX);
    call(helper, ENTRY_mutex_lock, .eax = object);
    victim = subject(10);
    call(victim, ENTRY_mutex_lock, .eax = object, .ebx = 0x1b, .ecx = 0x1c);
}

static void owned_by_victim(u32 mutex)
{
    u32 ref = make(TYPE_REF);

    fluke_mutex_get_state(mutex, 0, ref);
    holds(fluke_ref_compare(ref, victim->ref));
}

static void mutex_complete(void)
{
    call(helper, ENTRY_mutex_unlock, .eax = object);
    returned(victim, FLUKE_SUCCESS);
    equal(victim->out.ebx, 0x1b);
    equal(victim->out.ecx, 0x1c);
    owned_by_victim(object);
}

static void cond_set_up(void)
{
    object = make(TYPE_COND);
    object_2 = make(TYPE_MUTEX);
    helper = subject(9);
    victim = subject(10);
    call(victim, ENTRY_mutex_lock, .eax = object_2);
    call(victim, ENTRY_cond_wait, .eax = object, .ebx = object_2);
}

static void cond_complete(void)
{
    if (!may_wake)
        equal(victim->finished, 0);
    call(helper, ENTRY_cond_signal, .eax = object);
    returned(victim, FLUKE_SUCCESS);
    owned_by_victim(object_2);
}

static void cond_mutex_set_up(void)
{
    cond_set_up();
    call(helper, ENTRY_mutex_lock, .eax = object_2);
    call(helper, ENTRY_cond_signal, .eax = object);
}

static void cond_mutex_complete(void)
{
    equal(victim->finished, 0);
    call(helper, ENTRY_mutex_unlock, .eax = object_2);
    returned(victim, FLUKE_SUCCESS);
    owned_by_victim(object_2);
}

static void wait_set_up(void)
{
    helper = subject(9);
    call(helper, ENTRY_thread_wait, .eax = 0);
    victim = subject(10);
    call(victim, ENTRY_thread_wait, .eax = helper->ref);
}

static void wait_complete(void)
{
    equal(victim->finished, 0);
    stop(helper);
    settle();
    returned(victim, FLUKE_SUCCESS);
}

static u64 wake_at;

static void sleep_set_up(void)
{
    wake_at = (u64)(fluke_abi()->ticks + 4) * fluke_abi()->tick_us;
    victim = subject(10);
    call(victim, ENTRY_thread_sleep, .eax = (u32)wake_at, .edx = (u32)(wake_at >> 32));
}

static void sleep_complete(void)
{
    equal(victim->finished, 0);
    fluke_thread_sleep((u32)wake_at, (u32)(wake_at >> 32));
    settle();
    returned(victim, FLUKE_SUCCESS);
}

static void irq_set_up(void)
{
    victim = subject(10);
    stop(victim);
    victim->frame.eflags |= EFLAGS_IOPL;
    put(victim);
    call(victim, ENTRY_irq_wait, .eax = 7, .ebx = 0, .ecx = 9);
}

static void irq_complete(void)
{
    asleep(victim, ENTRY_irq_wait, 0);
    equal(victim->frame.eax, 7);
    equal(victim->frame.ebx, 0);
    equal(victim->frame.ecx, 9);
}

/* ---- Memory ---- */

static void fault_set_up(void)
{
    victim = subject(10);
    page = pages(1);
    *(u32 *)page = 0xfa01;
    window_open(&window, WINDOW_BASE, 1, root_space_ref());
    start_function(victim, read_at, WINDOW_BASE);
    settle();
}

/* What was asked again meanwhile is answered too. */
static void answer_faults(void)
{
    window_supply(&window, 0, page);
    for (u32 i = 0; i < 3 && pager()->subject->finished; i++)
        pager_answer();
}

static void fault_complete(void)
{
    equal(victim->finished, 0);
    answer_faults();
    returned(victim, 0xfa01);
}

static void call_fault_set_up(void)
{
    victim = subject(10);
    page = pages(1);
    make_at(TYPE_MUTEX, page + 32);
    window_open(&window, WINDOW_BASE, 1, root_space_ref());
    call(victim, ENTRY_mutex_lock, .eax = WINDOW_BASE + 32);
}

static void call_fault_complete(void)
{
    equal(victim->finished, 0);
    answer_faults();
    returned(victim, FLUKE_SUCCESS);
    owned_by_victim(page + 32);
}

/* ---- Idempotent and one-way ---- */

static void connect_queue_set_up(void)
{
    ends();
    victim = client;
    connect(3);
}

static void connect_queue_complete(void)
{
    equal(victim->finished, 0);
    serve(8);
    ipc_returned(client, FLUKE_SUCCESS);
    got(server_in, client_out, 2, 3);
}

static void call_queue_set_up(void)
{
    ends();
    victim = client;
    client_params.send_words = 5;
    client_params.recv_words = 4;
    call(client, ENTRY_ipc_call, .eax = port_ref, .ebx = (u32)&client_params);
}

static void call_complete(void)
{
    equal(victim->finished, 0);
    if (sleeps_at(client, ENTRY_ipc_call, port_ref))
        serve(8); /* it had not asked yet, or it asks again, which ipc_call is free to do */
    server_params.send_words = 5;
    call(server, ENTRY_ipc_reply, .ebx = (u32)&server_params);
    returned(client, 0);
    equal(client->out.esi, SERVER_WORD(0));
    equal(client->out.edi, SERVER_WORD(1));
    equal(client->out.ecx, 1);
    got(server_in, client_out, 2, 3);
    got(client_in, server_out, 2, 3);
}

static void call_answer_set_up(void)
{
    ends();
    victim = client;
    serve(8);
    client_params.send_words = 5;
    client_params.recv_words = 4;
    call(client, ENTRY_ipc_call, .eax = port_ref, .ebx = (u32)&client_params);
}

static void send_queue_set_up(void)
{
    ends();
    victim = client;
    client_params.send_words = 5;
    call(client, ENTRY_ipc_send, .eax = port_ref, .ebx = (u32)&client_params);
}

static void send_queue_complete(void)
{
    equal(victim->finished, 0);
    serve(8);
    ipc_returned(client, FLUKE_SUCCESS);
    equal(server->finished, 1);
    equal(server->out.ebp, IPC_ONEWAY);
    got(server_in, client_out, 2, 3);
}

static void server_wait_set_up(void)
{
    ends();
    victim = server;
    serve(8);
}

static void server_wait_complete(void)
{
    equal(victim->finished, 0);
    connect(3);
    ipc_returned(client, FLUKE_SUCCESS);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
    got(server_in, client_out, 2, 3);
}

/* ---- Connections ---- */

static void client_send_set_up(void)
{
    connected(4);
    victim = client;
    peer = server;
    call(client, ENTRY_ipc_client_send, .ecx = 10, .esi = (u32)client_out);
}

static void client_send_complete(void)
{
    equal(victim->finished, 0);
    call(server, ENTRY_ipc_server_receive, .ecx = 10, .esi = (u32)(server_in + 4));
    ipc_returned(client, FLUKE_SUCCESS);
    equal(client->out.ecx, 0);
    got(server_in, client_out, 0, 10);
}

static void send_fault_set_up(void)
{
    idle();
    victim = client;
    peer = server;
    page = pages(1);
    memcpy((void *)page, client_out + 2, PAGE_SIZE);
    window_open(&window, WINDOW_BASE, 1, root_space_ref());
    static struct fluke_buffer table;
    table = (struct fluke_buffer){ 6, WINDOW_BASE };
    call(server, ENTRY_ipc_server_receive, .ecx = 10, .esi = (u32)server_in);
    call(client, ENTRY_ipc_client_send, .eax = 1, .ecx = 2, .esi = (u32)client_out, .edi = (u32)&table);
    asleep(client, ENTRY_ipc_client_send, pager()->subject->ref);
}

static void send_fault_complete(void)
{
    equal(victim->finished, 0);
    answer_faults();
    ipc_returned(client, FLUKE_SUCCESS);
    got(server_in, client_out, 0, 8);
}

static void receive_fault_set_up(void)
{
    idle();
    victim = server;
    peer = client;
    page = pages(1);
    window_open(&window, WINDOW_BASE, 1, root_space_ref());
    call(server, ENTRY_ipc_server_receive, .ecx = 10, .esi = WINDOW_BASE);
    call(client, ENTRY_ipc_client_send, .ecx = 8, .esi = (u32)client_out);
    asleep(server, ENTRY_ipc_server_receive, pager()->subject->ref);
}

static void receive_fault_complete(void)
{
    equal(victim->finished, 0);
    answer_faults();
    ipc_returned(client, FLUKE_SUCCESS);
    got((u32 *)page, client_out, 0, 8);
}

static void server_receive_set_up(void)
{
    connected(8);
    victim = server;
    peer = client;
}

static void server_receive_complete(void)
{
    equal(victim->finished, 0);
    call(client, ENTRY_ipc_client_send, .ecx = 5, .esi = (u32)client_out);
    ipc_returned(client, FLUKE_SUCCESS);
    call(client, ENTRY_ipc_client_disconnect, .eax = 0);
    ipc_returned(server, FLUKE_IPC_RECV_DISCONNECTED);
    equal(server->out.ecx, 3);
    equal(server->out.ebx, ALIAS);
    equal(server->out.ebp, IPC_RELIABLE);
    equal(server->out.esi, CLIENT_WORD(0));
    equal(server->out.edi, CLIENT_WORD(1));
    got(server_in, client_out, 0, 5);
}

static void client_receive_set_up(void)
{
    turned(8);
    victim = client;
    peer = server;
}

static void client_receive_complete(void)
{
    equal(victim->finished, 0);
    call(server, ENTRY_ipc_server_send, .ecx = 5, .esi = (u32)server_out);
    call(server, ENTRY_ipc_server_disconnect, .eax = 0);
    ipc_returned(client, FLUKE_IPC_RECV_DISCONNECTED);
    equal(client->out.ecx, 3);
    got(client_in, server_out, 0, 5);
}

static void client_over_set_up(void)
{
    connected(8);
    victim = client;
    peer = server;
    client_params.recv_words = 6;
    call(client, ENTRY_ipc_client_over_receive, .ebx = (u32)&client_params);
}

static void client_over_complete(void)
{
    equal(victim->finished, 0);
    call(server, ENTRY_ipc_server_ack_send, .ecx = 4, .esi = (u32)server_out);
    ipc_returned(server, FLUKE_SUCCESS);
    asleep(client, ENTRY_ipc_client_receive, server->ref);
    got(client_in, server_out, 0, 4);
}

static void server_over_set_up(void)
{
    turned(4);
    victim = server;
    peer = client;
    server_params.recv_words = 6;
    call(server, ENTRY_ipc_server_over_receive, .ebx = (u32)&server_params);
}

static void server_over_complete(void)
{
    equal(victim->finished, 0);
    call(client, ENTRY_ipc_client_ack_send, .ecx = 4, .esi = (u32)client_out);
    ipc_returned(client, FLUKE_SUCCESS);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
    got(server_in, client_out, 0, 4);
}

static void server_ack_set_up(void)
{
    idle();
    victim = server;
    peer = client;
    call(server, ENTRY_ipc_server_ack_send, .ecx = 3, .esi = (u32)server_out);
}

static void server_ack_complete(void)
{
    equal(victim->finished, 0);
    client_params.recv_words = 6;
    call(client, ENTRY_ipc_client_send, .ecx = 100, .esi = (u32)client_out);
    ipc_returned(client, FLUKE_SUCCESS);
    call(client, ENTRY_ipc_client_over_receive, .ebx = (u32)&client_params);
    ipc_returned(server, FLUKE_SUCCESS);
    got(client_in, server_out, 0, 3);
    got(server_in, client_out, 0, 0);
}

static void client_ack_set_up(void)
{
    turned(1);
    call(server, ENTRY_ipc_server_send, .ecx = 2, .esi = (u32)server_out);
    call(server, ENTRY_thread_self, .eax = 0);
    victim = client;
    peer = server;
    call(client, ENTRY_ipc_client_ack_send, .ecx = 3, .esi = (u32)client_out);
}

static void client_ack_complete(void)
{
    equal(victim->finished, 0);
    server_params.recv_words = 6;
    call(server, ENTRY_ipc_server_over_receive, .ebx = (u32)&server_params);
    ipc_returned(client, FLUKE_SUCCESS);
    got(server_in, client_out, 0, 3);
}

static void server_send_set_up(void)
{
    turned(4);
    victim = server;
    peer = client;
    call(server, ENTRY_ipc_server_send, .ecx = 10, .esi = (u32)server_out);
}

static void server_send_complete(void)
{
    equal(victim->finished, 0);
    call(client, ENTRY_ipc_client_receive, .ecx = 10, .esi = (u32)(client_in + 4));
    ipc_returned(server, FLUKE_SUCCESS);
    got(client_in, server_out, 0, 10);
}

static void server_send_wait_set_up(void)
{
    turned(4);
    victim = server;
    peer = client;
    call(server, ENTRY_ipc_server_send_wait_receive, .ebx = (u32)&server_params, .ecx = 10, .esi = (u32)server_out);
}

static void server_send_wait_complete(void)
{
    equal(victim->finished, 0);
    call(client, ENTRY_ipc_client_receive, .ecx = 10, .esi = (u32)(client_in + 4));
    ipc_returned(client, FLUKE_IPC_RECV_DISCONNECTED);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);
    got(client_in, server_out, 0, 10);
}

static void server_ack_wait_set_up(void)
{
    idle();
    victim = server;
    peer = client;
    server_params.send_words = 3;
    call(server, ENTRY_ipc_server_ack_send_wait_receive, .ebx = (u32)&server_params);
}

static void server_ack_wait_complete(void)
{
    equal(victim->finished, 0);
    client_params.recv_words = 6;
    call(client, ENTRY_ipc_client_over_receive, .ebx = (u32)&client_params);
    ipc_returned(client, FLUKE_IPC_RECV_DISCONNECTED);
    got(client_in, server_out, 0, 3);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);
}

static void send_over_set_up(void)
{
    connected(4);
    victim = client;
    peer = server;
    client_params.recv_words = 6;
    call(client, ENTRY_ipc_client_send_over_receive, .ebx = (u32)&client_params, .ecx = 10, .esi = (u32)client_out);
}

static void send_over_complete(void)
{
    equal(victim->finished, 0);
    call(server, ENTRY_ipc_server_receive, .ecx = 10, .esi = (u32)(server_in + 4));
    ipc_returned(server, FLUKE_SUCCESS);
    server_params.send_words = 2;
    call(server, ENTRY_ipc_server_ack_send_wait_receive, .ebx = (u32)&server_params);
    ipc_returned(client, FLUKE_IPC_RECV_DISCONNECTED);
    got(server_in, client_out, 0, 10);
    got(client_in, server_out, 0, 2);
}

static void alert_set_up(void)
{
    connected(4);
    set_flags(server, 0, THREAD_EXCEPTION_ENABLE);
    settle();
    victim = client;
    peer = server;
    call(client, ENTRY_ipc_client_alert, .ebx = 0xa1);
}

static void alert_complete(void)
{
    equal(victim->finished, 0);
    set_flags(server, THREAD_EXCEPTION_ENABLE, 0);
    settle();
    returned(client, FLUKE_SUCCESS);
    equal(server->alerts, 1);
    equal(server->alert_word, 0xa1);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
}

static const struct scene scenes[] = {
    { ENTRY_mutex_lock, "waiting for the mutex", mutex_set_up, mutex_complete },
    { ENTRY_cond_wait, "waiting for the signal", cond_set_up, cond_complete },
    { ENTRY_cond_wait, "signalled, waiting for the mutex", cond_mutex_set_up, cond_mutex_complete },
    { ENTRY_thread_wait, "waiting for a thread", wait_set_up, wait_complete },
    { ENTRY_thread_sleep, "asleep until a deadline", sleep_set_up, sleep_complete },
    { ENTRY_irq_wait, "waiting for a line", irq_set_up, irq_complete },
    { ENTRY_COUNT, "user code with a hard fault", fault_set_up, fault_complete },
    { ENTRY_mutex_lock, "with a hard fault", call_fault_set_up, call_fault_complete },
    { ENTRY_ipc_client_connect_send, "in the port's queue", connect_queue_set_up, connect_queue_complete },
    { ENTRY_ipc_call, "in the port's queue", call_queue_set_up, call_complete },
    { ENTRY_ipc_call, "waiting for the answer", call_answer_set_up, call_complete },
    { ENTRY_ipc_send, "in the port's queue", send_queue_set_up, send_queue_complete },
    { ENTRY_ipc_wait_receive, "waiting for a client", server_wait_set_up, server_wait_complete },
    { ENTRY_ipc_client_send, "waiting for the receiver", client_send_set_up, client_send_complete },
    { ENTRY_ipc_client_send, "with a hard fault", send_fault_set_up, send_fault_complete },
    { ENTRY_ipc_server_receive, "with a hard fault", receive_fault_set_up, receive_fault_complete },
    { ENTRY_ipc_server_receive, "waiting for the sender", server_receive_set_up, server_receive_complete },
    { ENTRY_ipc_client_receive, "waiting for the sender", client_receive_set_up, client_receive_complete },
    { ENTRY_ipc_client_over_receive, "waiting for the turn", client_over_set_up, client_over_complete },
    { ENTRY_ipc_server_over_receive, "waiting for the turn", server_over_set_up, server_over_complete },
    { ENTRY_ipc_server_ack_send, "waiting for the turn", server_ack_set_up, server_ack_complete },
    { ENTRY_ipc_client_ack_send, "waiting for the turn", client_ack_set_up, client_ack_complete },
    { ENTRY_ipc_server_send, "waiting for the receiver", server_send_set_up, server_send_complete },
    { ENTRY_ipc_server_send_wait_receive, "waiting for the receiver", server_send_wait_set_up, server_send_wait_complete },
    { ENTRY_ipc_server_ack_send_wait_receive, "waiting for the turn", server_ack_wait_set_up, server_ack_wait_complete },
    { ENTRY_ipc_client_send_over_receive, "waiting for the receiver", send_over_set_up, send_over_complete },
    { ENTRY_ipc_client_alert, "waiting for the peer", alert_set_up, alert_complete },
};

static void disturb(enum disturbance how)
{
    switch (how) {
    case LOOK:
        for (u32 i = 0; i < 3; i++)
            look(victim);
        break;
    case STOP:
        stop(victim);
        settle();
        put(victim);
        break;
    case RECREATE:
        recreate(victim, peer);
        break;
    case INTERRUPT:
        fluke_thread_interrupt(victim->thread);
        settle();
        equal(victim->interrupts, 1);
        break;
    case DEFERRED_INTERRUPT:
        set_flags(victim, 0, THREAD_EXCEPTION_ENABLE);
        settle();
        fluke_thread_interrupt(victim->thread);
        settle();
        equal(victim->interrupts, 0);
        break;
    default:
        break;
    }
    settle();
}

void restart_tests(void)
{
    for (u32 i = 0; i < sizeof scenes / sizeof scenes[0]; i++)
        for (enum disturbance how = NONE; how < DISTURBANCES; how++) {
            test(scenes[i].entry, "%s, %s: completes as if untouched", scenes[i].name, disturbance_names[how]);
            peer = 0;
            may_wake = how == INTERRUPT || how == DEFERRED_INTERRUPT; /* an interrupt may end the wait on a condition */
            scenes[i].set_up();
            equal(victim->finished, 0);
            disturb(how);
            scenes[i].complete();
        }
}
