/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of kernel memory: NO_MEMORY changes nothing, and what is destroyed comes back. Last: it uses up everything. */
#include "tests/harness.h"

void exhaustion_tests(void);

#define MOST 65536
static u32 base, made;

static u32 place(u32 i)
{
    return base + i * OBJECT_SIZE;
}

static u32 create(u32 type, u32 at)
{
    struct fluke_regs r = { .eax = at };

    fluke_call(operations[type][CREATE], &r);
    return r.eax;
}

static void destroy(u32 type, u32 at)
{
    struct fluke_regs r = { .eax = at };

    fluke_call(operations[type][DESTROY], &r);
}

/* As many objects of a type as there can be. */
static u32 fill(u32 type)
{
    u32 status = FLUKE_SUCCESS;

    for (made = 0; made < MOST; made++) {
        status = create(type, place(made));
        if (status)
            break;
    }
    equal(status, FLUKE_NO_MEMORY);
    return made;
}

static void empty(u32 type)
{
    while (made)
        destroy(type, place(--made));
}

void exhaustion_tests(void)
{
    u32 first, object;
    struct subject *s;

    base = page_alloc(MOST * OBJECT_SIZE / PAGE_SIZE);

    test(ENTRY_space_create, "until there is no memory, and all comes back");
    first = fill(TYPE_SPACE);
    holds(first > 100);
    empty(TYPE_SPACE);
    equal(fill(TYPE_SPACE), first);
    empty(TYPE_SPACE);

    test(ENTRY_thread_create, "until there is no memory, and all comes back");
    first = fill(TYPE_THREAD);
    holds(first > 100);
    empty(TYPE_THREAD);
    equal(fill(TYPE_THREAD), first);
    empty(TYPE_THREAD);

    test(ENTRY_space_create, "memory that was threads can be spaces");
    object = slot();
    equal(create(TYPE_SPACE, object), FLUKE_SUCCESS);
    destroy(TYPE_SPACE, object);

    for (u32 type = 0; type < TYPE_COUNT; type++) {
        struct fluke_regs r;
        u32 at = 0, more = 0;

        test(operations[type][CREATE], "without memory is NO_MEMORY, and nothing is there");
        s = subject(10);
        fill(TYPE_SPACE);
        /* What is left in cut pages goes first. */
        while (more < 512 && !(r = (struct fluke_regs){ .eax = at = place(made + more), .ebx = 0x99 },
                               fluke_call(operations[type][CREATE], &r), r.eax))
            more++;
        if (equal(r.eax, FLUKE_NO_MEMORY))
            saw(operations[type][CREATE], r.eax);
        equal(r.ebx, 0x99);
        r = (struct fluke_regs){ .eax = at };
        fluke_call(operations[type][DESTROY], &r);
        equal(r.eax, type == TYPE_REF ? FLUKE_NOT_REF : FLUKE_NO_OBJECT);
        /* Calls that need no memory still work. */
        call(s, ENTRY_thread_self, .eax = 0);
        returned(s, s->thread);
        for (u32 i = 0; i < more; i++)
            destroy(type, place(made + i));
        empty(TYPE_SPACE);
    }

    test(ENTRY_COUNT, "a fault that needs a page table without memory is a trap, and works afterwards");
    s = subject(10);
    u32 page = pages(1);
    map(pool_region(), page - POOL_BASE, PAGE_SIZE, root_space_ref(), 0x71000000, PROT_ALL);
    fill(TYPE_SPACE);
    u32 more = 0;
    while (more < 512 && !create(TYPE_THREAD, place(made + more)))
        more++;
    call(s, ENTRY_thread_get_saved_state, .eax = s->thread, .ebx = 0x71000000);
    equal(s->trapped, 1);
    equal(s->trap_address, 0x71000000);
    for (u32 i = 0; i < more; i++)
        destroy(TYPE_THREAD, place(made + i));
    empty(TYPE_SPACE);
    call(s, ENTRY_thread_get_saved_state, .eax = s->thread, .ebx = 0x71000000);
    returned(s, FLUKE_SUCCESS);
}
