/* SPDX-License-Identifier: BSD-2-Clause */
/* Reliable connections: connecting, sending, turning the line, and their ends. */
#include "tests/ipc_ends.h"
#include "user/lib/string.h"

void ipc_reliable_tests(void);

static void connecting(void)
{
    struct subject *other;
    u32 ref;

    test(ENTRY_ipc_client_connect_send, "without a server: at its own entry, in the port's queue, arguments untouched");
    ends();
    connect(3);
    asleep(client, ENTRY_ipc_client_connect_send, port_ref);
    equal(client->frame.eax, port_ref);
    equal(client->frame.ebx, &client_params);

    test(ENTRY_ipc_client_connect_send, "a server that comes later takes it");
    ends();
    connect(3);
    serve(8);
    ipc_returned(client, FLUKE_SUCCESS);
    equal(client->out.eax, 0);
    equal(client->out.ecx, 0);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
    got(server_in, client_out, 2, 3);

    test(ENTRY_ipc_client_connect_send, "the minimum waits in pr0 and pr1 while the server receives");
    connected(5);
    equal(server->frame.flags & THREAD_MIN_VALID, THREAD_MIN_VALID);
    equal(server->frame.pr0, CLIENT_WORD(0));
    equal(server->frame.pr1, CLIENT_WORD(1));
    equal(server->frame.ebx, ALIAS);
    equal(server->frame.ebp, IPC_RELIABLE);
    equal(server->frame.ecx, 5);
    equal(server->frame.esi, server_in);
    equal(fluke_ref_compare(server->links[LINK_CLIENT], client->ref), 1);
    look(client);
    equal(client->frame.flags & THREAD_CLIENT_SENDER, THREAD_CLIENT_SENDER);
    equal(fluke_ref_compare(client->links[LINK_SERVER], server->ref), 1);

    test(ENTRY_ipc_wait_receive, "returns alias, type, minimum and what is left of its buffers");
    connected(5);
    call(client, ENTRY_ipc_client_send, .ecx = 3, .esi = (u32)(client_out + 2));
    ipc_returned(client, FLUKE_SUCCESS);
    call(client, ENTRY_ipc_client_disconnect, .eax = 0);
    ipc_returned(server, FLUKE_IPC_RECV_DISCONNECTED);
    equal(server->out.ebx, ALIAS);
    equal(server->out.ebp, IPC_RELIABLE);
    equal(server->out.ecx, 2);
    equal(server->out.esi, CLIENT_WORD(0));
    equal(server->out.edi, CLIENT_WORD(1));
    equal(server->out.eax & 0xffff, 0);
    got(server_in, client_out, 2, 3);
    look(server);
    equal(server->frame.flags & THREAD_MIN_VALID, 0);
    equal(server->frame.pr0 | server->frame.pr1, 0);

    test(ENTRY_ipc_client_connect_send, "traced with a server waiting");
    ends();
    serve(8);
    client_params.send_words = 5;
    set_flags(client, THREAD_TRACE, 0);
    start(client, ENTRY_ipc_client_connect_send, .eax = port_ref, .ebx = (u32)&client_params);
    same_text(events(client), "advance@ipc_client_send complete@ipc_client_send call@thread_wait sleep@thread_wait");
    ipc_returned(client, FLUKE_SUCCESS);

    test(ENTRY_ipc_client_connect_send, "traced before there is a server");
    ends();
    client_params.send_words = 5;
    set_flags(client, THREAD_TRACE, 0);
    start(client, ENTRY_ipc_client_connect_send, .eax = port_ref, .ebx = (u32)&client_params);
    same_text(events(client), "sleep@ipc_client_connect_send");
    serve(8);
    same_text(events(client), "advance@ipc_client_send complete@ipc_client_send call@thread_wait sleep@thread_wait");

    test(ENTRY_ipc_wait_receive, "traced: the server's stages");
    ends();
    set_flags(server, THREAD_TRACE, 0);
    server_params.recv_words = 8;
    start(server, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = (u32)&server_params);
    same_text(events(server), "advance@ipc_wait_receive sleep@ipc_wait_receive");
    connect(3);
    same_text(events(server), "advance@ipc_server_receive sleep@ipc_server_receive");
    call(client, ENTRY_ipc_client_disconnect, .eax = 0);
    same_text(events(server), "wake@ipc_server_receive complete@ipc_server_receive call@thread_wait sleep@thread_wait");
    got(server_in, client_out, 2, 3);

    test(ENTRY_ipc_client_connect_send, "a reference that names no port is IPC_CONNECT_INVALID_DEST");
    ends();
    call(client, ENTRY_ipc_client_connect_send, .eax = make(TYPE_REF), .ebx = (u32)&client_params);
    ipc_returned(client, FLUKE_IPC_CONNECT_INVALID_DEST);
    call(client, ENTRY_ipc_client_connect_send, .eax = pset_ref, .ebx = (u32)&client_params);
    ipc_returned(client, FLUKE_IPC_CONNECT_INVALID_DEST);
    call(client, ENTRY_ipc_client_connect_send_over_receive, .eax = make(TYPE_REF), .ebx = (u32)&client_params);
    ipc_returned(client, FLUKE_IPC_CONNECT_INVALID_DEST);

    test(ENTRY_ipc_client_connect_send, "what is no reference is NOT_REF");
    ends();
    equal(call(client, ENTRY_ipc_client_connect_send, .eax = port, .ebx = (u32)&client_params), FLUKE_NOT_REF);
    equal(call(client, ENTRY_ipc_client_connect_send, .eax = slot(), .ebx = (u32)&client_params), FLUKE_NOT_REF);
    equal(call(client, ENTRY_ipc_client_connect_send, .eax = port_ref + 1, .ebx = (u32)&client_params), FLUKE_NOT_ALIGNED);

    test(ENTRY_port_destroy, "sends waiting clients to INVALID_DEST");
    ends();
    connect(0);
    equal(fluke_port_destroy(port), FLUKE_SUCCESS);
    settle();
    ipc_returned(client, FLUKE_IPC_CONNECT_INVALID_DEST);

    test(ENTRY_port_destroy, "does not touch connections made through it");
    connected(4);
    equal(fluke_port_destroy(port), FLUKE_SUCCESS);
    call(client, ENTRY_ipc_client_send, .ecx = 2, .esi = (u32)client_out);
    ipc_returned(client, FLUKE_SUCCESS);
    got(server_in, client_out, 0, 2);

    test(ENTRY_pset_destroy, "sends waiting servers to NO_OBJECT; clients go on waiting");
    ends();
    serve(0);
    equal(fluke_pset_destroy(pset), FLUKE_SUCCESS);
    settle();
    returned(server, FLUKE_NO_OBJECT);
    connect(0);
    asleep(client, ENTRY_ipc_client_connect_send, port_ref);

    test(ENTRY_port_set_state, "a portset for a port where clients wait brings them a server");
    ends();
    other = subject(9);
    u32 second = make(TYPE_PORT), second_ref = make_ref(TYPE_PORT, second);
    serve(0);
    call(other, ENTRY_ipc_client_connect_send, .eax = second_ref, .ebx = (u32)&client_params);
    asleep(other, ENTRY_ipc_client_connect_send, second_ref);
    equal(fluke_port_set_state(second, 0, pset_ref), FLUKE_SUCCESS);
    settle();
    ipc_returned(other, FLUKE_SUCCESS);

    test(ENTRY_ipc_wait_receive, "clients come in the order of arrival, each port with its alias");
    ends();
    other = subject(12);
    second = make(TYPE_PORT);
    second_ref = make_ref(TYPE_PORT, second);
    connect(0);
    call(other, ENTRY_ipc_client_connect_send, .eax = port_ref, .ebx = (u32)&client_params);
    serve(0);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
    call(client, ENTRY_ipc_client_disconnect, .eax = 0);
    call(server, ENTRY_ipc_wait_receive, .ebx = (u32)&server_params);
    asleep(server, ENTRY_ipc_server_receive, other->ref);

    test(ENTRY_ipc_wait_receive, "two servers: the one that came first is taken");
    ends();
    other = subject(12);
    serve(0);
    call(other, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = (u32)&server_params);
    connect(0);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
    asleep(other, ENTRY_ipc_wait_receive, pset_ref);

    test(ENTRY_ipc_wait_receive, "at its own entry, params untouched; a server without a portset is insane");
    ends();
    serve(0);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);
    equal(server->frame.ebx, &server_params);
    equal(server->frame.server_pset, pset);
    stop(server);
    server->frame.server_pset = port;
    put(server);
    settle();
    returned(server, FLUKE_NOT_TYPE);

    test(ENTRY_ipc_setup_wait_receive, "traced: moves to ipc_wait_receive");
    ends();
    set_flags(server, THREAD_TRACE, 0);
    start(server, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = (u32)&server_params);
    same_text(events(server), "advance@ipc_wait_receive sleep@ipc_wait_receive");

    test(ENTRY_ipc_client_connect_send, "again: the old connection ends first");
    connected(4);
    other = subject(11);
    call(other, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = (u32)&server_params);
    connect(0);
    ipc_returned(client, FLUKE_SUCCESS);
    ipc_returned(server, FLUKE_IPC_RECV_DISCONNECTED);
    asleep(other, ENTRY_ipc_server_receive, client->ref);

    test(ENTRY_ipc_client_connect_send, "one thread may be client and server at once, even of itself in a ring");
    connected(4);
    server_params.send_words = 2;
    other = subject(12);
    u32 pset2 = make(TYPE_PSET);
    second = make(TYPE_PORT);
    must(fluke_port_set_state(second, 0, make_ref(TYPE_PSET, pset2)), "ring");
    ref = make_ref(TYPE_PORT, second);
    call(client, ENTRY_ipc_setup_wait_receive, .eax = pset2, .ebx = (u32)&client_params);
    call(server, ENTRY_ipc_client_connect_send, .eax = ref, .ebx = (u32)&server_params);
    ipc_returned(server, FLUKE_SUCCESS);
    asleep(client, ENTRY_ipc_server_receive, server->ref);
    equal(fluke_ref_compare(client->links[LINK_SERVER], server->ref), 1);
    equal(fluke_ref_compare(client->links[LINK_CLIENT], server->ref), 1);

    test(ENTRY_ipc_client_connect_send, "fewer words than the minimum are filled with zeros");
    ends();
    serve(0);
    client_params.send_words = 1;
    call(client, ENTRY_ipc_client_connect_send, .eax = port_ref, .ebx = (u32)&client_params);
    ipc_returned(client, FLUKE_SUCCESS);
    look(server);
    equal(server->frame.pr0, CLIENT_WORD(0));
    equal(server->frame.pr1, 0);
}

