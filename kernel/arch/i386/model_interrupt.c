/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interrupt model: one kernel stack. A thread that waits lets go of it by returning; the next one
 * starts on it from its frame.
 */
#include "arch/i386/arch.h"
#include "kern/sched.h"

const u32 model_thread_bytes = sizeof(struct thread);
const u32 model_kstack_bytes = 0;

void reschedule(void)
{
    current = sched_pick();
    arch_set_thread(current);
}

kr_t block(struct thread *t)
{
    return KR_BLOCKED;
}

void model_thread_init(struct thread *t)
{
}
