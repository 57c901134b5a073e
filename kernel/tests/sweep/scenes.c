/* SPDX-License-Identifier: BSD-2-Clause */
/* The scenes: each entry point in circumstances in which all of its stages are gone through. */
#include "sweep.h"
#include "user/lib/string.h"

/* ---- The common operations, for each type ---- */

static void object_state(u32 object, u32 type, u32 count)
{
    u32 state[32];
    struct fluke_regs r = { .eax = object, .ebx = (u32)state };

    memset(state, 0, sizeof state);
    state[WORD_flags] = type == TYPE_THREAD ? THREAD_PEEK : 0;
    fluke_call(operations[type][GET_STATE], &r);
    result(r.eax);
    /* The first word is a hash of the kernel's choice. */
    for (u32 i = 1; i < count; i++)
        result(type == TYPE_THREAD && i == WORD_thread_va ? 0 : state[i]);
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
    u32 object = make(scene->type), state = pages(1), r[5];

    for (u32 i = 0; i < 5; i++)
        r[i] = make_ref(TYPE_COUNT, 0);
    go(a, operations[scene->type][GET_STATE], .eax = object, .ebx = state, .ecx = r[0], .edx = r[1], .esi = r[2], .edi = r[3],
        .ebp = r[4]);
    result_registers(a);
    result_memory(state + 4, state_words[scene->type] - 1);
}

static void set_state(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 object = make(scene->type), state = pages(1), *w = (u32 *)state;

    if (scene->type == TYPE_THREAD) {
        w[WORD_flags] = THREAD_STOPPED;
        w[WORD_eax] = 5;
        w[WORD_sched_val] = 3;
    } else {
        for (u32 i = 1; i < state_words[scene->type]; i++)
            w[i] = scene->type == TYPE_MAPPING || scene->type == TYPE_REGION ? 0 : 1;
    }
    go(a, operations[scene->type][SET_STATE], .eax = object, .ebx = state);
    result_registers(a);
    object_state(object, scene->type, state_words[scene->type]);
    if (scene->type == TYPE_MUTEX) {
        w[2] = 0;
        fluke_mutex_set_state(object, state, 0);
    }
}

/* A victim that waited for the pager asks again. */
static void pager_serve(void)
{
    do
        pager_answer();
    while (pager()->subject->finished);
}

/* A short call whose operand comes from a pager: it rolls back, and does nothing twice. */
static void operand_fault(const struct scene *scene)
{
    struct window w;
    struct subject *a;
    u32 page = pages(1), mutex = make(TYPE_MUTEX);

    pager();
    a = actor(10);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    go(a, ENTRY_mutex_get_state, .eax = mutex, .ebx = WINDOW_BASE);
    window_supply(&w, 0, page);
    pager_serve();
    result_registers(a);
    result_memory(page + 4, 2);
}

/* ---- Threads ---- */

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

/* eax=current thread; ebx=reference. */
static void one_half(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 ref = make_ref(TYPE_COUNT, 0);

    go(a, scene->entry, .eax = a->thread, .ebx = ref, .ecx = 0);
    result_registers(a);
    result(fluke_ref_check(ref));
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

static void interrupt(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9);
    u32 mutex = make(TYPE_MUTEX);

    fluke_mutex_lock(mutex);
    call(b, ENTRY_mutex_lock, .eax = mutex);
    go(a, ENTRY_thread_interrupt, .eax = b->thread);
    fluke_mutex_unlock(mutex);
    settle();
    result_registers(a);
    result_registers(b);
    result(b->interrupts);
}

static void wait_for_stop(const struct scene *scene)
{
    struct subject *a = actor(10), *b = subject(9);

    go(a, ENTRY_thread_wait, .eax = b->ref);
    set_flags(b, THREAD_STOPPED, 0);
    settle();
    result_registers(a);
}

static void sleep_until(const struct scene *scene)
{
    struct subject *a = actor(10);

    go(a, ENTRY_thread_sleep, .eax = 0, .edx = 0);
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

/* ---- References, mutexes, conditions ---- */

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
    go(a, ENTRY_mutex_trylock, .eax = mutex);
    result_registers(a);
    object_state(mutex, TYPE_MUTEX, 3);
}