static void sending(void)
{
    u32 page, refs[4], targets[2];
    struct fluke_buffer table[3];
    struct window w;

    test(ENTRY_ipc_client_send, "a full receiver returns MORE_DATA; the sender waits with the rest in its registers");
    connected(4);
    call(client, ENTRY_ipc_client_send, .ecx = 10, .esi = (u32)client_out);
    ipc_returned(server, FLUKE_IPC_RECV_MORE_DATA);
    equal(server->out.ecx, 0);
    asleep(client, ENTRY_ipc_client_send, server->ref);
    equal(client->frame.ecx, 6);
    equal(client->frame.esi, client_out + 4);
    got(server_in, client_out, 0, 4);

    test(ENTRY_ipc_server_receive, "takes the rest");
    connected(4);
    call(client, ENTRY_ipc_client_send, .ecx = 10, .esi = (u32)client_out);
    call(server, ENTRY_ipc_server_receive, .ecx = 8, .esi = (u32)(server_in + 100));
    ipc_returned(client, FLUKE_SUCCESS);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
    equal(server->frame.ecx, 2);
    equal(server->frame.esi, server_in + 106);
    got(server_in + 100, client_out, 4, 6);

    test(ENTRY_ipc_client_send, "nothing to send returns at once");
    connected(4);
    call(client, ENTRY_ipc_client_send, .eax = 0);
    ipc_returned(client, FLUKE_SUCCESS);
    asleep(server, ENTRY_ipc_server_receive, client->ref);

    test(ENTRY_ipc_client_send, "before the receiver is there it waits at its own entry");
    connected(0);
    call(client, ENTRY_ipc_client_send, .ecx = 1, .esi = (u32)client_out);
    ipc_returned(server, FLUKE_IPC_RECV_MORE_DATA);
    asleep(client, ENTRY_ipc_client_send, server->ref);
    equal(client->frame.ecx, 1);

    test(ENTRY_ipc_client_send, "several buffers on both sides, of different sizes");
    idle();
    server_in[0] = 0;
    table[0] = (struct fluke_buffer){ 3, (u32)(client_out + 1) };
    table[1] = (struct fluke_buffer){ 0, 0 };
    table[2] = (struct fluke_buffer){ 9, (u32)(client_out + 4) };
    call(client, ENTRY_ipc_client_send, .eax = 3, .ecx = 1, .esi = (u32)client_out, .edi = (u32)table);
    struct fluke_buffer into[2] = { { 5, (u32)(server_in + 2) }, { 20, (u32)(server_in + 7) } };
    call(server, ENTRY_ipc_server_receive, .eax = 2, .ecx = 2, .esi = (u32)server_in, .edi = (u32)into);
    ipc_returned(client, FLUKE_SUCCESS);
    equal(client->out.eax & 0xffff, 0);
    equal(client->out.edi, table + 3);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
    equal(server->frame.ecx, 14);
    equal(server->frame.edi, into + 2);
    got(server_in, client_out, 0, 13);

    test(ENTRY_ipc_client_send, "a receiver's buffers left over are counted in al");
    connected(0);
    call(client, ENTRY_ipc_client_send, .ecx = 3, .esi = (u32)client_out);
    struct fluke_buffer more[2] = { { 4, (u32)(server_in + 2) }, { 20, (u32)(server_in + 6) } };
    call(server, ENTRY_ipc_server_receive, .eax = 2, .ecx = 2, .esi = (u32)server_in, .edi = (u32)more);
    call(client, ENTRY_ipc_client_disconnect, .eax = 0);
    ipc_returned(server, FLUKE_IPC_RECV_DISCONNECTED);
    equal(server->out.eax & 0xff, 1);
    equal(server->out.ecx, 3);

    test(ENTRY_ipc_client_send, "buffers that cross pages at different offsets");
    connected(7000);
    memmove(client_out + 1, client_out, 6000 * 4);
    memset(server_in, 0, sizeof server_in);
    call(client, ENTRY_ipc_client_send, .ecx = 6000, .esi = (u32)(client_out + 1));
    ipc_returned(client, FLUKE_SUCCESS);
    got(server_in, client_out, 1, 6000);

    test(ENTRY_ipc_client_send, "the paper's example: 8192 bytes, the sender's fault after 6144");
    idle();
    page = pages(3);
    for (u32 i = 0; i < 2048; i++)
        ((u32 *)(page + 0x800))[i] = 0x77000000 + i;
    window_open(&w, 0x08001000, 3, root_space_ref());
    window_supply(&w, 0, page);
    window_supply(&w, PAGE_SIZE, page + PAGE_SIZE);
    call(server, ENTRY_ipc_server_receive, .ecx = 3000, .esi = (u32)server_in);
    call(client, ENTRY_ipc_client_send, .ecx = 2048, .esi = 0x08001800);
    asleep(client, ENTRY_ipc_client_send, pager()->subject->ref);
    equal(client->frame.ecx, 512);
    equal(client->frame.esi, 0x08003000);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
    equal(server->frame.ecx, 3000 - 1536);
    equal(server->frame.esi, server_in + 1536);
    holds(pager_asked(0x2000, PROT_READ));
    window_supply(&w, 2 * PAGE_SIZE, page + 2 * PAGE_SIZE);
    pager_answer();
    ipc_returned(client, FLUKE_SUCCESS);
    got(server_in, (u32 *)(page + 0x800), 0, 2048);

    test(ENTRY_ipc_client_send, "the receiver's hard fault: it takes it, the sender waits, both complete");
    idle();
    page = pages(2);
    window_open(&w, WINDOW_BASE, 2, root_space_ref());
    window_supply(&w, 0, page);
    call(server, ENTRY_ipc_server_receive, .ecx = 1000, .esi = WINDOW_BASE + 0xc00);
    call(client, ENTRY_ipc_client_send, .ecx = 600, .esi = (u32)client_out);
    asleep(server, ENTRY_ipc_server_receive, pager()->subject->ref);
    equal(server->frame.ecx, 1000 - 256);
    equal(server->frame.esi, WINDOW_BASE + 0x1000);
    asleep(client, ENTRY_ipc_client_send, server->ref);
    equal(client->frame.ecx, 600 - 256);
    holds(pager_asked(0x1000, PROT_WRITE));
    window_supply(&w, PAGE_SIZE, page + PAGE_SIZE);
    pager_answer();
    ipc_returned(client, FLUKE_SUCCESS);
    got((u32 *)(page + 0xc00), client_out, 0, 600);

    test(ENTRY_ipc_client_send, "the sender's fault found by the running receiver");
    connected(0);
    page = pages(1);
    ((u32 *)page)[0] = 42;
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    call(client, ENTRY_ipc_client_send, .ecx = 2, .esi = (u32)(client_out + 8));
    stop(client);
    client->frame.esi = WINDOW_BASE;
    client->frame.ecx = 1;
    put(client);
    settle();
    call(server, ENTRY_ipc_server_receive, .ecx = 5, .esi = (u32)server_in);
    asleep(client, ENTRY_ipc_client_send, pager()->subject->ref);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
    window_supply(&w, 0, page);
    pager_answer();
    ipc_returned(client, FLUKE_SUCCESS);
    got(server_in, (u32 *)page, 0, 1);

    test(ENTRY_ipc_client_send, "faults on the tables of buffers, either side");
    idle();
    page = pages(2);
    ((struct fluke_buffer *)page)[0] = (struct fluke_buffer){ 5, (u32)client_out };
    ((struct fluke_buffer *)(page + PAGE_SIZE))[0] = (struct fluke_buffer){ 9, (u32)server_in };
    window_open(&w, WINDOW_BASE, 2, root_space_ref());
    call(server, ENTRY_ipc_server_receive, .eax = 1, .edi = WINDOW_BASE + PAGE_SIZE);
    call(client, ENTRY_ipc_client_send, .eax = 1, .edi = WINDOW_BASE);
    asleep(client, ENTRY_ipc_client_send, pager()->subject->ref);
    holds(pager_asked(0, PROT_READ));
    window_supply(&w, 0, page);
    pager_answer();
    asleep(server, ENTRY_ipc_server_receive, pager()->subject->ref);
    holds(pager_asked(PAGE_SIZE, PROT_READ));
    window_supply(&w, PAGE_SIZE, page + PAGE_SIZE);
    pager_answer();
    ipc_returned(client, FLUKE_SUCCESS);
    got(server_in, client_out, 0, 5);

    test(ENTRY_ipc_client_send, "an unaligned buffer is the sender's BUFFER_UNALIGNED");
    connected(8);
    equal(call(client, ENTRY_ipc_client_send, .ecx = 2, .esi = (u32)client_out + 2), FLUKE_BUFFER_UNALIGNED);
    asleep(server, ENTRY_ipc_server_receive, client->ref);

    test(ENTRY_ipc_server_receive, "an unaligned buffer is the receiver's BUFFER_UNALIGNED; the sender waits on");
    connected(0);
    call(client, ENTRY_ipc_client_send, .ecx = 2, .esi = (u32)client_out);
    equal(call(server, ENTRY_ipc_server_receive, .ecx = 2, .esi = (u32)server_in + 2), FLUKE_BUFFER_UNALIGNED);
    asleep(client, ENTRY_ipc_client_send, server->ref);
    equal(client->frame.ecx, 2);

    test(ENTRY_ipc_client_send, "a buffer in the kernel or beyond is a trap");
    connected(8);
    call(client, ENTRY_ipc_client_send, .ecx = 2, .esi = 0xc0100000);
    equal(client->trap, 14);
    connected(8);
    call(client, ENTRY_ipc_client_send, .ecx = 0xffffffff, .esi = 0xfffffffc);
    equal(client->trap, 14);

    test(ENTRY_ipc_server_receive, "a buffer in the kernel is the receiver's trap");
    connected(0);
    call(client, ENTRY_ipc_client_send, .ecx = 2, .esi = (u32)client_out);
    call(server, ENTRY_ipc_server_receive, .ecx = 2, .esi = 0xc0100000);
    equal(server->trap, 14);
    asleep(client, ENTRY_ipc_client_send, server->ref);

    test(ENTRY_ipc_client_send, "references go along, null ones as null");
    idle();
    refs[0] = make_ref(TYPE_MUTEX, make(TYPE_MUTEX));
    refs[1] = make(TYPE_REF);
    targets[0] = make(TYPE_REF);
    targets[1] = make_ref(TYPE_MUTEX, make(TYPE_MUTEX));
    call(server, ENTRY_ipc_server_receive, .eax = 3 << 8, .ecx = 4, .esi = (u32)server_in, .edx = (u32)targets);
    call(client, ENTRY_ipc_client_send, .eax = 2 << 8, .ecx = 2, .esi = (u32)client_out, .edx = (u32)refs);
    ipc_returned(client, FLUKE_SUCCESS);
    equal(client->out.edx, refs + 2);
    equal(client->out.eax, 0);
    equal(fluke_ref_compare(refs[0], targets[0]), 1);
    equal(fluke_ref_check(targets[1]), 0);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
    equal(server->frame.eax & 0xffff, 1 << 8);
    equal(server->frame.edx, targets + 2);

    test(ENTRY_ipc_server_receive, "more references than slots: MORE_REFS, the rest waits");
    idle();
    refs[0] = make_ref(TYPE_MUTEX, make(TYPE_MUTEX));
    refs[1] = make_ref(TYPE_COND, make(TYPE_COND));
    targets[0] = make(TYPE_REF);
    targets[1] = make(TYPE_REF);
    call(client, ENTRY_ipc_client_send, .eax = 2 << 8, .ecx = 2, .esi = (u32)client_out, .edx = (u32)refs);
    call(server, ENTRY_ipc_server_receive, .eax = 1 << 8, .ecx = 4, .esi = (u32)server_in, .edx = (u32)targets);
    ipc_returned(server, FLUKE_IPC_RECV_MORE_REFS);
    equal(server->out.ecx, 2);
    asleep(client, ENTRY_ipc_client_send, server->ref);
    equal(client->frame.eax, 1 << 8);
    equal(client->frame.edx, refs + 1);
    call(server, ENTRY_ipc_server_receive, .eax = 1 << 8, .edx = (u32)(targets + 1));
    ipc_returned(client, FLUKE_SUCCESS);
    equal(fluke_ref_compare(refs[1], targets[1]), 1);
    got(server_in, client_out, 0, 2);

    test(ENTRY_ipc_client_send, "what is no reference goes as null, and into nothing, without harm");
    idle();
    u32 garbage[3] = { 3, port, slot() }, nowhere[3] = { slot(), 5, pset };
    call(server, ENTRY_ipc_server_receive, .eax = 3 << 8, .edx = (u32)nowhere);
    call(client, ENTRY_ipc_client_send, .eax = 3 << 8, .edx = (u32)garbage);
    ipc_returned(client, FLUKE_SUCCESS);

    test(ENTRY_ipc_client_send, "a receiver's send is NOT_SENDER, a sender's receive NOT_RECEIVER");
    idle();
    equal(call(server, ENTRY_ipc_server_send, .ecx = 1, .esi = (u32)server_out), FLUKE_NOT_SENDER);
    equal(call(client, ENTRY_ipc_client_receive, .ecx = 1, .esi = (u32)client_in), FLUKE_NOT_RECEIVER);
    equal(call(server, ENTRY_ipc_server_send_over_receive, .ebx = (u32)&server_params), FLUKE_NOT_SENDER);
    equal(call(server, ENTRY_ipc_server_over_receive, .ebx = (u32)&server_params), FLUKE_NOT_SENDER);
}

