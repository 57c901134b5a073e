/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every outcome of the calls that send, turn the line and receive in one: whichever entry point a thread set out from,
 * and whichever stage it has come to, what ends that stage is what the call returns.
 */
#include "tests/ipc_ends.h"

void ipc_outcome_tests(void);

enum side { CLIENT, SERVER };

static const u8 send_entry[] = { ENTRY_ipc_client_send, ENTRY_ipc_server_send };
static const u8 over_entry[] = { ENTRY_ipc_client_over_receive, ENTRY_ipc_server_over_receive };
static const u8 ack_entry[] = { ENTRY_ipc_client_ack_send, ENTRY_ipc_server_ack_send };
static const u8 receive_entry[] = { ENTRY_ipc_client_receive, ENTRY_ipc_server_receive };
static const u8 disconnect_entry[] = { ENTRY_ipc_client_disconnect, ENTRY_ipc_server_disconnect };

static struct subject *end_of(enum side side) { return side == CLIENT ? client : server; }
static struct fluke_params *params_of(enum side side) { return side == CLIENT ? &client_params : &server_params; }

/* From which state, on which side; WAITS: it goes on to wait for a request, which comes from the client then. */
enum from { UNCONNECTED, RECEIVER, SENDER };
struct call { u8 entry, side, from, waits; };

static const struct call calls[] = {
    { ENTRY_ipc_client_connect_send_over_receive, CLIENT, UNCONNECTED, 0 },
    { ENTRY_ipc_client_receive, CLIENT, RECEIVER, 0 },
    { ENTRY_ipc_client_over_receive, CLIENT, SENDER, 0 },
    { ENTRY_ipc_client_send_over_receive, CLIENT, SENDER, 0 },
    { ENTRY_ipc_client_ack_send_over_receive, CLIENT, RECEIVER, 0 },
    { ENTRY_ipc_server_receive, SERVER, RECEIVER, 0 },
    { ENTRY_ipc_server_over_receive, SERVER, SENDER, 0 },
    { ENTRY_ipc_server_send_over_receive, SERVER, SENDER, 0 },
    { ENTRY_ipc_server_ack_send_over_receive, SERVER, RECEIVER, 0 },
    { ENTRY_ipc_setup_wait_receive, SERVER, UNCONNECTED, 1 },
    { ENTRY_ipc_wait_receive, SERVER, UNCONNECTED, 1 },
    { ENTRY_ipc_reply_wait_receive, SERVER, UNCONNECTED, 1 },
    { ENTRY_ipc_server_ack_send_wait_receive, SERVER, RECEIVER, 1 },
    { ENTRY_ipc_server_send_wait_receive, SERVER, SENDER, 1 },
};

static int takes_line(const struct call *c)
{
    return c->entry == ENTRY_ipc_client_ack_send_over_receive || c->entry == ENTRY_ipc_server_ack_send_over_receive ||
        c->entry == ENTRY_ipc_server_ack_send_wait_receive;
}

/* The pair in the state from which the call starts. All messages are empty, buffers two words. */
static void prepare(const struct call *c)
{
    if (c->from == UNCONNECTED)
        ends();
    else if ((c->from == SENDER) == (c->side == CLIENT))
        connected(0);
    else
        turned(0);
    params_of(c->side)->send_words = 0;
    params_of(c->side)->recv_words = 2;
    if (c->entry == ENTRY_ipc_client_connect_send_over_receive) {
        client_params.send_words = MIN_MSG_WORDS;
        serve(0);
    }
    if (c->from == UNCONNECTED && c->waits) {
        stop(server);
        server->frame.server_pset = pset;
        put(server);
    }
    if (takes_line(c))
        call(end_of(!c->side), over_entry[!c->side], .ebx = (u32)params_of(!c->side));
}

