/* SPDX-License-Identifier: BSD-2-Clause */
/* The memory hierarchy: faults up it, protection and revocation down it, keepers, region_search. */
#include "tests/harness.h"
#include "user/lib/string.h"

void memory_tests(void);

static u32 read_at(u32 address)
{
    return *(volatile u32 *)address;
}

static u32 write_at(u32 address)
{
    return *(volatile u32 *)address = 0x600d;
}

static u32 run(struct subject *s, u32 (*function)(u32), u32 argument)
{
    start_function(s, function, argument);
    settle();
    return s->out.eax;
}

#define traps(s, function, address) (run(s, function, address), equal((s)->trapped, 1), equal((s)->trap_address, address))
#define works(s, function, address, value) (equal(run(s, function, address), value), equal((s)->trapped, 0))

/*
 * A space at the end of a chain: PAGE is shown at WINDOW_BASE by LEVELS spaces in turn, each through a region over
 * the one before. chain[i] are the objects of each level.
 */
#define MAX_LEVELS 18
static struct level { u32 space, space_ref, region, mapping; } chain[MAX_LEVELS];

static struct subject *chained(u32 page, u32 levels)
{
    u32 region = pool_region(), offset = page - POOL_BASE;

    for (u32 i = 0; i < levels; i++) {
        struct level *l = &chain[i];

        if (i + 1 == levels) {
            l->space = space_new(&l->space_ref);
        } else {
            l->space = make(TYPE_SPACE);
            l->space_ref = make_ref(TYPE_SPACE, l->space);
        }
        l->mapping = map(region, offset, PAGE_SIZE, l->space_ref, WINDOW_BASE, PROT_ALL);
        l->region = region = region_over(l->space_ref, WINDOW_BASE, PAGE_SIZE);
        offset = 0;
    }
    return subject_in(chain[levels - 1].space_ref, 10);
}

static void soft_faults(void)
{
    struct subject *s;
    u32 page;

    for (u32 levels = 1; levels <= 8; levels += levels == 1 ? 3 : 4) {
        test(ENTRY_mapping_set_state, "soft faults through %u levels: read, write", levels);
        page = pages(1);
        *(u32 *)page = 0xabcd;
        s = chained(page, levels);
        works(s, read_at, WINDOW_BASE, 0xabcd);
        works(s, write_at, WINDOW_BASE + 8, 0x600d);
        equal(((u32 *)page)[2], 0x600d);
    }

    test(ENTRY_mapping_set_state, "a soft fault is one event in user code");
    page = pages(1);
    s = chained(page, 3);
    set_flags(s, THREAD_TRACE, 0);
    start_function(s, read_at, WINDOW_BASE);
    settle();
    /* Code, stack and the page itself; all are soft, and then the end. */
    const char *seen = events(s);
    for (u32 i = 0; i < 6; i++) {
        const char *rest = after_prefix(seen, "fault-soft@user ");

        if (!rest)
            break;
        seen = rest;
    }
    same_text(seen, "call@thread_wait sleep@thread_wait");
    equal(s->finished, 1);
}

