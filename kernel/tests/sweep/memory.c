/* SPDX-License-Identifier: BSD-2-Clause */
/* Scenes of memory: operands that come from a pager or through several levels, protection, search. */
#include "sweep.h"

void serve_pager(void)
{
    for (u32 i = 0; i < 4 && pager()->subject->finished; i++)
        pager_answer();
}

void nested_window(struct window *w, u32 base, u32 page_count)
{
    u32 middle_ref, middle = make(TYPE_SPACE);

    middle_ref = make_ref(TYPE_SPACE, middle);
    window_open(w, base, page_count, middle_ref);
    map(region_over(middle_ref, base, page_count * PAGE_SIZE), 0, page_count * PAGE_SIZE, root_space_ref(), base, PROT_ALL);
}

/* ---- Operands: scene->type says where they come from ---- */

enum { FROM_PAGER, THROUGH_LEVELS, PAGER_BELOW };
#define KIND(scene) ((scene)->type & 15)

/* Two pages that hold operands, and what must be done until the call can complete. */
struct operands { struct window window; u32 pages, address; };

static void operands_open(struct operands *o, const struct scene *scene)
{
    pager();
    o->pages = pages(2);
    o->address = WINDOW_BASE;
    if (KIND(scene) == FROM_PAGER)
        window_open(&o->window, WINDOW_BASE, 2, root_space_ref());
    else
        nested_window(&o->window, WINDOW_BASE, 2);
    if (KIND(scene) == THROUGH_LEVELS)
        for (u32 i = 0; i < 2; i++)
            window_supply(&o->window, i * PAGE_SIZE, o->pages + i * PAGE_SIZE);
}

/* Page by page: a call with operands in both faults twice. */
static void operands_supply(struct operands *o, const struct scene *scene)
{
    for (u32 i = 0; i < 2 && KIND(scene) != THROUGH_LEVELS; i++) {
        window_supply(&o->window, i * PAGE_SIZE, o->pages + i * PAGE_SIZE);
        serve_pager();
    }
}

/* A short call: it rolls back, and does nothing twice. */
static void state_operand(const struct scene *scene)
{
    struct operands o;
    struct subject *a;
    u32 port = make(TYPE_PORT), pset_ref = make_ref(TYPE_PSET, make(TYPE_PSET));

    fluke_port_set_state(port, (u32)&(struct fluke_port_state){ .alias = 5 }, pset_ref);
    operands_open(&o, scene);
    a = actor(10);
    make_at(TYPE_REF, o.pages + PAGE_SIZE);
    go(a, ENTRY_port_get_state, .eax = port, .ebx = o.address + PAGE_SIZE - 4, .ecx = o.address + PAGE_SIZE);
    operands_supply(&o, scene);
    result_registers(a);
    result(*(u32 *)(o.pages + PAGE_SIZE));
    result(fluke_ref_compare(o.pages + PAGE_SIZE, pset_ref));
}

/* Objects as operands: a new mutex is made there, or one moves there from the other page. */
static void place_operand(const struct scene *scene)
{
    struct operands o;
    struct subject *a;
    u32 new = scene->entry == ENTRY_mutex_create;

    operands_open(&o, scene);
    a = actor(10);
    if (!new)
        make_at(TYPE_MUTEX, o.pages + 64);
    go(a, scene->entry, .eax = o.address + 64, .ebx = new ? 5 : o.address + PAGE_SIZE);
    operands_supply(&o, scene);
    result_registers(a);
    result_object(o.pages + (new ? 64 : PAGE_SIZE), TYPE_MUTEX, 0);
    forget(o.pages + (new ? 64 : PAGE_SIZE));
}

/* Condition and mutex each on a page that must come first. */
static void cond_operands(const struct scene *scene)
{
    struct operands o;
    struct subject *a, *b;
    u32 cond, mutex;

    operands_open(&o, scene);
    a = actor(10);
    b = actor(9);
    make_at(TYPE_COND, cond = o.pages + 32);
    make_at(TYPE_MUTEX, mutex = o.pages + PAGE_SIZE + 32);
    owned(mutex);
    call(a, ENTRY_mutex_lock, .eax = mutex);
    go(a, ENTRY_cond_wait, .eax = o.address + 32, .ebx = o.address + PAGE_SIZE + 32);
    operands_supply(&o, scene);
    call(b, ENTRY_cond_signal, .eax = cond);
    result_registers(a);
    result_object(mutex, TYPE_MUTEX, &a->ref);
}

static void lock_operand(const struct scene *scene)
{
    struct operands o;
    struct subject *a;
    u32 mutex;

    operands_open(&o, scene);
    a = actor(10);
    make_at(TYPE_MUTEX, mutex = o.pages + 32);
    owned(mutex);
    go(a, ENTRY_mutex_lock, .eax = o.address + 32, .ebx = 1, .ecx = 2);
    operands_supply(&o, scene);
    result_registers(a);
    result_object(mutex, TYPE_MUTEX, &a->ref);
}