static void go(const struct call *c)
{
    struct fluke_params *p = params_of(c->side);
    int receives = c->entry == receive_entry[c->side];

    call(end_of(c->side), c->entry,
        .eax = c->entry == ENTRY_ipc_setup_wait_receive ? pset
            : c->entry == ENTRY_ipc_client_connect_send_over_receive ? port_ref : 0,
        .ebx = (u32)p, .ecx = receives ? p->recv_words : p->send_words, .esi = receives ? p->recv_address : p->send_address);
}

/* Whatever is left before its receive stage is done: the peer is the sender then. */
static void come_to_receive(const struct call *c)
{
    prepare(c);
    go(c);
    if (c->waits)
        connect(0);
    else if (c->entry != receive_entry[c->side])
        call(end_of(!c->side), ack_entry[!c->side], .eax = 0);
    equal(end_of(c->side)->finished, 0);
    asleep(end_of(c->side), receive_entry[c->side], end_of(!c->side)->ref);
}

enum ending { TURNS, LEAVES, MORE_DATA, MORE_REFS };

static void received(const struct call *c, enum ending ending, const char *what, u32 status)
{
    struct subject *peer;
    enum side other = !c->side;
    u32 slots = (u32)&(u32){ 0 };

    test(c->entry, "in its receive stage, the peer %s: status %u", what, status);
    come_to_receive(c);
    peer = end_of(other);
    *(u32 *)slots = make_ref(TYPE_COUNT, 0);
    switch (ending) {
    case TURNS:
        call(peer, over_entry[other], .ebx = (u32)params_of(other));
        break;
    case LEAVES:
        call(peer, disconnect_entry[other], .eax = 0);
        break;
    case MORE_DATA:
        call(peer, send_entry[other], .ecx = 3, .esi = params_of(other)->send_address);
        break;
    case MORE_REFS:
        call(peer, send_entry[other], .eax = 1 << 8, .edx = slots);
    }
    ipc_returned(end_of(c->side), status);
    equal(end_of(c->side)->out.ecx, ending == MORE_DATA ? 0 : 2);
}

/* The peer has no room, and leaves while the call waits to send. */
static void sending(const struct call *c)
{
    struct subject *s, *peer;

    test(c->entry, "in its send stage, the peer leaves");
    prepare(c);
    s = end_of(c->side);
    peer = end_of(!c->side);
    params_of(c->side)->send_words = c->from == UNCONNECTED ? 4 : 2;
    go(c);
    equal(s->finished, 0);
    call(peer, disconnect_entry[!c->side], .eax = 0);
    ipc_returned(s, FLUKE_IPC_SEND_DISCONNECTED);
}

static void turning(const struct call *c)
{
    test(c->entry, "in its over stage, the peer leaves");
    prepare(c);
    go(c);
    asleep(end_of(c->side), over_entry[c->side], end_of(!c->side)->ref);
    call(end_of(!c->side), disconnect_entry[!c->side], .eax = 0);
    ipc_returned(end_of(c->side), FLUKE_IPC_OVER_DISCONNECTED);
}

static void outcomes(const struct call *c)
{
    int receives = c->entry == receive_entry[c->side], turns = !c->waits && !receives;

    received(c, TURNS, "turns the line", FLUKE_SUCCESS);
    received(c, LEAVES, "leaves", FLUKE_IPC_RECV_DISCONNECTED);
    received(c, MORE_DATA, "has more data", FLUKE_IPC_RECV_MORE_DATA);
    received(c, MORE_REFS, "has more references", FLUKE_IPC_RECV_MORE_REFS);
    if (turns)
        turning(c);
    if (c->entry != over_entry[c->side] && (turns || c->from != UNCONNECTED) && !receives)
        sending(c);
}

/* ---- Calls of fewer stages ---- */

static void connect_only(void)
{
    test(ENTRY_ipc_client_connect_send, "in its send stage, the peer leaves");
    ends();
    serve(0);
    connect(2);
    equal(client->finished, 0);
    call(server, ENTRY_ipc_server_disconnect, .eax = 0);
    ipc_returned(client, FLUKE_IPC_SEND_DISCONNECTED);
}