static void turning(void)
{
    test(ENTRY_ipc_client_over_receive, "offers the line: waits at its own entry; the peer's receive returns SUCCESS");
    connected(8);
    client_params.recv_words = 6;
    call(client, ENTRY_ipc_client_over_receive, .ebx = (u32)&client_params);
    asleep(client, ENTRY_ipc_client_over_receive, server->ref);
    equal(client->frame.ebx, &client_params);
    equal(client->frame.flags & (THREAD_CLIENT_OVER | THREAD_CLIENT_SENDER), THREAD_CLIENT_OVER | THREAD_CLIENT_SENDER);
    ipc_returned(server, FLUKE_SUCCESS);

    test(ENTRY_ipc_server_ack_send, "after the offer: the roles change, the client stands in ipc_client_receive");
    turned(6);
    equal(client->frame.ecx, 6);
    equal(client->frame.esi, client_in);
    equal(client->frame.flags & (THREAD_CLIENT_OVER | THREAD_CLIENT_SENDER), 0);
    equal(look(server)->flags & THREAD_SERVER_SENDER, THREAD_SERVER_SENDER);
    call(server, ENTRY_ipc_server_send, .ecx = 4, .esi = (u32)server_out);
    ipc_returned(server, FLUKE_SUCCESS);
    got(client_in, server_out, 0, 4);

    test(ENTRY_ipc_server_ack_send, "before the offer: waits at its own entry, what the client sends is discarded");
    connected(0);
    call(client, ENTRY_ipc_client_send, .ecx = 1, .esi = (u32)client_out);
    call(server, ENTRY_ipc_server_ack_send, .ecx = 3, .esi = (u32)server_out);
    ipc_returned(client, FLUKE_SUCCESS);
    equal(client->out.ecx, 0);
    asleep(server, ENTRY_ipc_server_ack_send, client->ref);
    equal(server->frame.ecx, 3);
    equal(server->frame.esi, server_out);
    equal(server->frame.flags & THREAD_SERVER_ACK, THREAD_SERVER_ACK);
    call(client, ENTRY_ipc_client_send, .ecx = 1000, .esi = (u32)client_out);
    ipc_returned(client, FLUKE_SUCCESS);
    client_params.recv_words = 6;
    call(client, ENTRY_ipc_client_over_receive, .ebx = (u32)&client_params);
    ipc_returned(server, FLUKE_SUCCESS);
    asleep(client, ENTRY_ipc_client_receive, server->ref);
    got(client_in, server_out, 0, 3);
    got(server_in, client_out, 0, 0);
    equal(look(server)->flags & THREAD_SERVER_ACK, 0);

    test(ENTRY_ipc_client_connect_send_over_receive, "traced: all its stages, and the server's");
    ends();
    client_params.send_words = 5;
    client_params.recv_words = 6;
    set_flags(client, THREAD_TRACE, 0);
    start(client, ENTRY_ipc_client_connect_send_over_receive, .eax = port_ref, .ebx = (u32)&client_params);
    same_text(events(client), "sleep@ipc_client_connect_send_over_receive");
    serve(8);
    same_text(events(client), "advance@ipc_client_send_over_receive advance@ipc_client_over_receive sleep@ipc_client_over_receive");
    ipc_returned(server, FLUKE_SUCCESS);
    got(server_in, client_out, 2, 3);
    server_params.send_words = 4;
    call(server, ENTRY_ipc_server_ack_send_wait_receive, .ebx = (u32)&server_params);
    same_text(events(client), "wake@ipc_client_over_receive advance@ipc_client_receive sleep@ipc_client_receive "
                              "complete@ipc_client_receive call@thread_wait sleep@thread_wait");
    ipc_returned(client, FLUKE_IPC_RECV_DISCONNECTED);
    equal(client->out.ecx, 2);
    got(client_in, server_out, 0, 4);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);

    test(ENTRY_ipc_server_ack_send_wait_receive, "traced: the stages of a server's loop");
    ends();
    client_params.recv_words = 6;
    serve(0);
    call(client, ENTRY_ipc_client_connect_send_over_receive, .eax = port_ref, .ebx = (u32)&client_params);
    ipc_returned(server, FLUKE_SUCCESS);
    server_params.send_words = 4;
    set_flags(server, THREAD_TRACE, 0);
    start(server, ENTRY_ipc_server_ack_send_wait_receive, .ebx = (u32)&server_params);
    same_text(events(server), "advance@ipc_server_send_wait_receive advance@ipc_wait_receive sleep@ipc_wait_receive");
    equal(server->frame.ebx, &server_params);
    ipc_returned(client, FLUKE_IPC_RECV_DISCONNECTED);
    got(client_in, server_out, 0, 4);

    test(ENTRY_ipc_server_ack_send_wait_receive, "before the offer: waits at its own entry");
    connected(4);
    call(client, ENTRY_ipc_client_send, .ecx = 5, .esi = (u32)client_out);
    server_params.send_words = 3;
    call(server, ENTRY_ipc_server_ack_send_wait_receive, .ebx = (u32)&server_params);
    asleep(server, ENTRY_ipc_server_ack_send_wait_receive, client->ref);
    equal(server->frame.ebx, &server_params);
    client_params.recv_words = 9;
    call(client, ENTRY_ipc_client_over_receive, .ebx = (u32)&client_params);
    ipc_returned(client, FLUKE_IPC_RECV_DISCONNECTED);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);
    got(client_in, server_out, 0, 3);

    test(ENTRY_ipc_client_send_over_receive, "its registers are those of a send, with the params in ebx");
    connected(4);
    client_params.recv_words = 6;
    call(client, ENTRY_ipc_client_send_over_receive, .ebx = (u32)&client_params, .ecx = 6, .esi = (u32)client_out);
    ipc_returned(server, FLUKE_IPC_RECV_MORE_DATA);
    asleep(client, ENTRY_ipc_client_send_over_receive, server->ref);
    equal(client->frame.ebx, &client_params);
    equal(client->frame.ecx, 2);
    equal(client->frame.esi, client_out + 4);
    call(server, ENTRY_ipc_server_receive, .ecx = 4, .esi = (u32)(server_in + 4));
    ipc_returned(server, FLUKE_SUCCESS);
    asleep(client, ENTRY_ipc_client_over_receive, server->ref);
    got(server_in, client_out, 0, 6);

    test(ENTRY_ipc_server_send, "the rest waits in the registers, as on the client's side");
    turned(2);
    call(server, ENTRY_ipc_server_send, .ecx = 5, .esi = (u32)server_out);
    ipc_returned(client, FLUKE_IPC_RECV_MORE_DATA);
    asleep(server, ENTRY_ipc_server_send, client->ref);
    equal(server->frame.ecx, 3);
    equal(server->frame.esi, server_out + 2);
    call(client, ENTRY_ipc_client_receive, .ecx = 3, .esi = (u32)(client_in + 2));
    ipc_returned(server, FLUKE_SUCCESS);
    asleep(client, ENTRY_ipc_client_receive, server->ref);
    got(client_in, server_out, 0, 5);

    test(ENTRY_ipc_client_receive, "the peer's offer ends it with SUCCESS");
    turned(4);
    server_params.recv_words = 3;
    call(server, ENTRY_ipc_server_over_receive, .ebx = (u32)&server_params);
    ipc_returned(client, FLUKE_SUCCESS);
    equal(client->out.ecx, 4);
    asleep(server, ENTRY_ipc_server_over_receive, client->ref);

    test(ENTRY_ipc_server_over_receive, "and back: the client is the sender again");
    turned(4);
    server_params.recv_words = 3;
    call(server, ENTRY_ipc_server_over_receive, .ebx = (u32)&server_params);
    call(client, ENTRY_ipc_client_ack_send, .ecx = 2, .esi = (u32)client_out);
    ipc_returned(client, FLUKE_SUCCESS);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
    equal(server->frame.ecx, 1);
    got(server_in, client_out, 0, 2);

    test(ENTRY_ipc_client_ack_send, "before the offer: waits at its own entry");
    turned(4);
    call(server, ENTRY_ipc_server_send, .ecx = 6, .esi = (u32)server_out);
    call(client, ENTRY_ipc_client_ack_send, .ecx = 2, .esi = (u32)client_out);
    asleep(client, ENTRY_ipc_client_ack_send, server->ref);
    ipc_returned(server, FLUKE_SUCCESS);
    equal(client->frame.flags & THREAD_CLIENT_ACK, THREAD_CLIENT_ACK);

    test(ENTRY_ipc_client_ack_send_over_receive, "traced: ack, send, over, receive");
    turned(4);
    server_params.recv_words = 5;
    call(server, ENTRY_ipc_server_over_receive, .ebx = (u32)&server_params);
    set_flags(client, THREAD_TRACE, 0);
    start(client, ENTRY_ipc_client_ack_send_over_receive, .ebx = (u32)&client_params, .ecx = 3, .esi = (u32)client_out);
    same_text(events(client), "advance@ipc_client_send_over_receive advance@ipc_client_over_receive sleep@ipc_client_over_receive");
    ipc_returned(server, FLUKE_SUCCESS);
    got(server_in, client_out, 0, 3);

    test(ENTRY_ipc_server_ack_send_over_receive, "traced: ack, send, over, receive");
    connected(0);
    client_params.recv_words = 5;
    call(client, ENTRY_ipc_client_over_receive, .ebx = (u32)&client_params);
    set_flags(server, THREAD_TRACE, 0);
    server_params.recv_words = 2;
    start(server, ENTRY_ipc_server_ack_send_over_receive, .ebx = (u32)&server_params, .ecx = 3, .esi = (u32)server_out);
    same_text(events(server), "advance@ipc_server_send_over_receive advance@ipc_server_over_receive sleep@ipc_server_over_receive");
    ipc_returned(client, FLUKE_SUCCESS);
    got(client_in, server_out, 0, 3);
    call(client, ENTRY_ipc_client_ack_send, .eax = 0);
    same_text(events(server), "wake@ipc_server_over_receive advance@ipc_server_receive sleep@ipc_server_receive");

    test(ENTRY_ipc_server_send_over_receive, "its registers are those of a send, with the params in ebx");
    turned(2);
    call(server, ENTRY_ipc_server_send_over_receive, .ebx = (u32)&server_params, .ecx = 3, .esi = (u32)server_out);
    ipc_returned(client, FLUKE_IPC_RECV_MORE_DATA);
    asleep(server, ENTRY_ipc_server_send_over_receive, client->ref);
    equal(server->frame.ecx, 1);
    equal(server->frame.ebx, &server_params);
    call(client, ENTRY_ipc_client_receive, .ecx = 4, .esi = (u32)(client_in + 2));
    ipc_returned(client, FLUKE_SUCCESS);
    asleep(server, ENTRY_ipc_server_over_receive, client->ref);

    test(ENTRY_ipc_server_send_wait_receive, "sends, disconnects, waits for the next");
    turned(2);
    call(server, ENTRY_ipc_server_send_wait_receive, .ebx = (u32)&server_params, .ecx = 3, .esi = (u32)server_out);
    ipc_returned(client, FLUKE_IPC_RECV_MORE_DATA);
    asleep(server, ENTRY_ipc_server_send_wait_receive, client->ref);
    equal(server->frame.ecx, 1);
    equal(server->frame.ebx, &server_params);
    call(client, ENTRY_ipc_client_receive, .ecx = 4, .esi = (u32)(client_in + 2));
    ipc_returned(client, FLUKE_IPC_RECV_DISCONNECTED);
    equal(client->out.ecx, 3);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);
    got(client_in, server_out, 0, 3);
}