/* What is found is written across the two pages: progress before the second fault is kept. */
static void search_operand(const struct scene *scene)
{
    struct operands o;
    struct subject *a;
    u32 page, region;

    operands_open(&o, scene);
    a = actor(10);
    page = pages(2);
    for (u32 i = 0; i < 4; i++)
        make_at(TYPE_COND, page + i * 0x600);
    region = region_over(root_space_ref(), page, 2 * PAGE_SIZE);
    go(a, ENTRY_region_search, .eax = region, .ebx = 0, .ecx = 2 * PAGE_SIZE, .edx = o.address + PAGE_SIZE - 24, .esi = 10);
    operands_supply(&o, scene);
    result_registers(a);
    for (u32 i = 0; i < 4; i++)
        result_memory(o.pages + PAGE_SIZE - 24 + i * sizeof(struct fluke_found), 2);
}

/* ---- Search and protection ---- */

static void search(const struct scene *scene)
{
    struct subject *a = actor(10);
    u32 region, found = pages(1), page = pages(5);

    make_at(TYPE_MUTEX, page);
    make_at(TYPE_COND, page + 64);
    make_at(TYPE_PORT, page + 2 * PAGE_SIZE + 16);
    make_at(TYPE_PSET, page + 4 * PAGE_SIZE + 32);
    region = region_over(root_space_ref(), page, 5 * PAGE_SIZE);
    go(a, ENTRY_region_search, .eax = region, .ebx = 0, .ecx = 5 * PAGE_SIZE, .edx = found, .esi = scene->type);
    result_registers(a);
    for (u32 i = 0; i < 4; i++)
        result_memory(found + i * sizeof(struct fluke_found), 2);
}

static u32 write_at(u32 address)
{
    *(volatile u32 *)address = 1;
    return 0;
}

/*
 * Memory that was written to is taken back, from the space below: by protection, or with the object that brought it
 * there. The next write then traps.
 */
static void revoke(const struct scene *scene)
{
    struct subject *a = actor(10), *b = actor(9);
    u32 page = pages(1), middle_ref, middle = make(TYPE_SPACE), region, mapping;

    middle_ref = make_ref(TYPE_SPACE, middle);
    region = region_over(root_space_ref(), page, PAGE_SIZE);
    mapping = map(region, 0, PAGE_SIZE, middle_ref, WINDOW_BASE, PROT_ALL);
    map(region_over(middle_ref, WINDOW_BASE, PAGE_SIZE), 0, PAGE_SIZE, root_space_ref(), WINDOW_BASE, PROT_ALL);
    start_function(b, write_at, WINDOW_BASE);
    settle();
    go(a, scene->entry, .eax = scene->type == TYPE_REGION ? region : mapping, .ebx = PROT_READ);
    start_function(b, write_at, WINDOW_BASE);
    settle();
    result_registers(a);
    result(b->trap);
    result(b->trap_address);
}

#define PAGED(entry, play) { entry, "operands from a pager", play, FROM_PAGER | EVERY(5), 0 }
#define DEEP(entry, play) { entry, "operands through two levels", play, THROUGH_LEVELS, 0 }

static const struct scene list[] = {
    PAGED(ENTRY_port_get_state, state_operand), DEEP(ENTRY_port_get_state, state_operand),
    PAGED(ENTRY_mutex_create, place_operand), DEEP(ENTRY_mutex_create, place_operand),
    PAGED(ENTRY_mutex_move, place_operand), DEEP(ENTRY_mutex_move, place_operand),
    PAGED(ENTRY_cond_wait, cond_operands), DEEP(ENTRY_cond_wait, cond_operands),
    PAGED(ENTRY_region_search, search_operand), DEEP(ENTRY_region_search, search_operand),
    DEEP(ENTRY_mutex_lock, lock_operand),
    { ENTRY_mutex_lock, "operand from a pager two levels up", lock_operand, PAGER_BELOW | EVERY(5), 0 },
    { ENTRY_region_search, "four objects in five pages", search, 10, 0 },
    { ENTRY_region_search, "more objects than slots", search, 2, 0 },
    { ENTRY_region_protect, "read only", revoke, TYPE_REGION, 0 },
    { ENTRY_mapping_protect, "read only", revoke, TYPE_MAPPING, 0 },
    { ENTRY_region_destroy, "of memory in use", revoke, TYPE_REGION, 0 },
    { ENTRY_mapping_destroy, "of memory in use", revoke, TYPE_MAPPING, 0 },
};
SCENES(memory_scenes, list);
