/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The paper's figure 4: a reliable RPC. One call of the client, ipc_client_connect_send_over_receive,
 * moves through the entry points send, over, receive; the server answers with ack_send_wait_receive.
 * The server adds 1 to every word.
 */
#include "user/lib/console.h"
#include "user/lib/fluke.h"
#include "user/lib/info.h"
#include "user/scenario/scenario.h"

#define WORDS 64

void rpc_client(void)
{
    static u32 request[WORDS], reply[WORDS];
    struct fluke_params p = {
        .send_words = WORDS, .send_address = (u32)request, .recv_words = WORDS, .recv_address = (u32)reply,
    };
    struct fluke_regs r = { .eax = INFO_SLOT(SLOT_SERVER), .ebx = (u32)&p };
    u32 i, status;

    for (i = 0; i < WORDS; i++)
        request[i] = i * i;
    fluke_call(ENTRY_ipc_client_connect_send_over_receive, &r);
    /* A full buffer may end the receive before the server's disconnect does. */
    status = IPC_STATUS(r.eax);
    if (status != FLUKE_SUCCESS && status != FLUKE_IPC_RECV_DISCONNECTED) {
        scenario_fail("the call ended with status", status);
        return;
    }
    if (r.ecx != 0) {
        scenario_fail("words missing", r.ecx);
        return;
    }
    fluke_ipc_client_disconnect();
    for (i = 0; i < WORDS; i++)
        if (reply[i] != i * i + 1) {
            scenario_fail("wrong word", i);
            return;
        }
    console_print("rpc: %u words there and back\n", WORDS);
    scenario_pass();
}

void rpc_server(void)
{
    static u32 message[WORDS];
    struct fluke_params p = {
        .send_words = WORDS, .send_address = (u32)message, .recv_words = WORDS - MIN_MSG_WORDS,
        .recv_address = (u32)(message + MIN_MSG_WORDS),
    };
    struct fluke_regs r = { .eax = INFO_SLOT(SLOT_PSET), .ebx = (u32)&p };
    u32 i;

    fluke_call(ENTRY_ipc_setup_wait_receive, &r);
    for (;;) {
        message[0] = r.esi;
        message[1] = r.edi;
        for (i = 0; i < WORDS; i++)
            message[i]++;
        r.ebx = (u32)&p;
        fluke_call(ENTRY_ipc_server_ack_send_wait_receive, &r);
    }
}
