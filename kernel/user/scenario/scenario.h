/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef USER_SCENARIO_SCENARIO_H
#define USER_SCENARIO_SCENARIO_H

#include <fluke/types.h>

/* The scenario's last line. */
void scenario_pass(void);
void scenario_fail(const char *reason, u32 value);

/* One function for each thread. */
void cond_wait_waiter(void);
void cond_wait_signaller(void);
void ipc_fault_sender(void);
void ipc_fault_receiver(void);
void rpc_client(void);
void rpc_server(void);
void edit_owner(void);
void edit_waiter(void);
void many_main(void);
void deadlock_taker(u32 first);
void deadlock_bystander(void);

#endif