static void acknowledge_only(enum side side)
{
    test(ack_entry[side], "in its send stage, the peer leaves");
    if (side == CLIENT)
        turned(0);
    else
        connected(0);
    params_of(!side)->recv_words = 0;
    call(end_of(!side), over_entry[!side], .ebx = (u32)params_of(!side));
    call(end_of(side), ack_entry[side], .ecx = 2, .esi = params_of(side)->send_address);
    equal(end_of(side)->finished, 0);
    call(end_of(!side), disconnect_entry[!side], .eax = 0);
    ipc_returned(end_of(side), FLUKE_IPC_SEND_DISCONNECTED);
}

/* ---- Insanities ---- */

static void wrong_role(u32 entry, enum side side, int is_sender, u32 insanity)
{
    test(entry, "in the wrong role: insanity %u", insanity);
    if ((side == CLIENT) == is_sender)
        connected(0);
    else
        turned(0);
    call(end_of(side), entry, .ebx = (u32)params_of(side), .ecx = 1, .esi = params_of(side)->send_address);
    returned(end_of(side), insanity);
}

/* One that sends, from an odd address, to a receiver; or that receives there from a sender. */
static void odd_buffer(u32 entry, enum side side, int sends)
{
    struct subject *s, *peer;

    test(entry, "an odd buffer is BUFFER_UNALIGNED");
    if ((side == CLIENT) == sends)
        connected(2);
    else
        turned(sends ? 2 : 0);
    s = end_of(side);
    peer = end_of(!side);
    if (!sends)
        call(peer, send_entry[!side], .ecx = 2, .esi = params_of(!side)->send_address);
    call(s, entry, .ebx = (u32)params_of(side), .ecx = 2, .esi = params_of(side)->send_address + 1);
    returned(s, FLUKE_BUFFER_UNALIGNED);
}

static void odd_request(u32 entry)
{
    test(entry, "an odd buffer is BUFFER_UNALIGNED");
    ends();
    serve(2);
    client_params.send_address++;
    call(client, entry, .eax = port_ref, .ebx = (u32)&client_params);
    returned(client, FLUKE_BUFFER_UNALIGNED);
}

static void odd_server(void)
{
    test(ENTRY_ipc_wait_receive, "an odd buffer for an idempotent request is BUFFER_UNALIGNED");
    ends();
    client_params.send_words = 4;
    call(client, ENTRY_ipc_call, .eax = port_ref, .ebx = (u32)&client_params);
    server_params.recv_address++;
    serve(2);
    returned(server, FLUKE_BUFFER_UNALIGNED);
    equal(client->finished, 0);
}

/* A client waits in line; what is wrong with its request only the server that comes finds out. */
static void wrong_in_line(u32 entry)
{
    struct window w;
    u32 page;

    test(entry, "in line with an odd buffer: BUFFER_UNALIGNED when a server comes, which waits on");
    ends();
    client_params.send_address++;
    call(client, entry, .eax = port_ref, .ebx = (u32)&client_params);
    equal(client->finished, 0);
    serve(2);
    returned(client, FLUKE_BUFFER_UNALIGNED);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);

    test(entry, "in line with a page missing: the client's fault, and the server waits on; then it is served");
    ends();
    page = pages(1);
    *(u32 *)page = 0x77;
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    client_params.send_address = WINDOW_BASE;
    call(client, entry, .eax = port_ref, .ebx = (u32)&client_params);
    serve(2);
    asleep(client, entry, pager()->subject->ref);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);
    holds(pager_asked(0, PROT_READ));
    window_supply(&w, 0, page);
    pager_answer();
    equal(server->finished ? server->out.esi : look(server)->pr0, 0x77);

    test(entry, "in line with no page at all: a trap when a server comes, which waits on");
    ends();
    client_params.send_address = WINDOW_BASE;
    call(client, entry, .eax = port_ref, .ebx = (u32)&client_params);
    serve(2);
    equal(client->trap, 14);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);
}