/* ---- Ends of connections ---- */

struct ended_row { u32 entry; int turned, server_side; u32 status; };

static const struct ended_row ended_rows[] = {
    { ENTRY_ipc_client_send, 0, 0, FLUKE_IPC_SEND_DISCONNECTED },
    { ENTRY_ipc_client_send_over_receive, 0, 0, FLUKE_IPC_SEND_DISCONNECTED },
    { ENTRY_ipc_client_over_receive, 0, 0, FLUKE_IPC_OVER_DISCONNECTED },
    { ENTRY_ipc_client_receive, 1, 0, FLUKE_IPC_RECV_DISCONNECTED },
    { ENTRY_ipc_client_ack_send, 1, 0, FLUKE_IPC_ACK_DISCONNECTED },
    { ENTRY_ipc_client_ack_send_over_receive, 1, 0, FLUKE_IPC_ACK_DISCONNECTED },
    { ENTRY_ipc_server_send, 1, 1, FLUKE_IPC_SEND_DISCONNECTED },
    { ENTRY_ipc_server_send_over_receive, 1, 1, FLUKE_IPC_SEND_DISCONNECTED },
    { ENTRY_ipc_server_send_wait_receive, 1, 1, FLUKE_IPC_SEND_DISCONNECTED },
    { ENTRY_ipc_server_over_receive, 1, 1, FLUKE_IPC_OVER_DISCONNECTED },
    { ENTRY_ipc_server_receive, 0, 1, FLUKE_IPC_RECV_DISCONNECTED },
    { ENTRY_ipc_server_ack_send, 0, 1, FLUKE_IPC_ACK_DISCONNECTED },
    { ENTRY_ipc_server_ack_send_over_receive, 0, 1, FLUKE_IPC_ACK_DISCONNECTED },
    { ENTRY_ipc_server_ack_send_wait_receive, 0, 1, FLUKE_IPC_ACK_DISCONNECTED },
};