static void lock_and_unlock(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9);
    u32 mutex = make(TYPE_MUTEX);

    owned(mutex);
    call(b, ENTRY_mutex_lock, .eax = mutex);
    go(a, ENTRY_mutex_lock, .eax = mutex);
    result(a->finished);
    call(b, ENTRY_mutex_unlock, .eax = mutex);
    result_registers(a);
    result_registers(b);
    object_state(mutex, TYPE_MUTEX, 3);
}

static void unlock(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9);
    u32 mutex = make(TYPE_MUTEX);

    owned(mutex);
    call(a, ENTRY_mutex_lock, .eax = mutex);
    call(b, ENTRY_mutex_lock, .eax = mutex);
    go(a, ENTRY_mutex_unlock, .eax = mutex);
    result_registers(a);
    result_registers(b);
    object_state(mutex, TYPE_MUTEX, 3);
}

/* The waiter sets out, then is signalled (type 0) or broadcast to (1). */
static void condition(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9);
    u32 mutex = make(TYPE_MUTEX), cond = make(TYPE_COND);
    int caller_waits = scene->entry == ENTRY_cond_wait;
    struct subject *waiter = caller_waits ? a : b, *waker = caller_waits ? b : a;

    owned(mutex);
    call(waiter, ENTRY_mutex_lock, .eax = mutex);
    if (caller_waits) {
        go(waiter, ENTRY_cond_wait, .eax = cond, .ebx = mutex);
        call(waker, ENTRY_cond_signal, .eax = cond);
    } else {
        call(waiter, ENTRY_cond_wait, .eax = cond, .ebx = mutex);
        go(waker, scene->entry, .eax = cond);
    }
    result_registers(a);
    result_registers(b);
    object_state(mutex, TYPE_MUTEX, 3);
}

/* ---- Memory ---- */

static void protect(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 page = pages(1), object = scene->type == TYPE_REGION
        ? region_over(root_space_ref(), page, PAGE_SIZE)
        : map(pool_region(), page - POOL_BASE, PAGE_SIZE, root_space_ref(), WINDOW_BASE, PROT_ALL);

    go(a, scene->entry, .eax = object, .ebx = PROT_READ);
    result_registers(a);
    object_state(object, scene->type, state_words[scene->type]);
}

static void search(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 region, found = pages(1), page = pages(3);

    make_at(TYPE_MUTEX, page);
    make_at(TYPE_COND, page + 64);
    make_at(TYPE_PORT, page + 2 * PAGE_SIZE + 16);
    region = region_over(root_space_ref(), page, 3 * PAGE_SIZE);
    go(a, ENTRY_region_search, .eax = region, .ebx = 0, .ecx = 3 * PAGE_SIZE, .edx = found, .esi = 10);
    result_registers(a);
    for (u32 i = 0; i < 4; i++)
        result_memory(found + i * sizeof(struct fluke_found), 2);
}

/* ---- IPC ---- */

#define MESSAGE_WORDS 96    /* across a page's end, on each side at another word */
#define BEFORE_PAGE_END(words) (PAGE_SIZE - 4 * (words))

struct service {
    u32 pset, port, port_ref;
    struct fluke_params *client, *server;
    u32 request, answer, client_buffer, server_buffer;
};

static void service_open(struct service *v)
{
    struct fluke_port_state s = { .alias = 7 };
    u32 params = pages(1);

    v->pset = make(TYPE_PSET);
    v->port = make(TYPE_PORT);
    fluke_port_set_state(v->port, (u32)&s, make_ref(TYPE_PSET, v->pset));
    v->port_ref = make_ref(TYPE_PORT, v->port);
    v->client = (struct fluke_params *)params;
    v->server = v->client + 1;
    v->request = pages(2) + BEFORE_PAGE_END(48);
    v->client_buffer = pages(2) + BEFORE_PAGE_END(40);
    v->answer = pages(2) + BEFORE_PAGE_END(24);
    v->server_buffer = pages(2) + BEFORE_PAGE_END(8);
    for (u32 i = 0; i < MESSAGE_WORDS; i++) {
        ((u32 *)v->request)[i] = 0x10000 + i;
        ((u32 *)v->answer)[i] = 0x20000 + i;
    }
    *v->client = (struct fluke_params){ .send_words = MESSAGE_WORDS, .send_address = v->request, .recv_words = MESSAGE_WORDS,
        .recv_address = v->client_buffer };
    *v->server = (struct fluke_params){ .send_words = MESSAGE_WORDS, .send_address = v->answer, .recv_words = MESSAGE_WORDS,
        .recv_address = v->server_buffer };
}