#define NOWHERE 0xfffffff0
static void no_params(u32 entry, enum side side)
{
    test(entry, "params beyond all memory are INVALID_ADDRESS");
    if (entry == over_entry[side]) {
        if (side == CLIENT)
            connected(0);
        else
            turned(0);
        /* They are read when the line has turned. */
        call(end_of(!side), ack_entry[!side], .eax = 0);
    } else {
        ends();
    }
    call(end_of(side), entry, .ebx = NOWHERE);
    returned(end_of(side), FLUKE_INVALID_ADDRESS);
}

static void no_port(u32 entry)
{
    static const struct { u32 ref, insanity; } wrong[] = {
        { 1, FLUKE_NOT_ALIGNED }, { NOWHERE, FLUKE_INVALID_ADDRESS }, { 0, FLUKE_NOT_REF },
    };

    for (u32 i = 0; i < 3; i++) {
        test(entry, "a wrong reference is insanity %u", wrong[i].insanity);
        ends();
        call(client, entry, .eax = wrong[i].ref ? wrong[i].ref : make(TYPE_MUTEX), .ebx = (u32)&client_params);
        returned(client, wrong[i].insanity);
    }
}

static void no_portset(u32 address, u32 insanity)
{
    test(ENTRY_ipc_wait_receive, "a wrong address of the portset is insanity %u", insanity);
    ends();
    stop(server);
    server->frame.server_pset = address;
    put(server);
    call(server, ENTRY_ipc_wait_receive, .ebx = (u32)&server_params);
    returned(server, insanity);
}

void ipc_outcome_tests(void)
{
    for (u32 i = 0; i < sizeof calls / sizeof calls[0]; i++)
        outcomes(&calls[i]);
    connect_only();
    acknowledge_only(CLIENT);
    acknowledge_only(SERVER);

    wrong_role(ENTRY_ipc_client_send, CLIENT, 0, FLUKE_NOT_SENDER);
    wrong_role(ENTRY_ipc_client_over_receive, CLIENT, 0, FLUKE_NOT_SENDER);
    wrong_role(ENTRY_ipc_client_send_over_receive, CLIENT, 0, FLUKE_NOT_SENDER);
    wrong_role(ENTRY_ipc_server_send_wait_receive, SERVER, 0, FLUKE_NOT_SENDER);
    wrong_role(ENTRY_ipc_server_receive, SERVER, 1, FLUKE_NOT_RECEIVER);

    odd_buffer(ENTRY_ipc_client_send_over_receive, CLIENT, 1);
    odd_buffer(ENTRY_ipc_client_receive, CLIENT, 0);
    odd_buffer(ENTRY_ipc_server_send, SERVER, 1);
    odd_buffer(ENTRY_ipc_server_send_over_receive, SERVER, 1);
    odd_buffer(ENTRY_ipc_server_send_wait_receive, SERVER, 1);
    odd_request(ENTRY_ipc_send);
    odd_request(ENTRY_ipc_client_connect_send);
    odd_request(ENTRY_ipc_client_connect_send_over_receive);
    odd_server();
    wrong_in_line(ENTRY_ipc_call);
    wrong_in_line(ENTRY_ipc_send);
    wrong_in_line(ENTRY_ipc_client_connect_send);
    wrong_in_line(ENTRY_ipc_client_connect_send_over_receive);

    no_params(ENTRY_ipc_reply, SERVER);
    no_params(ENTRY_ipc_reply_wait_receive, SERVER);
    no_params(ENTRY_ipc_server_ack_send_wait_receive, SERVER);
    no_params(ENTRY_ipc_client_over_receive, CLIENT);
    no_params(ENTRY_ipc_server_over_receive, SERVER);
    no_port(ENTRY_ipc_call);
    no_port(ENTRY_ipc_send);
    no_port(ENTRY_ipc_client_connect_send);
    no_port(ENTRY_ipc_client_connect_send_over_receive);
    no_portset(1, FLUKE_NOT_ALIGNED);
    no_portset(NOWHERE, FLUKE_INVALID_ADDRESS);
}