static void end_of(const struct ended_row *row, const char *how, int asleep_before, void (*end)(struct subject *peer, int peer_is_server))
{
    struct subject *s, *peer;
    struct fluke_params *p;

    test(row->entry, "%s%s: status %u", how, asleep_before ? " while it waits" : "", row->status);
    if (row->turned)
        turned(0);
    else
        connected(0);
    s = row->server_side ? server : client;
    peer = row->server_side ? client : server;
    p = row->server_side ? &server_params : &client_params;
    p->send_words = p->recv_words = 2;
    struct fluke_regs r = { .ebx = (u32)p, .ecx = 2, .esi = p->send_address };
    if (asleep_before) {
        start_call(s, row->entry, r);
        settle();
        equal(s->finished, 0);
        end(peer, !row->server_side);
        settle();
    } else {
        end(peer, !row->server_side);
        start_call(s, row->entry, r);
        settle();
    }
    ipc_returned(s, row->status);
    look(s);
    equal(fluke_ref_check(s->links[row->server_side ? LINK_CLIENT : LINK_SERVER]), 0);
    equal(s->frame.flags & (row->server_side ? THREAD_SERVER_SENDER | THREAD_SERVER_OVER | THREAD_SERVER_ACK
                                             : THREAD_CLIENT_SENDER | THREAD_CLIENT_OVER | THREAD_CLIENT_ACK), 0);
}

