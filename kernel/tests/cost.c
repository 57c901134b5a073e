/* SPDX-License-Identifier: BSD-2-Clause */
/* What a thread costs, and what users can make long or deep without the kernel's stack noticing. */
#include "tests/harness.h"
#include "user/root/memory.h"

void cost_tests(void);

#define CHAIN 600
#define REFERENCES 66000

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

#define LEVELS 900
#define TOO_MANY_LEVELS 1100
#define DEEP_BASE 0x74000000

/* A page that comes through many spaces, each mapping what the one before exports. */
static void deep_hierarchy(u32 levels)
{
    u32 base = pages((5 * levels * OBJECT_SIZE + PAGE_MASK) / PAGE_SIZE), page = pages(1);
    u32 first = region_over(root_space_ref(), page, PAGE_SIZE), region_ref = make_ref(TYPE_REGION, first);
    struct fluke_mapping_state m = { .start_va = DEEP_BASE, .size = PAGE_SIZE, .prot = PROT_ALL };
    struct fluke_region_state r = { .start_va = DEEP_BASE, .size = PAGE_SIZE, .max_prot = PROT_ALL };
    struct subject *s = subject(10);

    for (u32 i = 0; i < levels; i++) {
        u32 space = base + 5 * i * OBJECT_SIZE, space_ref = space + 16, region = space + 32, ref = space + 48, mapping = space + 64;

        must(object_create(TYPE_SPACE, space, 0) || object_create(TYPE_REF, space_ref, 0) || object_create(TYPE_REGION, region, 0) ||
             object_create(TYPE_REF, ref, 0) || object_create(TYPE_MAPPING, mapping, 0), "deep");
        must(object_reference(TYPE_SPACE, space, space_ref) || object_reference(TYPE_REGION, region, ref), "deep");
        must(fluke_mapping_set_state(mapping, (u32)&m, region_ref, space_ref), "deep");
        must(fluke_region_set_state(region, (u32)&r, space_ref, 0), "deep");
        region_ref = ref;
    }
    *(u32 *)page = 0x1234;
    u32 mapping = make(TYPE_MAPPING);
    must(fluke_mapping_set_state(mapping, (u32)&m, region_ref, root_space_ref()), "deep");
    if (levels == LEVELS) {
        equal(*(volatile u32 *)DEEP_BASE, 0x1234);
        *(volatile u32 *)DEEP_BASE = 5;
        equal(*(u32 *)page, 5);
        must(fluke_region_protect(first, PROT_READ), "deep");
        equal(*(volatile u32 *)DEEP_BASE, 5);
    }
    call(s, ENTRY_thread_get_saved_state, .eax = s->thread, .ebx = DEEP_BASE);
    equal(s->trap, 14);
    forget(mapping);
    for (u32 i = 0; i < 5 * levels; i++)
        forget(base + i * OBJECT_SIZE);
}

/* References to one object, more than 16 bits can count. */
static void many_references(void)
{
    u32 base = page_alloc(REFERENCES * OBJECT_SIZE / PAGE_SIZE), mutex = make(TYPE_MUTEX), made = 0;

    while (made < REFERENCES && !object_create(TYPE_REF, base + made * OBJECT_SIZE, 0)) {
        must(object_reference(TYPE_MUTEX, mutex, base + made * OBJECT_SIZE), "references");
        made++;
    }
    equal(made, REFERENCES);
    forget(mutex);
    while (made--) {
        if (!equal(fluke_ref_check(base + made * OBJECT_SIZE), 0))
            break;
        fluke_ref_destroy(base + made * OBJECT_SIZE);
    }
    equal(made, ~0u);
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

    test(ENTRY_mapping_set_state, "memory through %u levels: soft faults, and protection at the top reaches the bottom", LEVELS);
    deep_hierarchy(LEVELS);

    test(ENTRY_mapping_set_state, "a chain longer than the kernel follows is a trap, not a hang");
    deep_hierarchy(TOO_MANY_LEVELS);

    test(ENTRY_ref_create, "%u references at one object, which goes, and then they", REFERENCES);
    many_references();
}
