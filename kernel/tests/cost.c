/* SPDX-License-Identifier: BSD-2-Clause */
/* What a thread costs, and what users can make long or deep without the kernel's stack noticing. */
#include "tests/harness.h"

void cost_tests(void);

#define CHAIN 600

/* CHAIN threads, traced, each in thread_wait on the one before: when the first stops, each stops because of that. */
static void traced_chain(void)
{
    static const struct fluke_thread_state start = {
        .sched_val = 10, .flags = THREAD_TRACE | CAUSE_SLEEP << 24, .eip = ENTRY_BASE + ENTRY_thread_wait * ENTRY_SIZE,
    };
    u32 base = pages((2 * CHAIN * OBJECT_SIZE + PAGE_MASK) / PAGE_SIZE);
    struct subject *first = subject(10);

    call(first, ENTRY_thread_wait, .eax = 0);
    for (u32 i = 0; i < CHAIN; i++) {
        u32 thread = base + 2 * i * OBJECT_SIZE, ref = thread + OBJECT_SIZE;
        struct fluke_thread_state s = start;

        must(object_create(TYPE_THREAD, thread, 0) || object_create(TYPE_REF, ref, 0), "chain");
        must(object_reference(TYPE_THREAD, thread, ref), "chain");
        s.thread_va = thread;
        s.eax = i ? ref - 2 * OBJECT_SIZE : first->ref;
        must(fluke_thread_set_state(thread, (u32)&s, root_space_ref(), 0, 0, 0, 0), "chain");
    }
    settle();
    stop(first);
    settle();
    for (u32 i = 0; i < CHAIN; i++) {
        struct fluke_thread_state s = { .flags = THREAD_PEEK };

        must(fluke_thread_get_state(base + 2 * i * OBJECT_SIZE, (u32)&s, 0, 0, 0, 0, 0), "chain");
        if (!holds(s.flags & THREAD_STOPPED) | !equal(THREAD_CAUSE(s.flags), CAUSE_WAKE))
            break;
    }
    for (u32 i = 0; i < 2 * CHAIN; i++)
        forget(base + i * OBJECT_SIZE);
}

void cost_tests(void)
{
    const struct fluke_abi *abi = fluke_abi();
    int production = !abi->kstack_used;     /* which only a kernel built for debugging knows */

    test(ENTRY_thread_create, "takes at most 256 bytes of kernel memory, with a stack of its own 1,024: it says so, and it is so");
    u32 before = abi->kmem_used, thread;
    thread = make(TYPE_THREAD);
    equal(abi->kmem_used - before, abi->thread_bytes);
    if (production)
        holds(abi->thread_bytes <= (abi->sizeof_kstack ? 1024 : 256));
    holds(abi->sizeof_thread + abi->sizeof_kstack <= abi->thread_bytes);
    forget(thread);
    equal(abi->kmem_used, before);

    test(ENTRY_thread_wait, "%u traced threads stop, each because another did", CHAIN);
    traced_chain();
}