static void cycles(void)
{
    struct subject *s;
    u32 ref, ref2, region, region2, mappings[4];

    test(ENTRY_mapping_set_state, "a space mapped into itself is a trap when touched");
    space_new(&ref);
    region = region_over(ref, WINDOW_BASE, PAGE_SIZE);
    mappings[0] = map(region, 0, PAGE_SIZE, ref, WINDOW_BASE, PROT_ALL);
    s = subject_in(ref, 10);
    traps(s, read_at, WINDOW_BASE);
    equal(fluke_mapping_protect(mappings[0], PROT_READ), FLUKE_SUCCESS);
    equal(fluke_region_protect(region, PROT_READ), FLUKE_SUCCESS);

    test(ENTRY_mapping_destroy, "two spaces mapped into each other: all operations end");
    space_new(&ref);
    space_new(&ref2);
    region = region_over(ref, WINDOW_BASE, PAGE_SIZE);
    region2 = region_over(ref2, WINDOW_BASE, PAGE_SIZE);
    mappings[0] = map(region, 0, PAGE_SIZE, ref2, WINDOW_BASE, PROT_ALL);
    mappings[1] = map(region2, 0, PAGE_SIZE, ref, WINDOW_BASE, PROT_ALL);
    s = subject_in(ref2, 10);
    traps(s, read_at, WINDOW_BASE);
    equal(fluke_region_protect(region, PROT_READ), FLUKE_SUCCESS);
    equal(fluke_mapping_destroy(mappings[0]), FLUKE_SUCCESS);

    test(ENTRY_region_protect, "a space mapped four times into itself: no work without end");
    space_new(&ref);
    region = region_over(ref, WINDOW_BASE, 16 * PAGE_SIZE);
    for (u32 i = 0; i < 4; i++)
        mappings[i] = map(region, 0, PAGE_SIZE, ref, WINDOW_BASE + i * PAGE_SIZE, PROT_ALL);
    equal(fluke_region_protect(region, PROT_READ), FLUKE_SUCCESS);
    for (u32 i = 0; i < 4; i++)
        equal(fluke_mapping_destroy(mappings[i]), FLUKE_SUCCESS);
}