static void service_result(struct service *v)
{
    u32 sum[2] = { 0, 0 };

    for (u32 i = 0; i < MESSAGE_WORDS; i++) {
        sum[0] = sum[0] * 31 + ((u32 *)v->server_buffer)[i];
        sum[1] = sum[1] * 31 + ((u32 *)v->client_buffer)[i];
    }
    result(sum[0]);
    result(sum[1]);
}

static void links_result(struct subject *s)
{
    look(s);
    result(s->frame.flags & ~(THREAD_CAUSE_MASK | THREAD_STOPPED));
    result(fluke_ref_check(s->links[LINK_CLIENT]));
    result(fluke_ref_check(s->links[LINK_SERVER]));
    result(s->frame.pr0);
    result(s->frame.pr1);
}

static void both_results(struct service *v, struct subject *a, struct subject *b)
{
    service_result(v);
    result_registers(a);
    result_registers(b);
    links_result(a);
    links_result(b);
}

/* The caller connects; the server waits already (type 0), or comes later (1), then receives and answers. */
static void rpc(const struct scene *scene)
{
    struct service v;
    struct subject *a = actor(10), *b = actor(9);

    service_open(&v);
    if (!scene->type)
        call(b, ENTRY_ipc_setup_wait_receive, .eax = v.pset, .ebx = (u32)v.server);
    go(a, scene->entry, .eax = v.port_ref, .ebx = (u32)v.client);
    if (scene->type)
        call(b, ENTRY_ipc_setup_wait_receive, .eax = v.pset, .ebx = (u32)v.server);
    if (scene->entry == ENTRY_ipc_client_connect_send_over_receive)
        call(b, ENTRY_ipc_server_ack_send_wait_receive, .ebx = (u32)v.server);
    else if (scene->entry == ENTRY_ipc_call)
        do
            call(b, ENTRY_ipc_reply_wait_receive, .ebx = (u32)v.server);
        while (b->finished);
    else
        call(a, ENTRY_ipc_client_disconnect, .eax = 0);
    both_results(&v, a, b);
}

/* The server is the one who sets out: it waits, is served by a client that already waits, and answers. */
static void serve(const struct scene *scene)
{
    struct service v;
    struct subject *b = actor(9), *a = actor(10);
    u32 connect = scene->type;

    service_open(&v);
    if (scene->entry == ENTRY_ipc_setup_wait_receive || scene->entry == ENTRY_ipc_wait_receive) {
        stop(b);
        b->frame.server_pset = v.pset;
        put(b);
        start(a, connect, .eax = v.port_ref, .ebx = (u32)v.client);
        settle();
        go(b, scene->entry, .eax = v.pset, .ebx = (u32)v.server);
    } else {
        call(b, ENTRY_ipc_setup_wait_receive, .eax = v.pset, .ebx = (u32)v.server);
        call(a, connect, .eax = v.port_ref, .ebx = (u32)v.client);
        go(b, scene->entry, .eax = 0, .ebx = (u32)v.server, .ecx = MESSAGE_WORDS, .esi = v.answer);
    }
    if (connect == ENTRY_ipc_call) {
        /* A client whose server was re-created asks again; whatever it takes, it gets its answer. */
        while (!a->finished) {
            call(b, ENTRY_ipc_setup_wait_receive, .eax = v.pset, .ebx = (u32)v.server);
            call(b, ENTRY_ipc_reply, .ebx = (u32)v.server);
        }
        service_result(&v);
        result_registers(a);
        return;
    }
    both_results(&v, a, b);
}

