/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts that the scenario program plays, and the addresses on which the parts agree. */
#ifndef USER_SCENARIO_ROLES_H
#define USER_SCENARIO_ROLES_H

enum role {
    ROLE_COND_WAIT, ROLE_IPC_SENDER, ROLE_IPC_RECEIVER, ROLE_RPC_CLIENT, ROLE_RPC_SERVER, ROLE_EDIT, ROLE_DEADLOCK,
    ROLE_MANY,
};

/* The paper's second example, to the digit: 8192 bytes from 0x08001800; the page at 0x08003000 is not there. */
#define FAULT_MEMORY 0x08000000
#define FAULT_MEMORY_BYTES 0x10000
#define FAULT_MESSAGE 0x08001800
#define FAULT_WORDS 2048

/* Each thread has a little stack in the program's heap, and its object in front of them all. */
#define MANY_THREADS 1000
#define MANY_STACK 1024
#define MANY_HEAP (MANY_THREADS * (MANY_STACK + 16))

#endif
