/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads of debugd and what they share. */
#include "user/debugd/debugd.h"
#include "user/lib/console.h"
#include "user/lib/info.h"

void main(u32 index);

#define TRACE_EVENTS 8192

static struct object_memory mutex, work, self_ref;
static u32 space_hash;
static volatile int woken;

void big_lock(void) { fluke_mutex_lock((u32)&mutex); }
void big_unlock(void) { fluke_mutex_unlock((u32)&mutex); }
u32 big_lock_mutex(void) { return (u32)&mutex; }
u32 own_space_hash(void) { return space_hash; }

void main_wake(void)
{
    woken = 1;
    fluke_cond_signal((u32)&work);
}

void main(u32 index)
{
    struct info *in = info();
    u32 heap = in->heap;

    object_create(TYPE_MUTEX, (u32)&mutex, 0);
    object_create(TYPE_COND, (u32)&work, 0);
    object_create(TYPE_REF, (u32)&self_ref, 0);
    ref_target(INFO_SLOT(SLOT_SPACE), &space_hash);
    heap += objects_init(heap);
    trace_init(heap, TRACE_EVENTS);
    heap += TRACE_EVENTS * sizeof(struct trace_event);
    sessions_init(heap);
    heap += MAX_SESSIONS * SESSION_BYTES;
    targets_init(heap, in->heap + in->heap_bytes - heap);
    console_print("debugd: ready\n");
    big_lock();
    for (;;) {
        while (!woken)
            fluke_cond_wait((u32)&work, (u32)&mutex);
        woken = 0;
        if (sessions_serve())
            woken = 1;
    }
}