/* A connected pair; the client's half (type 0) or the server's (1) makes the call, the other its counterpart. */
static void pair(const struct scene *scene)
{
    static const struct { u16 entry, peer; u8 caller_sends, peer_first, receive; } plays[] = {
        { ENTRY_ipc_client_send, ENTRY_ipc_server_receive, 1, 0, 0 },
        { ENTRY_ipc_client_send, ENTRY_ipc_server_receive, 1, 1, 0 },
        { ENTRY_ipc_client_send_over_receive, ENTRY_ipc_server_receive, 1, 1, 0 },
        { ENTRY_ipc_client_over_receive, ENTRY_ipc_server_ack_send, 1, 1, 1 },
        { ENTRY_ipc_client_over_receive, ENTRY_ipc_server_ack_send, 1, 0, 1 },
        { ENTRY_ipc_server_receive, ENTRY_ipc_client_send, 0, 0, 0 },
        { ENTRY_ipc_server_receive, ENTRY_ipc_client_send, 0, 1, 0 },
        { ENTRY_ipc_server_ack_send, ENTRY_ipc_client_over_receive, 0, 0, 1 },
        { ENTRY_ipc_server_ack_send, ENTRY_ipc_client_over_receive, 0, 1, 1 },
        { ENTRY_ipc_server_ack_send_over_receive, ENTRY_ipc_client_over_receive, 0, 1, 1 },
        { ENTRY_ipc_client_disconnect, ENTRY_ipc_server_receive, 1, 1, 0 },
        { ENTRY_ipc_server_disconnect, ENTRY_ipc_client_send, 0, 1, 0 },
        { ENTRY_ipc_server_alert, ENTRY_thread_wait, 0, 1, 0 },
        { ENTRY_ipc_client_alert, ENTRY_thread_wait, 1, 1, 0 },
    };
    struct service v;
    struct subject *client, *server, *caller, *peer, *first = actor(10), *second = actor(9);
    u32 i = scene->type;
    struct fluke_regs caller_regs, peer_regs;

    service_open(&v);
    client = plays[i].caller_sends ? first : second;
    server = plays[i].caller_sends ? second : first;
    caller = first;
    peer = second;
    v.client->send_words = 2;
    call(server, ENTRY_ipc_setup_wait_receive, .eax = v.pset, .ebx = (u32)v.server);
    call(client, ENTRY_ipc_client_connect_send, .eax = v.port_ref, .ebx = (u32)v.client);
    v.client->send_words = MESSAGE_WORDS;
    /* The server stands in ipc_server_receive, or on its restart point: it starts afresh with its own call. */
    caller_regs = (struct fluke_regs){ .ebx = (u32)v.client, .ecx = MESSAGE_WORDS, .esi = v.request };
    peer_regs = (struct fluke_regs){ .ebx = (u32)v.server, .ecx = MESSAGE_WORDS, .esi = v.server_buffer };
    if (!plays[i].caller_sends) {
        caller_regs = (struct fluke_regs){ .ebx = (u32)v.server, .ecx = MESSAGE_WORDS,
            .esi = plays[i].receive ? v.answer : v.server_buffer };
        peer_regs = (struct fluke_regs){ .ebx = (u32)v.client, .ecx = MESSAGE_WORDS, .esi = v.request };
    } else if (plays[i].receive) {
        peer_regs.esi = v.answer;
    }
    if (plays[i].peer == ENTRY_thread_wait)
        peer_regs = (struct fluke_regs){ .eax = peer->ref };
    if (plays[i].peer_first) {
        start_call(peer, plays[i].peer, peer_regs);
        settle();
    }
    set_out(caller, scene->entry, caller_regs);
    if (!plays[i].peer_first) {
        start_call(peer, plays[i].peer, peer_regs);
        settle();
    }
    result(peer->alerts);
    both_results(&v, client, server);
}

