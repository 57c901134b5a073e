/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests without a connection: idempotent calls and their replies, one-way messages. */
#include "tests/ipc_ends.h"
#include "user/lib/string.h"

void ipc_single_tests(void);
void subject_done(void);

static u32 request(u32 entry, u32 send_words, u32 recv_words)
{
    client_params.send_words = send_words;
    client_params.recv_words = recv_words;
    return call(client, entry, .eax = port_ref, .ebx = (u32)&client_params);
}

/* The client waits in ipc_call for the server's answer. */
static void asked(u32 send_words, u32 recv_words, u32 server_words)
{
    ends();
    serve(server_words);
    request(ENTRY_ipc_call, send_words, recv_words);
    asleep(client, ENTRY_ipc_call, server->ref);
    equal(server->finished, 1);
}

static void calls(void)
{
    struct subject *other;
    struct window w;
    u32 page, refs[2], targets[2];

    test(ENTRY_ipc_call, "without a server: at its own entry, in the port's queue, arguments untouched");
    ends();
    request(ENTRY_ipc_call, 4, 4);
    asleep(client, ENTRY_ipc_call, port_ref);
    equal(client->frame.eax, port_ref);
    equal(client->frame.ebx, &client_params);

    test(ENTRY_ipc_call, "the server gets it whole; the client waits at its own entry, arguments untouched");
    asked(5, 4, 8);
    equal(client->frame.eax, port_ref);
    equal(client->frame.ebx, &client_params);
    ipc_returned(server, FLUKE_SUCCESS);
    equal(server->out.ebx, ALIAS);
    equal(server->out.ebp, IPC_IDEMPOTENT);
    equal(server->out.esi, CLIENT_WORD(0));
    equal(server->out.edi, CLIENT_WORD(1));
    equal(server->out.ecx, 5);
    got(server_in, client_out, 2, 3);
    equal(look(server)->flags & THREAD_SERVER_IDEMPOTENT, THREAD_SERVER_IDEMPOTENT);

    test(ENTRY_ipc_call, "a server that comes later takes it");
    ends();
    request(ENTRY_ipc_call, 4, 4);
    serve(8);
    asleep(client, ENTRY_ipc_call, server->ref);
    equal(server->finished, 1);
    got(server_in, client_out, 2, 2);

    test(ENTRY_ipc_reply, "the client completes with minimum, data, and what is left of its buffers");
    asked(2, 6, 0);
    server_params.send_words = 5;
    call(server, ENTRY_ipc_reply, .ebx = (u32)&server_params);
    returned(server, FLUKE_SUCCESS);
    equal(client->finished, 1);
    equal(client->out.eax, 0);
    equal(client->out.esi, SERVER_WORD(0));
    equal(client->out.edi, SERVER_WORD(1));
    equal(client->out.ecx, 3);
    got(client_in, server_out, 2, 3);
    look(server);
    equal(server->frame.flags & THREAD_SERVER_IDEMPOTENT, 0);
    equal(fluke_ref_check(server->links[LINK_CLIENT]), 0);

    test(ENTRY_ipc_call, "a longer request is truncated");
    asked(20, 0, 3);
    ipc_returned(server, FLUKE_SUCCESS);
    equal(server->out.ecx, 0);
    got(server_in, client_out, 2, 3);

    test(ENTRY_ipc_reply, "a longer answer is truncated");
    asked(2, 3, 0);
    server_params.send_words = 50;
    call(server, ENTRY_ipc_reply, .ebx = (u32)&server_params);
    returned(server, FLUKE_SUCCESS);
    equal(client->out.eax, 0);
    equal(client->out.ecx, 0);
    got(client_in, server_out, 2, 3);

    test(ENTRY_ipc_reply, "traced: ipc_server_send, idempotent");
    asked(2, 6, 0);
    server_params.send_words = 5;
    set_flags(server, THREAD_TRACE, 0);
    start(server, ENTRY_ipc_reply, .ebx = (u32)&server_params);
    settle();
    look(server);
    equal(server->frame.eip, ENTRY_BASE + ENTRY_ipc_server_send * ENTRY_SIZE);
    equal(server->frame.flags & THREAD_SERVER_IDEMPOTENT, THREAD_SERVER_IDEMPOTENT);
    equal(server->frame.ecx, 5);
    equal(server->frame.esi, server_out);
    same_text(events(server), "advance@ipc_server_send complete@ipc_server_send call@thread_wait sleep@thread_wait");

    test(ENTRY_ipc_reply, "to nobody is SUCCESS");
    ends();
    server_params.send_words = 5;
    equal(call(server, ENTRY_ipc_reply, .ebx = (u32)&server_params), FLUKE_SUCCESS);

    test(ENTRY_ipc_reply_wait_receive, "answers, and waits for the next");
    asked(2, 6, 0);
    server_params.send_words = 5;
    call(server, ENTRY_ipc_reply_wait_receive, .ebx = (u32)&server_params);
    returned(client, 0);
    got(client_in, server_out, 2, 3);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);
    equal(server->frame.ebx, &server_params);

    test(ENTRY_ipc_reply_wait_receive, "traced: ipc_server_send_wait_receive, ipc_wait_receive");
    asked(2, 6, 0);
    server_params.send_words = 5;
    set_flags(server, THREAD_TRACE, 0);
    start(server, ENTRY_ipc_reply_wait_receive, .ebx = (u32)&server_params);
    same_text(events(server), "advance@ipc_server_send_wait_receive advance@ipc_wait_receive sleep@ipc_wait_receive");

    test(ENTRY_ipc_call, "a server that drops the request is asked again");
    asked(4, 4, 8);
    call(server, ENTRY_ipc_server_disconnect, .eax = 0);
    asleep(client, ENTRY_ipc_call, port_ref);
    serve(8);
    asleep(client, ENTRY_ipc_call, server->ref);
    ipc_returned(server, FLUKE_SUCCESS);
    equal(server->out.esi, CLIENT_WORD(0));

    test(ENTRY_ipc_call, "a server that waits again without an answer is asked again");
    asked(4, 4, 8);
    call(server, ENTRY_ipc_wait_receive, .ebx = (u32)&server_params);
    ipc_returned(server, FLUKE_SUCCESS);
    asleep(client, ENTRY_ipc_call, server->ref);

    test(ENTRY_ipc_call, "a server that is destroyed: the client asks the next");
    asked(4, 4, 8);
    fluke_thread_destroy(server->thread);
    settle();
    asleep(client, ENTRY_ipc_call, port_ref);
    other = subject(11);
    call(other, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = (u32)&server_params);
    asleep(client, ENTRY_ipc_call, other->ref);

    test(ENTRY_ipc_reply, "a client that is destroyed meanwhile does not matter");
    asked(4, 4, 8);
    fluke_thread_destroy(client->thread);
    server_params.send_words = 3;
    equal(call(server, ENTRY_ipc_reply, .ebx = (u32)&server_params), FLUKE_SUCCESS);

    test(ENTRY_ipc_reply, "a client that was interrupted meanwhile has asked again: the answer is dropped");
    asked(4, 4, 8);
    fluke_thread_interrupt(client->thread);
    settle();
    equal(client->interrupts, 1);
    server_params.send_words = 3;
    equal(call(server, ENTRY_ipc_reply, .ebx = (u32)&server_params), FLUKE_SUCCESS);
    equal(client->finished, 0);
    asleep(client, ENTRY_ipc_call, port_ref);

    test(ENTRY_ipc_call, "a reference that names no port is INVALID_DEST");
    ends();
    call(client, ENTRY_ipc_call, .eax = make(TYPE_REF), .ebx = (u32)&client_params);
    ipc_returned(client, FLUKE_INVALID_DEST);
    call(client, ENTRY_ipc_call, .eax = pset_ref, .ebx = (u32)&client_params);
    ipc_returned(client, FLUKE_INVALID_DEST);
    equal(call(client, ENTRY_ipc_call, .eax = port, .ebx = (u32)&client_params), FLUKE_NOT_REF);

    test(ENTRY_ipc_call, "the port destroyed while it waits is INVALID_DEST");
    ends();
    request(ENTRY_ipc_call, 4, 4);
    fluke_port_destroy(port);
    settle();
    ipc_returned(client, FLUKE_INVALID_DEST);

    test(ENTRY_ipc_call, "references go along both ways");
    ends();
    serve(0);
    server_params.recv_refs = 1;
    refs[0] = make_ref(TYPE_MUTEX, make(TYPE_MUTEX));
    refs[1] = make_ref(TYPE_COND, make(TYPE_COND));
    targets[0] = make(TYPE_REF);
    targets[1] = make(TYPE_REF);
    server_params.recv_ref_table = (u32)&targets[0];
    client_params.send_refs = client_params.recv_refs = 1;
    client_params.send_ref_table = (u32)&refs[0];
    client_params.recv_ref_table = (u32)&targets[1];
    request(ENTRY_ipc_call, 2, 0);
    equal(server->finished, 1);
    equal(fluke_ref_compare(refs[0], targets[0]), 1);
    server_params.send_refs = 1;
    server_params.send_ref_table = (u32)&refs[1];
    call(server, ENTRY_ipc_reply, .ebx = (u32)&server_params);
    returned(client, 0);
    equal(fluke_ref_compare(refs[1], targets[1]), 1);

    test(ENTRY_ipc_call, "faults of the client: params, request, buffer for the answer; then the call is made");
    ends();
    serve(8);
    page = pages(3);
    window_open(&w, WINDOW_BASE, 3, root_space_ref());
    *(struct fluke_params *)page = (struct fluke_params){
        .send_words = 4, .send_address = WINDOW_BASE + PAGE_SIZE, .recv_words = 4, .recv_address = WINDOW_BASE + 2 * PAGE_SIZE,
    };
    memcpy((void *)(page + PAGE_SIZE), client_out, 16);
    call(client, ENTRY_ipc_call, .eax = port_ref, .ebx = WINDOW_BASE);
    for (u32 i = 0; i < 3; i++) {
        /* The buffer for the answer is touched before the request goes out. */
        u32 n = i == 0 ? 0 : i == 1 ? 2 : 1;

        asleep(client, ENTRY_ipc_call, pager()->subject->ref);
        holds(pager_asked(n * PAGE_SIZE, n == 2 ? PROT_WRITE : PROT_READ));
        asleep(server, ENTRY_ipc_wait_receive, pset_ref);
        window_supply(&w, n * PAGE_SIZE, page + n * PAGE_SIZE);
        pager_answer();
    }
    asleep(client, ENTRY_ipc_call, server->ref);
    server_params.send_words = 4;
    call(server, ENTRY_ipc_reply, .ebx = (u32)&server_params);
    returned(client, 0);
    got((u32 *)(page + 2 * PAGE_SIZE), server_out, 2, 2);

    test(ENTRY_ipc_wait_receive, "faults of the server: params and buffer; the client waits in line");
    ends();
    page = pages(2);
    window_open(&w, WINDOW_BASE, 2, root_space_ref());
    *(struct fluke_params *)page = (struct fluke_params){ .recv_words = 4, .recv_address = WINDOW_BASE + PAGE_SIZE };
    call(server, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = WINDOW_BASE);
    request(ENTRY_ipc_call, 4, 0);
    for (u32 i = 0; i < 2; i++) {
        asleep(server, ENTRY_ipc_wait_receive, pager()->subject->ref);
        holds(pager_asked(i * PAGE_SIZE, i ? PROT_WRITE : PROT_READ));
        asleep(client, ENTRY_ipc_call, port_ref);
        window_supply(&w, i * PAGE_SIZE, page + i * PAGE_SIZE);
        pager_answer();
    }
    ipc_returned(server, FLUKE_SUCCESS);
    got((u32 *)(page + PAGE_SIZE), client_out, 2, 2);

    test(ENTRY_ipc_wait_receive, "a server with a fault does not keep the client from another");
    ends();
    other = subject(11);
    page = pages(1);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    call(server, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = WINDOW_BASE);
    server_params.recv_words = 4;
    call(other, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = (u32)&server_params);
    request(ENTRY_ipc_call, 4, 0);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);
    asleep(client, ENTRY_ipc_call, other->ref);
    equal(other->finished, 1);

    test(ENTRY_ipc_reply, "a fault of the server in its answer: the client waits on");
    asked(2, 6, 0);
    page = pages(1);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    server_params.send_words = 4;
    server_params.send_address = WINDOW_BASE;
    call(server, ENTRY_ipc_reply, .ebx = (u32)&server_params);
    asleep(server, ENTRY_ipc_server_send, pager()->subject->ref);
    equal(server->frame.ecx, 4);
    equal(server->frame.esi, WINDOW_BASE);
    asleep(client, ENTRY_ipc_call, server->ref);
    memcpy((void *)page, server_out, 16);
    window_supply(&w, 0, page);
    pager_answer();
    returned(server, FLUKE_SUCCESS);
    returned(client, 0);
    got(client_in, server_out, 2, 2);

    test(ENTRY_ipc_reply, "a page that the client lost meanwhile: the answer is dropped, the client asks again");
    ends();
    serve(8);
    page = pages(1);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    u32 supplied = window_supply(&w, 0, page);
    client_params.recv_address = WINDOW_BASE;
    request(ENTRY_ipc_call, 2, 4);
    equal(server->finished, 1);
    forget(supplied);
    server_params.send_words = 4;
    call(server, ENTRY_ipc_reply, .ebx = (u32)&server_params);
    returned(server, FLUKE_SUCCESS);
    asleep(client, ENTRY_ipc_call, pager()->subject->ref);
    window_supply(&w, 0, page);
    pager_answer();
    asleep(client, ENTRY_ipc_call, port_ref);
    serve(8);
    server_params.send_words = 4;
    call(server, ENTRY_ipc_reply, .ebx = (u32)&server_params);
    returned(client, 0);
    got((u32 *)page, server_out, 2, 2);

    test(ENTRY_ipc_call, "garbage params are traps or insanities");
    ends();
    serve(4);
    call(client, ENTRY_ipc_call, .eax = port_ref, .ebx = 0x30000000);
    equal(client->trap, 14);
    equal(call(client, ENTRY_ipc_call, .eax = port_ref, .ebx = 0xd0000000), FLUKE_INVALID_ADDRESS);
    client_params.send_address = (u32)client_out + 1;
    equal(call(client, ENTRY_ipc_call, .eax = port_ref, .ebx = (u32)&client_params), FLUKE_BUFFER_UNALIGNED);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);

    test(ENTRY_ipc_wait_receive, "server_idempotent_eip and server_esp: a request starts there");
    ends();
    stop(server);
    server->stack[200] = (u32)server;
    server->frame.server_esp = (u32)(server->stack + 200);
    server->frame.server_idempotent_eip = (u32)subject_done;
    put(server);
    serve(0);
    request(ENTRY_ipc_call, 2, 0);
    equal(server->finished, 1);
    equal(server->out.esi, CLIENT_WORD(0));
    holds(look(server)->esp < (u32)(server->stack + 204));
}

