/* SPDX-License-Identifier: BSD-2-Clause */
/* A client and a server for the tests of IPC, a port between them, and their buffers. */
#ifndef TESTS_IPC_ENDS_H
#define TESTS_IPC_ENDS_H

#include "tests/harness.h"

#define BUFFER_WORDS 8192
#define ALIAS 0x55

extern struct subject *client, *server;
extern u32 port, port_ref, pset, pset_ref;
extern struct fluke_params client_params, server_params;

/* What each sends, word i being CLIENT_WORD(i) or SERVER_WORD(i), and where it receives; page-aligned. */
#define CLIENT_WORD(i) (0x10000 + (i))
#define SERVER_WORD(i) (0x20000 + (i))
extern u32 client_out[BUFFER_WORDS], client_in[BUFFER_WORDS], server_out[BUFFER_WORDS], server_in[BUFFER_WORDS];

/* New ones for a new test. */
void ends(void);

/* The server waits for a request with WORDS of buffer. */
void serve(u32 words);

/* The client connects and sends the minimum and WORDS more. */
u32 connect(u32 words);

/* Both: the client is the sender, the server asleep in ipc_server_receive with WORDS of buffer. */
void connected(u32 words);

/* Both, and the server has returned: the client is the sender, and nobody is in a stage. */
void idle(void);

/* Both, then the line is turned: the server is the sender, the client asleep in ipc_client_receive. */
void turned(u32 words);

/* The first COUNT words of IN are those of OUT from FROM on; what follows is untouched. */
#define got(in, out, from, count) check_words(in, (out) + (from), count, __FILE__, __LINE__)
void check_words(const u32 *is, const u32 *expected, u32 count, const char *file, u32 line);

#endif
