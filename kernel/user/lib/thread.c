/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/fluke.h"
#include "user/lib/names.h"
#include "user/lib/thread.h"

u32 thread_start(u32 address, u32 space_ref, void (*function)(u32), u32 argument, u32 stack_top, u32 sched_val,
    u32 eflags, const char *name)
{
    u32 *stack = (u32 *)stack_top;
    struct fluke_thread_state s = {
        .thread_va = address, .sched_val = sched_val, .flags = THREAD_EXCEPTION_ENABLE,
        .eip = (u32)function, .esp = (u32)(stack - 2), .eflags = eflags, .trap_handler = (u32)trap_entry,
    };
    u32 hash, status;

    status = object_create(TYPE_THREAD, address, &hash);
    if (status)
        return status;
    name_enter(TYPE_THREAD, hash, 0, name);
    stack[-1] = argument;
    stack[-2] = (u32)thread_finish;
    return fluke_thread_set_state(address, (u32)&s, space_ref, 0, 0, 0, 0);
}

void thread_sleep_us(u32 microseconds)
{
    const struct fluke_abi *abi = fluke_abi();
    u64 deadline = (u64)abi->ticks * abi->tick_us + microseconds;

    fluke_thread_sleep((u32)deadline, (u32)(deadline >> 32));
}
