/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scenarios' program: every process of a scenario runs it (but for the pager), in the role that its
 * info page names. All objects are already there; threads of one process are told apart by their index.
 */
#include "user/lib/info.h"
#include "user/scenario/roles.h"
#include "user/scenario/scenario.h"

void main(u32 index);

void main(u32 index)
{
    switch (info()->role) {
    case ROLE_COND_WAIT:
        index == 0 ? cond_wait_waiter() : cond_wait_signaller();
        break;
    case ROLE_IPC_SENDER:
        ipc_fault_sender();
        break;
    case ROLE_IPC_RECEIVER:
        ipc_fault_receiver();
        break;
    case ROLE_RPC_CLIENT:
        rpc_client();
        break;
    case ROLE_RPC_SERVER:
        rpc_server();
        break;
    case ROLE_EDIT:
        index == 0 ? edit_owner() : edit_waiter();
        break;
    case ROLE_MANY:
        many_main();
        break;
    case ROLE_DEADLOCK:
        index < 2 ? deadlock_taker(index) : deadlock_bystander();
        break;
    }
}