static void one_way(void)
{
    struct window w;
    u32 page;

    test(ENTRY_ipc_send, "without a server: at its own entry, in the port's queue");
    ends();
    request(ENTRY_ipc_send, 4, 0);
    asleep(client, ENTRY_ipc_send, port_ref);
    equal(client->frame.ebx, &client_params);

    test(ENTRY_ipc_send, "delivers, and leaves no connection");
    ends();
    serve(8);
    request(ENTRY_ipc_send, 5, 0);
    ipc_returned(client, FLUKE_SUCCESS);
    equal(server->finished, 1);
    equal(server->out.ebp, IPC_ONEWAY);
    equal(server->out.ebx, ALIAS);
    equal(server->out.esi, CLIENT_WORD(0));
    equal(server->out.edi, CLIENT_WORD(1));
    equal(server->out.ecx, 5);
    got(server_in, client_out, 2, 3);
    look(client);
    equal(client->frame.flags & (THREAD_CLIENT_ONEWAY | THREAD_CLIENT_SENDER), 0);
    equal(fluke_ref_check(client->links[LINK_SERVER]), 0);
    look(server);
    equal(server->frame.flags & (THREAD_SERVER_ONEWAY | THREAD_SERVER_SENDER), 0);
    equal(fluke_ref_check(server->links[LINK_CLIENT]), 0);

    test(ENTRY_ipc_send, "traced: moves to ipc_client_send, one-way");
    ends();
    serve(8);
    client_params.send_words = 5;
    set_flags(client, THREAD_TRACE, 0);
    start(client, ENTRY_ipc_send, .eax = port_ref, .ebx = (u32)&client_params);
    settle();
    look(client);
    equal(client->frame.flags & (THREAD_CLIENT_ONEWAY | THREAD_CLIENT_SENDER), THREAD_CLIENT_ONEWAY | THREAD_CLIENT_SENDER);
    equal(client->frame.ecx, 3);
    equal(client->frame.esi, client_out + 2);
    same_text(events(client), "advance@ipc_client_send complete@ipc_client_send call@thread_wait sleep@thread_wait");

    test(ENTRY_ipc_send, "a server destroyed in the middle is SUCCESS: at most once");
    ends();
    page = pages(1);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    serve(8);
    client_params.send_buffers = 1;
    struct fluke_buffer table = { 4, WINDOW_BASE };
    client_params.send_table = (u32)&table;
    request(ENTRY_ipc_send, 4, 0);
    asleep(client, ENTRY_ipc_client_send, pager()->subject->ref);
    fluke_thread_destroy(server->thread);
    window_supply(&w, 0, page);
    pager_answer();
    ipc_returned(client, FLUKE_SUCCESS);

    test(ENTRY_ipc_send, "a reference that names no port is INVALID_DEST");
    ends();
    call(client, ENTRY_ipc_send, .eax = make(TYPE_REF), .ebx = (u32)&client_params);
    ipc_returned(client, FLUKE_INVALID_DEST);
    equal(call(client, ENTRY_ipc_send, .eax = port, .ebx = (u32)&client_params), FLUKE_NOT_REF);

    test(ENTRY_ipc_wait_receive, "server_oneway_eip: a message starts there");
    ends();
    stop(server);
    server->stack[200] = (u32)server;
    server->frame.server_esp = (u32)(server->stack + 200);
    server->frame.server_oneway_eip = (u32)subject_done;
    put(server);
    serve(2);
    request(ENTRY_ipc_send, 4, 0);
    ipc_returned(client, FLUKE_SUCCESS);
    equal(server->finished, 1);
    equal(server->out.ebp, IPC_ONEWAY);
}

