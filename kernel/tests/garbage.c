/* SPDX-License-Identifier: BSD-2-Clause */
/* Every entry point with garbage in every register: the caller may trap or sleep, the kernel goes on. */
#include "tests/harness.h"
#include <fluke/names.h>

void garbage_tests(void);

#define CALLS 40
#define OBJECTS_BASE 0x28000000
#define MEMORY_BASE 0x28001000
extern char image_end[];

static u32 seed;

static u32 any(u32 below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % below;
}

static u32 value(void)
{
    static const u32 values[] = {
        0, 1, 3, 4, 16, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffc, 0xfffffff0, USER_END, USER_END - 1,
        USER_END - 4, USER_END - 16, USER_END + 16, ENTRY_BASE, ENTRY_BASE + 2, ABI_BASE, 0x30000000, 0xc0100000, 0xc0400010,
        MEMORY_BASE, MEMORY_BASE + 4, MEMORY_BASE + PAGE_SIZE - 4, MEMORY_BASE + PAGE_SIZE - 2,
    };
    u32 n = any(sizeof values / sizeof values[0] + 3 * TYPE_COUNT);

    if (n < 3 * TYPE_COUNT)
        return OBJECTS_BASE + n * OBJECT_SIZE;
    return values[n - 3 * TYPE_COUNT];
}

/* Two objects of each type, and a reference at the first of each. */
static void furnish(u32 page)
{
    for (u32 type = 0; type < TYPE_COUNT; type++) {
        u32 places[3] = { page + type * OBJECT_SIZE, page + (TYPE_COUNT + type) * OBJECT_SIZE, page + (2 * TYPE_COUNT + type) * OBJECT_SIZE };

        for (u32 i = 0; i < 3; i++)
            forget(places[i]);
        object_create(type, places[0], 0);
        object_create(type, places[1], 0);
        object_create(TYPE_REF, places[2], 0);
        if (type != TYPE_REF)
            object_reference(type, places[0], places[2]);
    }
}

void garbage_tests(void)
{
    for (u32 entry = 0; entry < ENTRY_COUNT; entry++) {
        struct subject *s;
        u32 space, ref, page, image = (u32)image_end - ROOT_BASE;

        if (!(fluke_abi()->implemented[entry / 32] & 1u << entry % 32))
            continue;
        test(ENTRY_COUNT, "%s with garbage in all registers, %u times", entry_names[entry], CALLS);
        seed = 2463534242u + entry;
        page = pages(3);
        space = make(TYPE_SPACE);
        ref = make_ref(TYPE_SPACE, space);
        map(region_over(root_space_ref(), ROOT_BASE, image), 0, image, ref, ROOT_BASE, PROT_ALL);
        map(pool_region(), page - POOL_BASE, 2 * PAGE_SIZE, ref, OBJECTS_BASE, PROT_ALL);
        s = subject_in(ref, 10);
        for (u32 i = 0; i < CALLS; i++) {
            struct fluke_regs r = { value(), value(), value(), value(), value(), value(), value() };

            if (i % 8 == 0)
                furnish(page);
            if (any(4) == 0)
                r.eax = s->thread;
            start_call(s, entry, r);
            settle();
            /* Wherever it is, its frame can be had. */
            look(s);
        }
        for (u32 i = 0; i < 3 * TYPE_COUNT; i++)
            forget(page + i * OBJECT_SIZE);
        start_call(s, ENTRY_thread_self, (struct fluke_regs){ 0 });
        settle();
        returned(s, s->thread);
    }
}
