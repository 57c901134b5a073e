/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The paper's second example: a message of 8192 bytes whose last 2048 lie in a page that the pager has
 * to supply in the middle of the send. The frame of the sender then names exactly what is left.
 */
#include "user/lib/console.h"
#include "user/lib/fluke.h"
#include "user/lib/info.h"
#include "user/pager/content.h"
#include "user/scenario/roles.h"
#include "user/scenario/scenario.h"

void ipc_fault_sender(void)
{
    u32 greeting[MIN_MSG_WORDS] = { FAULT_WORDS * 4, 0 };
    struct fluke_params p = { .send_words = MIN_MSG_WORDS, .send_address = (u32)greeting };
    u32 status = IPC_STATUS(fluke_ipc_client_connect_send(INFO_SLOT(SLOT_SERVER), (u32)&p));

    if (!status)
        status = IPC_STATUS(fluke_ipc_client_send(0, FAULT_WORDS, 0, FAULT_MESSAGE, 0));
    fluke_ipc_client_disconnect();
    if (status)
        console_print("ipc-fault: the sender got status %u\n", status);
}

void ipc_fault_receiver(void)
{
    static u32 message[FAULT_WORDS + 16]; /* room for more, to see if more comes */
    const u32 room = sizeof message / 4, expected = FAULT_MESSAGE - FAULT_MEMORY;
    struct fluke_params p = { .recv_words = room, .recv_address = (u32)message };
    struct fluke_regs r = { .eax = INFO_SLOT(SLOT_PSET), .ebx = (u32)&p };
    u32 words, i;

    fluke_call(ENTRY_ipc_setup_wait_receive, &r);
    words = room - r.ecx;
    console_print("ipc-fault: received %u bytes\n", words * 4);
    if (IPC_STATUS(r.eax) != FLUKE_IPC_RECV_DISCONNECTED)
        scenario_fail("receive ended with status", IPC_STATUS(r.eax));
    else if (words * 4 != r.esi)
        scenario_fail("bytes missing or too many", words * 4);
    else {
        for (i = 0; i < words && message[i] == content_word(expected + i * 4); i++)
            ;
        if (i < words)
            scenario_fail("wrong data at byte", i * 4);
        else
            scenario_pass();
    }
}