/* ---- Params in a missing page: every call that reads some ---- */

static const struct { u32 entry; int on_server; } params_rows[] = {
    { ENTRY_ipc_client_connect_send, 0 }, { ENTRY_ipc_client_connect_send_over_receive, 0 }, { ENTRY_ipc_send, 0 },
    { ENTRY_ipc_call, 0 }, { ENTRY_ipc_reply, 1 }, { ENTRY_ipc_reply_wait_receive, 1 },
    { ENTRY_ipc_server_ack_send_wait_receive, 1 },
};

static void params_faults(void)
{
    struct window w;
    struct subject *s;
    u32 page;

    for (u32 i = 0; i < sizeof params_rows / sizeof params_rows[0]; i++) {
        u32 entry = params_rows[i].entry;

        test(entry, "params in a missing page: stands at its own entry, arguments untouched; then goes on");
        if (params_rows[i].on_server) {
            if (entry == ENTRY_ipc_server_ack_send_wait_receive)
                connected(0);
            else
                asked(2, 4, 0);
            s = server;
        } else {
            ends();
            serve(4);
            s = client;
        }
        page = pages(2);
        *(struct fluke_params *)(page + PAGE_SIZE - 16) = params_rows[i].on_server ? server_params : client_params;
        window_open(&w, WINDOW_BASE, 2, root_space_ref());
        call(s, entry, .eax = port_ref, .ebx = WINDOW_BASE + PAGE_SIZE - 16);
        for (u32 k = 0; k < 2; k++) {
            asleep(s, entry, pager()->subject->ref);
            equal(s->frame.eax, port_ref);
            equal(s->frame.ebx, WINDOW_BASE + PAGE_SIZE - 16);
            holds(pager_asked(k * PAGE_SIZE, PROT_READ));
            window_supply(&w, k * PAGE_SIZE, page + k * PAGE_SIZE);
            pager_answer();
        }
        holds(!sleeps_at(s, entry, pager()->subject->ref));
        equal(s->trapped, 0);
    }
}

