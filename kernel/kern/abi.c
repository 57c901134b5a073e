/* SPDX-License-Identifier: BSD-2-Clause */
#include "kern/abi.h"
#include "kern/entry.h"
#include "kern/sched.h"

/* The linker script gives .abi a page of its own: users see all of it. */
struct fluke_abi abi __attribute__((section(".abi"))) = {
    .magic = ABI_MAGIC,
    .format = 1,
    .bytes = sizeof(struct fluke_abi),
    .table_digest = API_DIGEST,
    .version = FLUKE_VERSION,
    .config = CONFIG_NAME,
    .entry_base = ENTRY_BASE,
    .entry_size = ENTRY_SIZE,
    .entry_count = ENTRY_COUNT,
    .frame_words = FRAME_WORDS,
    .sizeof_thread = sizeof(struct thread),
    .offset_frame = __builtin_offsetof(struct thread, regs),
    .offset_flags = __builtin_offsetof(struct thread, flags),
    .offset_hash = __builtin_offsetof(struct thread, object.hash),
    .tick_us = TICK_US,
};

void abi_init(const char *command_line, u32 pool, u32 pool_pages, u32 kmem_pages)
{
    for (u32 i = 0; i < ENTRY_COUNT; i++)
        if (entry_table[i] != sys_unimplemented)
            abi.implemented[i / 32] |= 1u << i % 32;
    for (u32 i = 0; command_line && command_line[i] && i + 1 < sizeof abi.command_line; i++)
        abi.command_line[i] = command_line[i];
    abi.sizeof_kstack = model_kstack_bytes;
    abi.thread_bytes = thread_cost();
    abi.kstack_needed = (u32)kstack_needed;
    abi.pool_physical = pool;
    abi.pool_pages = pool_pages;
    abi.kmem_pages = kmem_pages;
}