static void end_by_destroying(struct subject *peer, int peer_is_server)
{
    fluke_thread_destroy(peer->thread);
}

static void end_by_disconnecting(struct subject *peer, int peer_is_server)
{
    call(peer, peer_is_server ? ENTRY_ipc_server_disconnect : ENTRY_ipc_client_disconnect, .eax = 0);
    returned(peer, FLUKE_SUCCESS);
}

static void ending(void)
{
    for (u32 i = 0; i < sizeof ended_rows / sizeof ended_rows[0]; i++)
        for (int before = 0; before < 2; before++) {
            end_of(&ended_rows[i], "peer destroyed", before, end_by_destroying);
            end_of(&ended_rows[i], "peer disconnects", before, end_by_disconnecting);
        }

    test(ENTRY_ipc_client_disconnect, "by the sender: the receiver gets all data, then RECV_DISCONNECTED");
    connected(2);
    call(client, ENTRY_ipc_client_send, .ecx = 2, .esi = (u32)client_out);
    call(client, ENTRY_ipc_client_disconnect, .eax = 0);
    returned(client, FLUKE_SUCCESS);
    ipc_returned(server, FLUKE_IPC_RECV_DISCONNECTED);
    got(server_in, client_out, 0, 2);
    look(client);
    equal(fluke_ref_check(client->links[LINK_SERVER]), 0);
    equal(client->frame.flags & THREAD_CLIENT_SENDER, 0);

    test(ENTRY_ipc_server_disconnect, "by the receiver: the sender gets SEND_DISCONNECTED");
    connected(0);
    call(client, ENTRY_ipc_client_send, .ecx = 2, .esi = (u32)client_out);
    call(server, ENTRY_ipc_server_disconnect, .eax = 0);
    returned(server, FLUKE_SUCCESS);
    ipc_returned(client, FLUKE_IPC_SEND_DISCONNECTED);
    equal(client->out.ecx, 2);

    test(ENTRY_ipc_client_disconnect, "without a connection does nothing");
    ends();
    equal(call(client, ENTRY_ipc_client_disconnect, .eax = 0), FLUKE_SUCCESS);
    equal(call(client, ENTRY_ipc_server_disconnect, .eax = 0), FLUKE_SUCCESS);

    test(ENTRY_ipc_client_send, "a link that the peer does not return is no connection");
    ends();
    must(fluke_thread_set_state(client->thread, 0, 0, 0, 0, 0, server->ref), "one-sided");
    set_flags(client, THREAD_CLIENT_SENDER, 0);
    call(client, ENTRY_ipc_client_send, .ecx = 2, .esi = (u32)client_out);
    ipc_returned(client, FLUKE_IPC_SEND_DISCONNECTED);

    test(ENTRY_ipc_wait_receive, "a server that waits again leaves its client");
    connected(0);
    call(server, ENTRY_ipc_wait_receive, .ebx = (u32)&server_params);
    asleep(server, ENTRY_ipc_wait_receive, pset_ref);
    call(client, ENTRY_ipc_client_send, .ecx = 2, .esi = (u32)client_out);
    ipc_returned(client, FLUKE_IPC_SEND_DISCONNECTED);
}