/* Client and server are equally urgent: neither is done before the other comes. */
static void client_faults(void)
{
    struct window w;
    static struct fluke_buffer table[1];

    test(ENTRY_ipc_wait_receive, "a client whose parameters the server can't read takes its own fault, and the server sleeps");
    ends();
    set_priority(server, 10);
    call(client, ENTRY_ipc_client_connect_send, .eax = port_ref, .ebx = 0x123000);
    asleep(client, ENTRY_ipc_client_connect_send, port_ref);
    serve(4);
    equal(client->trap, 14);
    equal(client->trap_address, 0x123000);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);

    test(ENTRY_ipc_wait_receive, "or asks its pager, and then is served");
    ends();
    set_priority(server, 10);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    call(client, ENTRY_ipc_client_connect_send, .eax = port_ref, .ebx = WINDOW_BASE);
    serve(4);
    holds(pager_asked(0, PROT_READ));
    u32 page = pages(1);
    *(struct fluke_params *)page = client_params;
    window_supply(&w, 0, page);
    pager_answer();
    ipc_returned(client, FLUKE_SUCCESS);

    test(ENTRY_ipc_reply, "a page that is missing from the further buffers for the answer is asked for, and the call made again");
    ends();
    set_priority(server, 10);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    table[0] = (struct fluke_buffer){ 4, WINDOW_BASE };
    client_params.recv_words = 2;
    client_params.recv_buffers = 1;
    client_params.recv_table = (u32)table;
    server_params.send_words = MIN_MSG_WORDS + 6;
    serve(4);
    call(client, ENTRY_ipc_call, .eax = port_ref, .ebx = (u32)&client_params);
    call(server, ENTRY_ipc_reply_wait_receive, .ebx = (u32)&server_params);
    holds(pager_asked(0, PROT_WRITE));
    page = pages(1);
    window_supply(&w, 0, page);
    pager_answer();
    call(server, ENTRY_ipc_reply_wait_receive, .ebx = (u32)&server_params);
    ipc_returned(client, FLUKE_SUCCESS);
    equal(((u32 *)page)[3], SERVER_WORD(MIN_MSG_WORDS + 5));
}

void ipc_single_tests(void)
{
    calls();
    one_way();
    params_faults();
    client_faults();
}
