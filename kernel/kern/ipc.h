/* SPDX-License-Identifier: BSD-2-Clause */
/* Ports, portsets, and what the rest of the kernel needs of IPC. */
#ifndef KERN_IPC_H
#define KERN_IPC_H

#include "kern/object.h"
#include "kern/queue.h"

struct port {
    struct object object;
    struct link pset;
    u32 alias;
    struct node pset_node;
    struct node clients;    /* threads that wait for a server, in order of arrival */
    struct node donors;     /* threads in thread_schedule with this for a sleep port */
};

struct pset {
    struct object object;
    struct node ports;
    struct node servers;    /* threads in ipc_wait_receive, in order of arrival */
};

/*
 * The kernel's own idempotent request as the current thread (page fault, exception): like ipc_call, with
 * the frame as it is for a restart point. t->request and t->request_word say what it is about.
 */
kr_t ipc_request(struct thread *t, struct port *port);

/* t, asleep already, joins those that wait at the port; servers and donors there are told. */
void ipc_client_waits(struct thread *t, struct port *port);

/* A thread is about to vanish: wake those that wait for it. */
void ipc_thread_gone(struct thread *t);

/* t has become able to take a handler: alerts that wait for it try again. */
void ipc_alerts_retry(struct thread *t);

#endif
