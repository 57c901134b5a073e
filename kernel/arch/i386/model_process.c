/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The process model: one kernel stack a thread, in one block with the thread's record. A thread that waits
 * keeps its stack, and goes on where it slept; there it finds that its frame may have changed.
 */
#include "arch/i386/arch.h"
#include "kern/entry.h"
#include "kern/lock.h"
#include "kern/sched.h"

const u32 model_thread_bytes = KSTACK_SIZE;
const u32 model_kstack_bytes = KSTACK_SIZE - sizeof(struct thread);

/* Save the callee-saved registers and the stack pointer at *from, go on with the stack saved at *to. */
void model_switch(u32 *from, u32 to);

void reschedule(void)
{
    static u32 boot_stack;
    struct thread *last = current, *next = sched_pick();
    if (next == last)
        return;
    current = next;
    arch_set_thread(next);
    model_switch(last ? &last->kstack : &boot_stack, next->kstack);
}

kr_t block(struct thread *t)
{
    kernel_unlock(t);
    reschedule();
    return KR_RESTART;
}

void model_thread_init(struct thread *t)
{
    /* What model_switch pops: four registers, then the return address. */
    u32 *sp = (u32 *)((char *)t + KSTACK_SIZE) - 6;
    sp[4] = (u32)kernel_loop;
    t->kstack = (u32)sp;
}