static void revocation(void)
{
    struct subject *s;
    u32 page, state[5];

    for (u32 level = 0; level < 3; level++) {
        test(ENTRY_region_protect, "level %u of 4: reaches derived mappings; giving back lets them work again", level);
        page = pages(1);
        s = chained(page, 4);
        works(s, write_at, WINDOW_BASE, 0x600d);
        equal(fluke_region_protect(chain[level].region, PROT_READ), FLUKE_SUCCESS);
        works(s, read_at, WINDOW_BASE, 0x600d);
        traps(s, write_at, WINDOW_BASE);
        equal(fluke_region_protect(chain[level].region, PROT_NONE), FLUKE_SUCCESS);
        traps(s, read_at, WINDOW_BASE);
        equal(fluke_region_protect(chain[level].region, PROT_ALL), FLUKE_SUCCESS);
        works(s, write_at, WINDOW_BASE, 0x600d);
        fluke_region_get_state(chain[level].region, (u32)state, 0, 0);
        equal(state[3], PROT_ALL);

        test(ENTRY_mapping_protect, "level %u of 4: reaches derived mappings; giving back lets them work again", level);
        page = pages(1);
        s = chained(page, 4);
        works(s, write_at, WINDOW_BASE, 0x600d);
        equal(fluke_mapping_protect(chain[level].mapping, PROT_READ), FLUKE_SUCCESS);
        works(s, read_at, WINDOW_BASE, 0x600d);
        traps(s, write_at, WINDOW_BASE);
        equal(fluke_mapping_protect(chain[level].mapping, PROT_NONE), FLUKE_SUCCESS);
        traps(s, read_at, WINDOW_BASE);
        equal(fluke_mapping_protect(chain[level].mapping, PROT_ALL), FLUKE_SUCCESS);
        works(s, write_at, WINDOW_BASE, 0x600d);
        fluke_mapping_get_state(chain[level].mapping, (u32)state, 0, 0);
        equal(state[4], PROT_ALL);

        test(ENTRY_mapping_destroy, "level %u of 4: what was derived is gone", level);
        page = pages(1);
        s = chained(page, 4);
        works(s, write_at, WINDOW_BASE, 0x600d);
        equal(fluke_mapping_destroy(chain[level].mapping), FLUKE_SUCCESS);
        traps(s, read_at, WINDOW_BASE);

        test(ENTRY_region_destroy, "level %u of 4: what was derived is gone", level);
        page = pages(1);
        s = chained(page, 4);
        works(s, write_at, WINDOW_BASE, 0x600d);
        equal(fluke_region_destroy(chain[level].region), FLUKE_SUCCESS);
        traps(s, read_at, WINDOW_BASE);

        test(ENTRY_space_destroy, "level %u of 4: what was derived is gone", level);
        page = pages(1);
        s = chained(page, 4);
        works(s, write_at, WINDOW_BASE, 0x600d);
        equal(fluke_space_destroy(chain[level].space), FLUKE_SUCCESS);
        traps(s, read_at, WINDOW_BASE);
    }

    test(ENTRY_region_protect, "at the top of the longest chain");
    page = pages(1);
    s = chained(page, 15);
    works(s, write_at, WINDOW_BASE, 0x600d);
    equal(fluke_region_protect(chain[0].region, PROT_READ), FLUKE_SUCCESS);
    traps(s, write_at, WINDOW_BASE);

    test(ENTRY_mapping_protect, "unknown bits are INVALID_PROT");
    chained(pages(1), 1);
    equal(fluke_mapping_protect(chain[0].mapping, 4), FLUKE_INVALID_PROT);
    equal(fluke_region_protect(chain[0].region, 8), FLUKE_INVALID_PROT);

    test(ENTRY_region_protect, "the kernel, too, is bound by it");
    page = pages(1);
    map(pool_region(), page - POOL_BASE, PAGE_SIZE, root_space_ref(), WINDOW_BASE, PROT_READ);
    s = subject(10);
    call(s, ENTRY_thread_get_saved_state, .eax = s->thread, .ebx = WINDOW_BASE);
    equal(s->trapped, 1);
    equal(s->trap_address, WINDOW_BASE);

    test(ENTRY_mapping_set_state, "null region: nothing is there; null space: no effect");
    page = pages(1);
    s = chained(page, 1);
    works(s, write_at, WINDOW_BASE, 0x600d);
    equal(fluke_mapping_set_state(chain[0].mapping, 0, make(TYPE_REF), 0), FLUKE_SUCCESS);
    traps(s, read_at, WINDOW_BASE);
    equal(fluke_mapping_set_state(chain[0].mapping, 0, make_ref(TYPE_REGION, pool_region()), 0), FLUKE_SUCCESS);
    works(s, read_at, WINDOW_BASE, 0x600d);
    equal(fluke_mapping_set_state(chain[0].mapping, 0, 0, make(TYPE_REF)), FLUKE_SUCCESS);
    traps(s, read_at, WINDOW_BASE);

    test(ENTRY_mapping_set_state, "moved: the old addresses are empty");
    page = pages(2);
    s = chained(page, 1);
    works(s, write_at, WINDOW_BASE, 0x600d);
    fluke_mapping_get_state(chain[0].mapping, (u32)state, 0, 0);
    state[2] += PAGE_SIZE;
    equal(fluke_mapping_set_state(chain[0].mapping, (u32)state, 0, 0), FLUKE_SUCCESS);
    traps(s, read_at, WINDOW_BASE);
    works(s, read_at, WINDOW_BASE + PAGE_SIZE, 0x600d);

    test(ENTRY_region_set_state, "moved: what was derived follows");
    page = pages(2);
    ((u32 *)page)[0] = 1;
    ((u32 *)(page + PAGE_SIZE))[0] = 2;
    u32 region = region_over(root_space_ref(), page, PAGE_SIZE);
    map(region, 0, PAGE_SIZE, root_space_ref(), WINDOW_BASE, PROT_ALL);
    s = subject(10);
    works(s, read_at, WINDOW_BASE, 1);
    fluke_region_get_state(region, (u32)state, 0, 0);
    state[1] += PAGE_SIZE;
    equal(fluke_region_set_state(region, (u32)state, 0, 0), FLUKE_SUCCESS);
    works(s, read_at, WINDOW_BASE, 2);

    test(ENTRY_region_set_state, "beyond its size there is nothing");
    page = pages(2);
    region = region_over(root_space_ref(), page, PAGE_SIZE);
    map(region, 0, 2 * PAGE_SIZE, root_space_ref(), WINDOW_BASE, PROT_ALL);
    s = subject(10);
    works(s, read_at, WINDOW_BASE, 0);
    traps(s, read_at, WINDOW_BASE + PAGE_SIZE);
}