/* The paper's example: a transfer in whose middle the sender's (0) or the receiver's (1) memory comes from a pager. */
static void transfer_fault(const struct scene *scene)
{
    struct service v;
    struct window w;
    struct subject *a, *b;
    u32 page = pages(1), at;

    pager();
    a = actor(10);
    b = actor(9);
    service_open(&v);
    window_open(&w, WINDOW_BASE, 2, root_space_ref());
    at = pages(1);
    window_supply(&w, 0, at);
    if (scene->type) {
        v.server->recv_address = WINDOW_BASE + BEFORE_PAGE_END(32);
    } else {
        memcpy((void *)(at + BEFORE_PAGE_END(32)), (void *)v.request, 32 * 4);
        memcpy((void *)page, (void *)(v.request + 32 * 4), (MESSAGE_WORDS - 32) * 4);
        v.client->send_address = WINDOW_BASE + BEFORE_PAGE_END(32);
    }
    call(b, ENTRY_ipc_setup_wait_receive, .eax = v.pset, .ebx = (u32)v.server);
    go(a, ENTRY_ipc_client_connect_send, .eax = v.port_ref, .ebx = (u32)v.client);
    window_supply(&w, PAGE_SIZE, page);
    pager_serve();
    call(a, ENTRY_ipc_client_disconnect, .eax = 0);
    both_results(&v, a, b);
    if (scene->type) {
        result_memory(at + BEFORE_PAGE_END(32), 32);
        result_memory(page, MESSAGE_WORDS);
    }
}