/* ---- Saving and swapping halves, server entries, alerts ---- */

static void halves(void)
{
    struct subject *second;
    u32 ref, ref2;

    test(ENTRY_thread_set_client, "a server puts one connection aside, serves another, and goes back");
    connected(0);
    call(client, ENTRY_ipc_client_send, .ecx = 2, .esi = (u32)client_out);
    ref = make(TYPE_REF);
    ref2 = make(TYPE_REF);
    second = subject(10);
    call(server, ENTRY_thread_get_client, .eax = server->thread, .ebx = ref);
    equal(fluke_ref_compare(ref, client->ref), 1);
    call(server, ENTRY_thread_set_client, .eax = server->thread, .ebx = make(TYPE_REF), .ecx = 0);
    server_params.recv_words = 4;
    call(second, ENTRY_ipc_client_connect_send, .eax = port_ref, .ebx = (u32)&client_params);
    call(server, ENTRY_ipc_wait_receive, .ebx = (u32)&server_params);
    ipc_returned(second, FLUKE_SUCCESS);
    asleep(server, ENTRY_ipc_server_receive, second->ref);
    call(server, ENTRY_thread_get_client, .eax = server->thread, .ebx = ref2);
    call(server, ENTRY_thread_set_client, .eax = server->thread, .ebx = ref, .ecx = 0);
    call(server, ENTRY_ipc_server_receive, .ecx = 4, .esi = (u32)server_in);
    ipc_returned(client, FLUKE_SUCCESS);
    got(server_in, client_out, 0, 2);

    test(ENTRY_ipc_wait_receive, "server_reliable_eip and server_esp: a request starts there");
    ends();
    stop(server);
    server->stack[200] = (u32)server;
    server->frame.server_esp = (u32)(server->stack + 200);
    server->frame.server_reliable_eip = 0x00400000 + 0;
    extern void subject_done(void);
    server->frame.server_reliable_eip = (u32)subject_done;
    put(server);
    serve(0);
    connect(1);
    equal(server->finished, 1);
    equal(server->out.esi, CLIENT_WORD(0));
    equal(look(server)->esp < (u32)(server->stack + 204), 1);

    for (u32 side = 0; side < 2; side++) {
        u32 entry = side ? ENTRY_ipc_server_alert : ENTRY_ipc_client_alert;
        struct subject *from, *to;

        test(entry, "the peer takes its alert handler with the word, and goes back to what it did");
        connected(4);
        if (side)
            call(client, ENTRY_ipc_client_send, .ecx = 6, .esi = (u32)client_out);
        from = side ? server : client;
        to = side ? client : server;
        call(from, entry, .ebx = 0xa1e7);
        returned(from, FLUKE_SUCCESS);
        equal(to->alerts, 1);
        equal(to->alert_word, 0xa1e7);
        asleep(to, side ? ENTRY_ipc_client_send : ENTRY_ipc_server_receive, from->ref);

        test(entry, "a peer that can't take it: waits at its own entry with the word until it can");
        connected(4);
        if (side)
            call(client, ENTRY_ipc_client_send, .ecx = 6, .esi = (u32)client_out);
        from = side ? server : client;
        to = side ? client : server;
        set_flags(to, 0, THREAD_EXCEPTION_ENABLE);
        settle();
        call(from, entry, .ebx = 0xa1e7);
        asleep(from, entry, to->ref);
        equal(from->frame.ebx, 0xa1e7);
        equal(to->alerts, 0);
        set_flags(to, THREAD_EXCEPTION_ENABLE, 0);
        settle();
        returned(from, FLUKE_SUCCESS);
        equal(to->alerts, 1);

        test(entry, "without a connection is IPC_SEND_DISCONNECTED");
        ends();
        call(client, entry, .ebx = 1);
        ipc_returned(client, FLUKE_IPC_SEND_DISCONNECTED);
    }
}

void ipc_reliable_tests(void)
{
    connecting();
    sending();
    turning();
    ending();
    halves();
}