static void wrong_states(void)
{
    static const struct { u32 offset, start, size, prot, status; } rows[] = {
        { 0, 0x30000000, 0x1000, 3, FLUKE_SUCCESS },
        { 0, 0x30000000, 0, 3, FLUKE_SUCCESS },
        { 1, 0x30000000, 0x1000, 3, FLUKE_NOT_ALIGNED },
        { 0, 0x30000010, 0x1000, 3, FLUKE_NOT_ALIGNED },
        { 0, 0x30000000, 0x1010, 3, FLUKE_NOT_ALIGNED },
        { 0, USER_END, 0x1000, 3, FLUKE_INVALID_ADDRESS },
        { 0, USER_END - 0x1000, 0x2000, 3, FLUKE_INVALID_ADDRESS },
        { 0, USER_END - 0x1000, 0x1000, 3, FLUKE_SUCCESS },
        { 0, 0xfffff000, 0x2000, 3, FLUKE_INVALID_ADDRESS },
        { 0, 0x30000000, 0xfffff000, 3, FLUKE_INVALID_ADDRESS },
        { 0, 0x30000000, 0x1000, 4, FLUKE_INVALID_PROT },
        { 0, 0x30000000, 0x1000, 0xffffffff, FLUKE_INVALID_PROT },
        { 0xfffff000, 0x30000000, 0x1000, 3, FLUKE_SUCCESS },
        { 0xfffff000, 0x30000000, 0x2000, 3, FLUKE_INVALID_ADDRESS },
    };
    u32 mapping, other, region, region_ref, state[5], before[5];

    test(ENTRY_mapping_set_state, "ranges: unaligned, beyond user memory, unknown protection");
    for (u32 i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mapping = make(TYPE_MAPPING);
        u32 words[5] = { 0, rows[i].offset, rows[i].start, rows[i].size, rows[i].prot };
        if (!equal(fluke_mapping_set_state(mapping, (u32)words, make_ref(TYPE_REGION, pool_region()), root_space_ref()), rows[i].status))
            note("row %u", i);
        fluke_mapping_get_state(mapping, (u32)state, 0, 0);
        equal(state[2], rows[i].status ? 0 : rows[i].start);
        forget(mapping);
    }

    test(ENTRY_region_set_state, "ranges: unaligned, beyond user memory, unknown protection");
    for (u32 i = 3; i < sizeof rows / sizeof rows[0] - 1; i++) {
        region = make(TYPE_REGION);
        u32 words[4] = { 0, rows[i].start, rows[i].size, rows[i].prot };
        if (!equal(fluke_region_set_state(region, (u32)words, root_space_ref(), 0), rows[i].status))
            note("row %u", i);
        fluke_region_get_state(region, (u32)state, 0, 0);
        equal(state[1], rows[i].status ? 0 : rows[i].start);
        forget(region);
    }

    static const struct { u32 start, size, status; } overlaps[] = {
        { 0x30001000, 0x1000, FLUKE_ADDRESS_OVERLAP }, { 0x30002000, 0x1000, FLUKE_ADDRESS_OVERLAP },
        { 0x30000000, 0x2000, FLUKE_ADDRESS_OVERLAP }, { 0x30000000, 0x8000, FLUKE_ADDRESS_OVERLAP },
        { 0x30000000, 0x1000, FLUKE_SUCCESS }, { 0x30003000, 0x1000, FLUKE_SUCCESS }, { 0x30001000, 0, FLUKE_SUCCESS },
        { ROOT_BASE, 0x1000, FLUKE_ADDRESS_OVERLAP }, { 0x0ffff000, 0x20000000, FLUKE_ADDRESS_OVERLAP },
    };
    test(ENTRY_mapping_set_state, "two mappings of a space that overlap are ADDRESS_OVERLAP, and nothing changes");
    other = map(pool_region(), 0, 0x2000, root_space_ref(), 0x30001000, PROT_ALL);
    region_ref = make_ref(TYPE_REGION, pool_region());
    for (u32 i = 0; i < sizeof overlaps / sizeof overlaps[0]; i++) {
        u32 words[5] = { 0, 0, overlaps[i].start, overlaps[i].size, PROT_ALL };

        mapping = map(pool_region(), 0, 0x1000, root_space_ref(), 0x38000000, PROT_ALL);
        fluke_mapping_get_state(mapping, (u32)before, 0, 0);
        if (!equal(fluke_mapping_set_state(mapping, (u32)words, region_ref, root_space_ref()), overlaps[i].status))
            note("row %u", i);
        fluke_mapping_get_state(mapping, (u32)state, 0, 0);
        if (overlaps[i].status)
            equal(memcmp(before, state, sizeof state), 0);
        forget(mapping);
    }

    test(ENTRY_mapping_set_state, "a mapping may overlap with what it was itself");
    fluke_mapping_get_state(other, (u32)state, 0, 0);
    other = map(pool_region(), 0, 0x2000, root_space_ref(), 0x30001000, PROT_ALL);
    fluke_mapping_get_state(other, (u32)state, 0, 0);
    state[2] += PAGE_SIZE;
    equal(fluke_mapping_set_state(other, (u32)state, 0, 0), FLUKE_SUCCESS);

    test(ENTRY_mapping_set_state, "overlap is found by space alone, too");
    other = map(pool_region(), 0, 0x2000, root_space_ref(), 0x30001000, PROT_ALL);
    u32 ref, space = make(TYPE_SPACE);
    ref = make_ref(TYPE_SPACE, space);
    mapping = map(pool_region(), 0, 0x2000, ref, 0x30002000, PROT_ALL);
    equal(fluke_mapping_set_state(mapping, 0, 0, root_space_ref()), FLUKE_ADDRESS_OVERLAP);
}