#define TYPE_SCENES(n, T) \
    { ENTRY_##n##_create, "create", create, T, 0 }, { ENTRY_##n##_destroy, "destroy", destroy, T, 0 }, \
    { ENTRY_##n##_move, "move", move, T, 0 }
#define STATE_SCENES(n, T) \
    { ENTRY_##n##_reference, "reference", reference, T, 0 }, { ENTRY_##n##_get_state, "get_state", get_state, T, 0 }, \
    { ENTRY_##n##_set_state, "set_state", set_state, T, 0 }

#define ASKED_AGAIN "an interrupted request may be delivered again"

const struct scene scenes[] = {
    TYPE_SCENES(mutex, TYPE_MUTEX), STATE_SCENES(mutex, TYPE_MUTEX),
    TYPE_SCENES(cond, TYPE_COND), STATE_SCENES(cond, TYPE_COND),
    TYPE_SCENES(mapping, TYPE_MAPPING), STATE_SCENES(mapping, TYPE_MAPPING),
    TYPE_SCENES(region, TYPE_REGION), STATE_SCENES(region, TYPE_REGION),
    TYPE_SCENES(port, TYPE_PORT), STATE_SCENES(port, TYPE_PORT),
    TYPE_SCENES(pset, TYPE_PSET), STATE_SCENES(pset, TYPE_PSET),
    TYPE_SCENES(space, TYPE_SPACE), STATE_SCENES(space, TYPE_SPACE),
    TYPE_SCENES(thread, TYPE_THREAD), STATE_SCENES(thread, TYPE_THREAD),
    TYPE_SCENES(ref, TYPE_REF),
    { ENTRY_mutex_get_state, "operand from a pager", operand_fault, 0, 0 },
    { ENTRY_ref_copy, "copy", refs, 0, 0 }, { ENTRY_ref_get_state, "get_state", refs, 0, 0 },
    { ENTRY_ref_compare, "compare", refs, 0, 0 }, { ENTRY_ref_check, "check", refs, 0, 0 },
    { ENTRY_thread_self, "self", oneself, 0, 0 },
    { ENTRY_thread_enable_exceptions, "enable", oneself, 0, 0 },
    { ENTRY_thread_disable_exceptions, "disable", oneself, 0, 0 },
    { ENTRY_thread_get_handlers, "get", oneself, 0, 0 }, { ENTRY_thread_set_handlers, "set", oneself, 0, 0 },
    { ENTRY_thread_get_saved_state, "get", oneself, 0, 0 }, { ENTRY_thread_set_saved_state, "set", oneself, 0, 0 },
    { ENTRY_thread_return_from_exception, "return", return_from_exception, 0, 0 },
    { ENTRY_thread_get_client, "none", one_half, 0, 0 }, { ENTRY_thread_set_client, "none", one_half, 0, 0 },
    { ENTRY_thread_get_server, "none", one_half, 0, 0 }, { ENTRY_thread_set_server, "none", one_half, 0, 0 },
    { ENTRY_thread_interrupt, "of a sleeper", interrupt, 0, 0 },
    { ENTRY_thread_wait, "until stopped", wait_for_stop, 0, 0 },
    { ENTRY_thread_schedule, "until it waits", schedule, 0, 0 },
    { ENTRY_thread_schedule, "the sleep port speaks", schedule, 1, 0 },
    { ENTRY_thread_sleep, "deadline over", sleep_until, 0, 0 },
    { ENTRY_mutex_trylock, "free", trylock, 0, 0 },
    { ENTRY_mutex_lock, "held, then freed", lock_and_unlock, 0, 0 },
    { ENTRY_mutex_unlock, "with a waiter", unlock, 0, 0 },
    { ENTRY_cond_wait, "then signalled", condition, 0, 0 },
    { ENTRY_cond_signal, "one waiter", condition, 0, 0 },
    { ENTRY_cond_broadcast, "one waiter", condition, 0, 0 },
    { ENTRY_region_protect, "read", protect, TYPE_REGION, 0 },
    { ENTRY_mapping_protect, "read", protect, TYPE_MAPPING, 0 },
    { ENTRY_region_search, "three objects", search, 0, 0 },
    { ENTRY_ipc_client_connect_send, "server waits", rpc, 0, 0 },
    { ENTRY_ipc_client_connect_send, "server comes", rpc, 1, 0 },
    { ENTRY_ipc_client_connect_send_over_receive, "server waits", rpc, 0, 0 },
    { ENTRY_ipc_client_connect_send_over_receive, "server comes", rpc, 1, 0 },
    { ENTRY_ipc_call, "server waits", rpc, 0, ASKED_AGAIN },
    { ENTRY_ipc_call, "server comes", rpc, 1, ASKED_AGAIN },
    { ENTRY_ipc_send, "server waits", rpc, 0, 0 },
    { ENTRY_ipc_send, "server comes", rpc, 1, 0 },
    { ENTRY_ipc_setup_wait_receive, "client waits", serve, ENTRY_ipc_client_connect_send, 0 },
    { ENTRY_ipc_wait_receive, "client waits", serve, ENTRY_ipc_client_connect_send, 0 },
    { ENTRY_ipc_server_ack_send_wait_receive, "client went over", serve, ENTRY_ipc_client_connect_send_over_receive, 0 },
    { ENTRY_ipc_reply_wait_receive, "client called", serve, ENTRY_ipc_call, ASKED_AGAIN },
    { ENTRY_ipc_reply, "client called", serve, ENTRY_ipc_call, ASKED_AGAIN },
    { ENTRY_ipc_client_send, "before the receiver", pair, 0, 0 },
    { ENTRY_ipc_client_send, "to a receiver", pair, 1, 0 },
    { ENTRY_ipc_client_send_over_receive, "to a receiver", pair, 2, 0 },
    { ENTRY_ipc_client_over_receive, "the peer waits for the line", pair, 3, 0 },
    { ENTRY_ipc_client_over_receive, "the peer comes", pair, 4, 0 },
    { ENTRY_ipc_server_receive, "before the sender", pair, 5, 0 },
    { ENTRY_ipc_server_receive, "from a sender", pair, 6, 0 },
    { ENTRY_ipc_server_ack_send, "before the peer's over", pair, 7, 0 },
    { ENTRY_ipc_server_ack_send, "after the peer's over", pair, 8, 0 },
    { ENTRY_ipc_server_ack_send_over_receive, "after the peer's over", pair, 9, 0 },
    { ENTRY_ipc_client_disconnect, "the peer receives", pair, 10, 0 },
    { ENTRY_ipc_server_disconnect, "the peer sends", pair, 11, 0 },
    { ENTRY_ipc_server_alert, "the peer sleeps", pair, 12, 0 },
    { ENTRY_ipc_client_alert, "the peer sleeps", pair, 13, 0 },
    { ENTRY_ipc_client_send, "sender's page from a pager", transfer_fault, 0, 0 },
    { ENTRY_ipc_server_receive, "receiver's page from a pager", transfer_fault, 1, 0 },
};
const u32 scene_count = sizeof scenes / sizeof scenes[0];
