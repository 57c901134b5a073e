/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thousand threads in assorted states, for whoever wants to know what it costs to look at them. One in
 * five each: waits for a mutex, for a condition, for a client, for a server, or was never started.
 */
#include "user/lib/console.h"
#include "user/lib/fluke.h"
#include "user/lib/info.h"
#include "user/lib/names.h"
#include "user/lib/string.h"
#include "user/lib/thread.h"
#include "user/scenario/roles.h"
#include "user/scenario/scenario.h"

#define HELD INFO_SLOT(SLOT_MUTEX)
#define OTHER INFO_SLOT(SLOT_OTHER_MUTEX)
#define COND INFO_SLOT(SLOT_COND)

enum kind { MUTEX, CONDITION, SERVER, CLIENT, STOPPED, KINDS };
static const char *const kind_names[KINDS] = { "mutex", "cond", "server", "client", "stopped" };
static struct object_memory servers;

static void worker(u32 kind)
{
    u32 message[MIN_MSG_WORDS] = { 0 };
    struct fluke_params p = { .send_words = MIN_MSG_WORDS, .send_address = (u32)message };
    struct fluke_regs r = { .eax = (u32)&servers, .ebx = (u32)&p };

    switch (kind) {
    case MUTEX:
        fluke_mutex_lock(HELD);
        break;
    case CONDITION:
        fluke_mutex_lock(OTHER);
        fluke_cond_wait(COND, OTHER);
        break;
    case SERVER:
        fluke_call(ENTRY_ipc_setup_wait_receive, &r);
        break;
    case CLIENT: /* a port whose portset nobody waits on */
        fluke_ipc_client_connect_send(INFO_SLOT(SLOT_SERVER), (u32)&p);
        break;
    }
    thread_finish();
}

/* At its first instruction, where nobody lets it go. */
static u32 create_stopped(u32 thread, u32 stack, const char *name)
{
    struct fluke_thread_state s = {
        .thread_va = thread, .sched_val = PRIORITY_SCENARIO + 4, .flags = THREAD_STOPPED, .eip = (u32)thread_finish,
        .esp = stack - 4,
    };
    u32 hash, status = object_create(TYPE_THREAD, thread, &hash);

    if (status)
        return status;
    name_enter(TYPE_THREAD, hash, 0, name);
    return fluke_thread_set_state(thread, (u32)&s, INFO_SLOT(SLOT_SPACE), 0, 0, 0, 0);
}

/* The threads are more urgent than this one: each is where it will stay before the next is made. */
void many_main(void)
{
    u32 threads = info()->heap, stacks = threads + MANY_THREADS * OBJECT_SIZE, i, status = fluke_mutex_lock(HELD);

    if (!status)
        status = object_create(TYPE_PSET, (u32)&servers, 0);
    for (i = 0; !status && i < MANY_THREADS; i++) {
        u32 kind = i % KINDS, stack = stacks + (i + 1) * MANY_STACK;
        char name[24];
        struct text t = text_in(name, sizeof name);

        text_format(&t, "many/%s-%u", kind_names[kind], i);
        if (kind == STOPPED)
            status = create_stopped(threads + i * OBJECT_SIZE, stack, name);
        else
            status = thread_start(threads + i * OBJECT_SIZE, INFO_SLOT(SLOT_SPACE), worker, kind, stack,
                PRIORITY_SCENARIO + 4, 0, name);
    }
    if (status) {
        scenario_fail("no more threads; status", status);
        return;
    }
    console_print("many: %u threads\n", MANY_THREADS);
    scenario_pass();
}