static void keepers(void)
{
    struct subject *s;
    struct window w;
    u32 page;

    test(ENTRY_region_set_state, "a hard fault of user code: the keeper's request, and the thread asleep where it is");
    s = subject(10);
    page = pages(1);
    ((u32 *)page)[1] = 0xbeef;
    window_open(&w, WINDOW_BASE, 4, root_space_ref());
    start_function(s, read_at, WINDOW_BASE + 2 * PAGE_SIZE + 4);
    settle();
    look(s);
    holds(s->frame.eip - (u32)read_at < 64);
    equal(fluke_ref_compare(s->links[LINK_WAITING_FOR], pager()->subject->ref), 1);
    holds(pager_asked(2 * PAGE_SIZE, PROT_READ));
    equal(pager()->subject->out.ebp, IPC_IDEMPOTENT);
    equal(pager()->words[0], WINDOW_BASE + 2 * PAGE_SIZE + 4);
    equal(pager()->words[1], s->frame.hash);
    equal(pager()->words[2], hash_of(root_space_ref()));
    window_supply(&w, 2 * PAGE_SIZE, page);
    pager_answer();
    returned(s, 0xbeef);

    test(ENTRY_region_set_state, "a write to what the store shows read-only asks the keeper for writing");
    s = subject(10);
    page = pages(1);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    u32 supplied = map(pool_region(), page - POOL_BASE, PAGE_SIZE, w.store_ref, WINDOW_BASE, PROT_READ);
    works(s, read_at, WINDOW_BASE, 0);
    start_function(s, write_at, WINDOW_BASE);
    settle();
    holds(pager_asked(0, PROT_WRITE));
    equal(fluke_mapping_protect(supplied, PROT_ALL), FLUKE_SUCCESS);
    pager_answer();
    returned(s, 0x600d);

    test(ENTRY_region_set_state, "an answer without the page: it is asked for again");
    s = subject(10);
    page = pages(1);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    start_function(s, read_at, WINDOW_BASE);
    settle();
    pager_answer();
    equal(s->finished, 0);
    holds(pager_asked(0, PROT_READ));
    window_supply(&w, 0, page);
    pager_answer();
    returned(s, 0);

    test(ENTRY_region_set_state, "two threads with the same fault: both are served");
    s = subject(10);
    struct subject *o = subject(11);
    page = pages(1);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    start_function(s, read_at, WINDOW_BASE);
    start_function(o, read_at, WINDOW_BASE);
    settle();
    holds(pager_asked(0, PROT_READ));
    window_supply(&w, 0, page);
    pager_answer();
    if (pager()->subject->finished)
        pager_answer();
    returned(s, 0);
    returned(o, 0);

    test(ENTRY_port_destroy, "a keeper's port destroyed: its waiting faults become traps");
    s = subject(10);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    u32 port = make(TYPE_PORT);
    must(fluke_region_set_state(w.region, 0, 0, make_ref(TYPE_PORT, port)), "keeper");
    start_function(s, read_at, WINDOW_BASE);
    settle();
    equal(s->trapped, 0);
    equal(fluke_port_destroy(port), FLUKE_SUCCESS);
    settle();
    equal(s->trapped, 1);
    equal(s->trap_address, WINDOW_BASE);

    test(ENTRY_thread_destroy, "a keeper's thread destroyed while it serves: the next one is asked");
    s = subject(10);
    page = pages(1);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    start_function(s, read_at, WINDOW_BASE);
    settle();
    holds(pager_asked(0, PROT_READ));
    fluke_thread_destroy(pager()->subject->thread);
    settle();
    equal(s->trapped + s->finished, 0);
    pager()->subject = subject(16);
    call(pager()->subject, ENTRY_ipc_setup_wait_receive, .eax = pager()->pset, .ebx = (u32)&pager()->params);
    holds(pager_asked(0, PROT_READ));
    window_supply(&w, 0, page);
    pager_answer();
    returned(s, 0);

    test(ENTRY_region_set_state, "a null keeper: the fault is the thread's trap");
    s = subject(10);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    must(fluke_region_set_state(w.region, 0, 0, make(TYPE_REF)), "keeper");
    traps(s, read_at, WINDOW_BASE);

    test(ENTRY_region_set_state, "a region of no space: all faults are its keeper's");
    s = subject(10);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    must(fluke_region_set_state(w.region, 0, make(TYPE_REF), 0), "space");
    start_function(s, read_at, WINDOW_BASE);
    settle();
    holds(pager_asked(0, PROT_READ));
    must(fluke_region_set_state(w.region, 0, w.store_ref, 0), "space");
    window_supply(&w, 0, pages(1));
    pager_answer();
    returned(s, 0);

    test(ENTRY_region_set_state, "in a chain the fault is for the keeper of the lowest region");
    page = pages(1);
    s = chained(page, 3);
    pager();
    must(fluke_region_set_state(chain[0].region, 0, 0, pager()->port_ref), "keeper");
    equal(fluke_mapping_protect(chain[0].mapping, PROT_NONE), FLUKE_SUCCESS);
    start_function(s, read_at, WINDOW_BASE);
    settle();
    holds(pager_asked(0, PROT_READ));
    equal(fluke_mapping_protect(chain[0].mapping, PROT_ALL), FLUKE_SUCCESS);
    pager_answer();
    returned(s, 0);

    test(ENTRY_region_set_state, "traced: soft and hard faults of user code");
    s = subject(10);
    page = pages(1);
    window_open(&w, WINDOW_BASE, 1, root_space_ref());
    set_flags(s, THREAD_TRACE, 0);
    start_function(s, read_at, WINDOW_BASE);
    same_text(events(s), "fault-hard@user");
    window_supply(&w, 0, page);
    pager_answer();
    const char *seen = events(s);
    holds(strlen(seen) > 0);
    equal(s->finished, 1);
}

