/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/ipc_ends.h"
#include "user/lib/string.h"

struct subject *client, *server;
u32 port, port_ref, pset, pset_ref;
struct fluke_params client_params, server_params;
u32 client_out[BUFFER_WORDS] __attribute__((aligned(4096))), client_in[BUFFER_WORDS] __attribute__((aligned(4096)));
u32 server_out[BUFFER_WORDS] __attribute__((aligned(4096))), server_in[BUFFER_WORDS] __attribute__((aligned(4096)));

void ends(void)
{
    struct fluke_port_state s = { .alias = ALIAS };

    client = subject(10);
    server = subject(11);
    pset = make(TYPE_PSET);
    pset_ref = make_ref(TYPE_PSET, pset);
    port = make(TYPE_PORT);
    port_ref = make_ref(TYPE_PORT, port);
    must(fluke_port_set_state(port, (u32)&s, pset_ref), "ends");
    for (u32 i = 0; i < BUFFER_WORDS; i++) {
        client_out[i] = CLIENT_WORD(i);
        server_out[i] = SERVER_WORD(i);
    }
    memset(client_in, 0, sizeof client_in);
    memset(server_in, 0, sizeof server_in);
    client_params = (struct fluke_params){
        .send_words = MIN_MSG_WORDS, .send_address = (u32)client_out, .recv_address = (u32)client_in,
    };
    server_params = (struct fluke_params){ .send_address = (u32)server_out, .recv_address = (u32)server_in };
}

void serve(u32 words)
{
    server_params.recv_words = words;
    call(server, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = (u32)&server_params);
}

u32 connect(u32 words)
{
    client_params.send_words = MIN_MSG_WORDS + words;
    return call(client, ENTRY_ipc_client_connect_send, .eax = port_ref, .ebx = (u32)&client_params);
}

void connected(u32 words)
{
    ends();
    serve(words);
    connect(0);
    ipc_returned(client, FLUKE_SUCCESS);
    asleep(server, ENTRY_ipc_server_receive, client->ref);
}

void idle(void)
{
    connected(0);
    call(client, ENTRY_ipc_client_send, .ecx = 1, .esi = (u32)client_out);
    ipc_returned(server, FLUKE_IPC_RECV_MORE_DATA);
    call(client, ENTRY_thread_self, .eax = 0);
}

void turned(u32 words)
{
    connected(0);
    client_params.recv_words = words;
    call(client, ENTRY_ipc_client_over_receive, .ebx = (u32)&client_params);
    ipc_returned(server, FLUKE_SUCCESS);
    call(server, ENTRY_ipc_server_ack_send, .eax = 0);
    ipc_returned(server, FLUKE_SUCCESS);
    asleep(client, ENTRY_ipc_client_receive, server->ref);
}

void check_words(const u32 *is, const u32 *expected, u32 count, const char *file, u32 line)
{
    for (u32 i = 0; i < count; i++)
        if (!check_equal(is[i], expected[i], "word received", file, line)) {
            note("word %u", i);
            return;
        }
    check_equal(is[count], 0, "word behind the message", file, line);
}