static void searching(void)
{
    struct fluke_found found[4], *paged;
    struct fluke_regs r;
    struct subject *s;
    struct window w;
    u32 page, region, space, ref;

    test(ENTRY_region_search, "finds all objects in order, with type and hash");
    page = pages(3);
    make_at(TYPE_MUTEX, page + 0x20);
    make_at(TYPE_REF, page + 0x30);
    make_at(TYPE_PSET, page + 2 * PAGE_SIZE + 0xff0);
    region = region_over(root_space_ref(), page, 3 * PAGE_SIZE);
    r = (struct fluke_regs){ .eax = region, .ebx = 0, .ecx = 3 * PAGE_SIZE, .edx = (u32)found, .esi = 4 };
    fluke_call(ENTRY_region_search, &r);
    equal(r.eax, FLUKE_SUCCESS);
    equal(r.esi, 1);
    equal(r.ecx, 0);
    equal(r.ebx, 3 * PAGE_SIZE);
    equal(r.edx, found + 3);
    equal(found[0].offset, 0x20);
    equal(found[0].type, TYPE_MUTEX);
    equal(found[0].hash, hash_of(make_ref(TYPE_MUTEX, page + 0x20)));
    equal(found[1].offset, 0x30);
    equal(found[1].type, TYPE_REF);
    equal(found[2].offset, 2 * PAGE_SIZE + 0xff0);
    equal(found[2].type, TYPE_PSET);

    test(ENTRY_region_search, "a digest changes with the state, and comes back with it");
    {
        struct fluke_thread_state state = { .flags = 0 };
        u32 thread, digests[4], i;

        page = pages(1);
        thread = page + 0x40;
        make_at(TYPE_THREAD, thread);
        ref = page + 0x50;
        make_at(TYPE_REF, ref);
        region = region_over(root_space_ref(), page, PAGE_SIZE);
        for (i = 0; i < 4; i++) {
            fluke_thread_get_state(thread, (u32)&state, 0, 0, 0, 0, 0);
            state.pr1 = i == 1;
            /* Links count: the space. */
            fluke_thread_set_state(thread, (u32)&state, i == 3 ? root_space_ref() : 0, 0, 0, 0, 0);
            r = (struct fluke_regs){ .eax = region, .ebx = 0, .ecx = PAGE_SIZE, .edx = (u32)found, .esi = 4 };
            fluke_call(ENTRY_region_search, &r);
            equal(found[0].type, TYPE_THREAD);
            equal(found[0].detail, 0); /* it has never run */
            equal(found[1].detail, 0);
            digests[i] = found[0].digest;
        }
        holds(digests[0] != digests[1]);
        equal(digests[0], digests[2]);
        holds(digests[2] != digests[3]);
        object_reference(TYPE_THREAD, thread, ref);
        r = (struct fluke_regs){ .eax = region, .ebx = 0, .ecx = PAGE_SIZE, .edx = (u32)found, .esi = 4 };
        fluke_call(ENTRY_region_search, &r);
        equal(found[1].detail, found[0].hash);
        fluke_ref_destroy(ref);
        fluke_thread_destroy(thread);
    }

    test(ENTRY_region_search, "a full array: goes on from its registers");
    page = pages(1);
    for (u32 i = 0; i < 5; i++)
        make_at(TYPE_REF, page + i * OBJECT_SIZE);
    region = region_over(root_space_ref(), page, PAGE_SIZE);
    r = (struct fluke_regs){ .eax = region, .ebx = 0, .ecx = PAGE_SIZE, .edx = (u32)found, .esi = 2 };
    fluke_call(ENTRY_region_search, &r);
    equal(r.esi, 0);
    holds(r.ecx != 0);
    equal(r.ebx + r.ecx, PAGE_SIZE);
    r.eax = region;
    r.esi = 4;
    r.edx = (u32)found;
    fluke_call(ENTRY_region_search, &r);
    equal(r.esi, 1);
    equal(found[0].offset, 2 * OBJECT_SIZE);
    equal(found[2].offset, 4 * OBJECT_SIZE);

    test(ENTRY_region_search, "a window of bytes: what begins at its end is not in it");
    page = pages(1);
    make_at(TYPE_REF, page + 0x40);
    region = region_over(root_space_ref(), page, PAGE_SIZE);
    r = (struct fluke_regs){ .eax = region, .ebx = 0, .ecx = 0x40, .edx = (u32)found, .esi = 4 };
    fluke_call(ENTRY_region_search, &r);
    equal(r.esi, 4);
    r = (struct fluke_regs){ .eax = region, .ebx = 0x40, .ecx = 1, .edx = (u32)found, .esi = 4 };
    fluke_call(ENTRY_region_search, &r);
    equal(r.esi, 3);

    test(ENTRY_region_search, "a missing page under the array: progress is in the registers, then it goes on");
    page = pages(2);
    for (u32 i = 0; i < 3; i++)
        make_at(TYPE_REF, page + i * 0x100);
    region = region_over(root_space_ref(), page, PAGE_SIZE);
    window_open(&w, WINDOW_BASE, 2, root_space_ref());
    window_supply(&w, 0, page + PAGE_SIZE);
    s = subject(10);
    u32 array = WINDOW_BASE + PAGE_SIZE - 2 * sizeof(struct fluke_found);
    call(s, ENTRY_region_search, .eax = region, .ebx = 0, .ecx = PAGE_SIZE, .edx = array, .esi = 10);
    asleep(s, ENTRY_region_search, pager()->subject->ref);
    equal(s->frame.esi, 8);
    equal(s->frame.edx, WINDOW_BASE + PAGE_SIZE);
    holds(s->frame.ebx > 0x100 && s->frame.ebx <= 0x200);
    equal(s->frame.ebx + s->frame.ecx, PAGE_SIZE);
    holds(pager_asked(PAGE_SIZE, PROT_WRITE));
    u32 second = pages(1);
    window_supply(&w, PAGE_SIZE, second);
    pager_answer();
    returned(s, FLUKE_SUCCESS);
    equal(s->out.esi, 7);
    paged = (struct fluke_found *)second;
    equal(paged->offset, 0x200);

    test(ENTRY_region_search, "holes, the region's end, and a space that is gone");
    space = make(TYPE_SPACE);
    ref = make_ref(TYPE_SPACE, space);
    page = pages(1);
    make_at(TYPE_REF, page);
    map(pool_region(), page - POOL_BASE, PAGE_SIZE, ref, WINDOW_BASE + 5 * PAGE_SIZE, PROT_ALL);
    region = region_over(ref, WINDOW_BASE, 8 * PAGE_SIZE);
    r = (struct fluke_regs){ .eax = region, .ebx = 0, .ecx = 0xffffffff, .edx = (u32)found, .esi = 4 };
    fluke_call(ENTRY_region_search, &r);
    equal(r.eax, FLUKE_SUCCESS);
    equal(r.esi, 3);
    equal(r.ebx, 8 * PAGE_SIZE);
    equal(found[0].offset, 5 * PAGE_SIZE);
    fluke_space_destroy(space);
    r = (struct fluke_regs){ .eax = region, .ebx = 0, .ecx = PAGE_SIZE, .edx = (u32)found, .esi = 4 };
    fluke_call(ENTRY_region_search, &r);
    equal(r.eax, FLUKE_SUCCESS);
    equal(r.esi, 4);
}

void memory_tests(void)
{
    soft_faults();
    cycles();
    revocation();
    wrong_states();
    keepers();
    searching();
}
