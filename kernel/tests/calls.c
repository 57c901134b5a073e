/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is the same for every short call (and for the first stage of some longer ones), by their operands: with an
 * operand's page missing, the frame stands at the entry point with its arguments untouched while the pager has the
 * fault, and the call completes afterwards; wrong operands are insanities; protection of memory is access control.
 */
#include "tests/harness.h"

void call_tests(void);

enum kind {
    VALUE,      /* a plain number */
    SELF,       /* the calling thread */
    OBJECT,     /* an object of TYPE */
    OWNED,      /* a mutex that the caller holds */
    PLACE,      /* memory for a new object */
    REF,        /* a reference; as an input, at an object of TYPE */
    STATE_OUT,  /* memory to be written: NUMBER words */
    STATE_IN,   /* memory to be read: NUMBER words */
};

struct operand { u8 kind, type, access; u32 number; };

#define REGISTERS 7
static const char *const register_names[REGISTERS] = { "eax", "ebx", "ecx", "edx", "esi", "edi", "ebp" };

struct row {
    u32 entry, result;
    u32 sleeps_at;      /* the call does not return but sleeps at this entry point; else 0 */
    struct operand operands[REGISTERS];
};

#define OBJ(type, access) { OBJECT, TYPE_##type, PROT_##access, 0 }
#define REFERENCE_TO(type) { REF, type, PROT_READ, 0 }

static const struct row rows[] = {
    { ENTRY_ref_get_state, TYPE_MUTEX + 1, 0, { REFERENCE_TO(TYPE_MUTEX) } },
    { ENTRY_ref_compare, 0, 0, { REFERENCE_TO(TYPE_MUTEX), REFERENCE_TO(TYPE_COND) } },
    { ENTRY_ref_check, 1, 0, { REFERENCE_TO(TYPE_MUTEX) } },
    { ENTRY_mutex_trylock, 0, 0, { OBJ(MUTEX, READ) } },
    { ENTRY_mutex_lock, 0, 0, { OBJ(MUTEX, READ) } },
    { ENTRY_mutex_unlock, 0, 0, { { OWNED, TYPE_MUTEX, PROT_READ, 0 } } },
    { ENTRY_cond_wait, 0, ENTRY_mutex_lock, { OBJ(COND, READ), { OWNED, TYPE_MUTEX, PROT_READ, 0 } } },
    { ENTRY_cond_signal, 0, 0, { OBJ(COND, READ) } },
    { ENTRY_cond_broadcast, 0, 0, { OBJ(COND, READ) } },
    { ENTRY_region_protect, 0, 0, { OBJ(REGION, WRITE), { VALUE, 0, 0, PROT_READ } } },
    { ENTRY_mapping_protect, 0, 0, { OBJ(MAPPING, WRITE), { VALUE, 0, 0, PROT_READ } } },
    { ENTRY_region_search, 0, 0, { OBJ(REGION, READ), { VALUE, 0, 0, 0 }, { VALUE, 0, 0, 4096 } } },
    { ENTRY_thread_interrupt, 0, 0, { OBJ(THREAD, READ) } },
    { ENTRY_thread_get_client, 0, 0, { { SELF, 0, 0, 0 }, REFERENCE_TO(TYPE_COUNT) } },
    { ENTRY_thread_set_client, 0, 0, { { SELF, 0, 0, 0 }, REFERENCE_TO(TYPE_THREAD) } },
    { ENTRY_thread_get_server, 0, 0, { { SELF, 0, 0, 0 }, REFERENCE_TO(TYPE_COUNT) } },
    { ENTRY_thread_set_server, 0, 0, { { SELF, 0, 0, 0 }, REFERENCE_TO(TYPE_THREAD) } },
    { ENTRY_thread_get_saved_state, 0, 0, { { SELF, 0, 0, 0 }, { STATE_OUT, 0, PROT_WRITE, 5 } } },
    { ENTRY_thread_set_saved_state, 0, 0, { { SELF, 0, 0, 0 }, { STATE_IN, 0, PROT_READ, 5 } } },
    { ENTRY_thread_wait, 0, 0, { REFERENCE_TO(TYPE_THREAD) } },
    { ENTRY_thread_schedule, 0, 0, { OBJ(THREAD, READ), OBJ(PORT, READ) } },
    { ENTRY_ipc_setup_wait_receive, 0, ENTRY_ipc_wait_receive, { OBJ(PSET, READ), { VALUE, 0, 0, 0 } } },
};

/* The row of an operation that all types have. */
static struct row common_row(u32 type, u32 operation)
{
    struct row r = { .entry = operations[type][operation] };
    struct operand object = { type == TYPE_REF ? REF : OBJECT, type == TYPE_REF ? TYPE_MUTEX : type, PROT_WRITE, 0 };

    r.operands[0] = object;
    switch (operation) {
    case CREATE:
        r.operands[0] = (struct operand){ PLACE, 0, PROT_WRITE, 0 };
        r.operands[1].number = 0x1234;
        break;
    case DESTROY:
        break;
    case MOVE:
        r.operands[1] = (struct operand){ PLACE, 0, PROT_WRITE, 0 };
        break;
    case REFERENCE:
        r.operands[0].access = PROT_READ;
        r.operands[1] = (struct operand){ REF, TYPE_COUNT, PROT_READ, 0 };
        break;
    default:
        if (operation == GET_STATE)
            r.operands[0].access = PROT_READ;
        r.operands[1] = operation == GET_STATE ? (struct operand){ STATE_OUT, type, PROT_WRITE, state_words[type] }
                                               : (struct operand){ STATE_IN, type, PROT_READ, state_words[type] };
        for (u32 i = 0; i < link_count[type]; i++)
            r.operands[2 + i] = (struct operand){ REF, operation == GET_STATE ? TYPE_COUNT : link_types[type][i], PROT_READ, 0 };
    }
    return r;
}

static void for_all_rows(void (*f)(const struct row *row))
{
    for (u32 type = 0; type < TYPE_COUNT; type++)
        for (u32 operation = 0; operation < OPERATIONS; operation++)
            if (type != TYPE_REF || operation < GET_STATE) {
                struct row r = common_row(type, operation);

                f(&r);
            }
    for (u32 i = 0; i < sizeof rows / sizeof rows[0]; i++)
        f(&rows[i]);
}

static int is_pointer(const struct operand *o)
{
    return o->kind >= OBJECT;
}

/* Makes at PLACE (0: somewhere) what the operand wants. */
static u32 provide(const struct operand *o, struct subject *s, u32 place)
{
    struct fluke_regs r;
    u32 target;

    switch (o->kind) {
    case VALUE:
        return o->number;
    case SELF:
        return s->thread;
    case PLACE:
        return place ? place : slot();
    case STATE_IN:
    case STATE_OUT:
        if (!place)
            place = pages(1);
        if (o->kind == STATE_IN && state_words[o->type] == o->number) {
            /* A state that is surely good: one that an object of that type has. */
            r = (struct fluke_regs){ .eax = make(o->type), .ebx = place };
            fluke_call(operations[o->type][GET_STATE], &r);
        }
        return place;
    case REF:
        target = o->type < TYPE_COUNT ? make(o->type) : 0;
        if (!place)
            place = slot();
        make_at(TYPE_REF, place);
        if (target)
            must(object_reference(o->type, target, place), "provide");
        return place;
    default:
        if (!place)
            place = slot();
        make_at(o->type, place);
        if (o->kind == OWNED)
            must(fluke_mutex_set_state(place, 0, s->ref), "provide");
        return place;
    }
}

static struct fluke_regs provide_all(const struct row *row, struct subject *s, u32 except)
{
    struct fluke_regs r;
    u32 *words = (u32 *)&r;

    for (u32 i = 0; i < REGISTERS; i++)
        if (i != except)
            words[i] = provide(&row->operands[i], s, 0);
    return r;
}

static void finished(const struct row *row, struct subject *s)
{
    if (row->sleeps_at)
        equal(look(s)->eip, ENTRY_BASE + row->sleeps_at * ENTRY_SIZE);
    else
        returned(s, row->result);
}

static void same_registers(const struct fluke_regs *r, const struct fluke_thread_state *f)
{
    equal(f->eax, r->eax);
    equal(f->ebx, r->ebx);
    equal(f->ecx, r->ecx);
    equal(f->edx, r->edx);
    equal(f->esi, r->esi);
    equal(f->edi, r->edi);
    equal(f->ebp, r->ebp);
}

static void roll_back(const struct row *row)
{
    for (u32 i = 0; i < REGISTERS; i++) {
        const struct operand *o = &row->operands[i];
        struct subject *s;
        struct window w;
        struct fluke_regs r;
        u32 page, offset = 64;

        if (!is_pointer(o))
            continue;
        test(row->entry, "page of %s missing: stands at the entry untouched, completes after", register_names[i]);
        s = subject(10);
        page = pages(1);
        window_open(&w, WINDOW_BASE, 2, root_space_ref());
        r = provide_all(row, s, i);
        provide(o, s, page + offset);
        ((u32 *)&r)[i] = WINDOW_BASE + offset;
        start_call(s, row->entry, r);
        settle();
        asleep(s, row->entry, pager()->subject->ref);
        same_registers(&r, &s->frame);
        holds(pager_asked(0, o->access));
        equal(pager()->words[0], WINDOW_BASE + offset);
        equal(pager()->words[1], s->frame.hash);
        window_supply(&w, 0, page);
        pager_answer();
        finished(row, s);
        if (o->kind == PLACE)
            forget(page + offset);
    }
}

/* The memory operand reaches into a second page, which is missing. */
static void straddle(const struct row *row)
{
    for (u32 i = 0; i < REGISTERS; i++) {
        const struct operand *o = &row->operands[i];
        struct subject *s;
        struct window w;
        struct fluke_regs r;
        u32 page, offset;

        if ((o->kind != STATE_IN && o->kind != STATE_OUT) || o->number < 2)
            continue;
        test(row->entry, "%s reaches into a missing page: nothing happens before that is there", register_names[i]);
        s = subject(10);
        page = pages(2);
        offset = PAGE_SIZE - 4;
        window_open(&w, WINDOW_BASE, 2, root_space_ref());
        r = provide_all(row, s, i);
        provide(o, s, page + offset);
        if (o->kind == STATE_OUT)
            *(u32 *)(page + offset) = 0x12345678;
        ((u32 *)&r)[i] = WINDOW_BASE + offset;
        window_supply(&w, 0, page);
        start_call(s, row->entry, r);
        settle();
        asleep(s, row->entry, pager()->subject->ref);
        same_registers(&r, &s->frame);
        holds(pager_asked(PAGE_SIZE, o->access));
        if (o->kind == STATE_OUT)
            equal(*(u32 *)(page + offset), 0x12345678);
        window_supply(&w, PAGE_SIZE, page + PAGE_SIZE);
        pager_answer();
        finished(row, s);
        if (o->kind == STATE_OUT)
            holds(*(u32 *)(page + offset) != 0x12345678);
    }
}

#define IN_KERNEL 0xd0000000

static void insanities(const struct row *row)
{
    for (u32 i = 0; i < REGISTERS; i++) {
        const struct operand *o = &row->operands[i];
        struct subject *s;
        struct fluke_regs r;
        u32 *wrong = (u32 *)&r + i, place;
        int is_ref = o->kind == REF;

        if (!is_pointer(o))
            continue;
        test(row->entry, "wrong values of %s are insanities, and change nothing", register_names[i]);
        s = subject(10);
        r = provide_all(row, s, i);
        if (o->kind == STATE_IN || o->kind == STATE_OUT) {
            *wrong = IN_KERNEL;
            equal(call_and_settle(s, row->entry, r), FLUKE_INVALID_ADDRESS);
            *wrong = USER_END - 4;
            if (o->number > 1)
                equal(call_and_settle(s, row->entry, r), FLUKE_INVALID_ADDRESS);
            *wrong = 0xfffffffc;
            equal(call_and_settle(s, row->entry, r), FLUKE_INVALID_ADDRESS);
            continue;
        }
        place = provide(o, s, 0);
        *wrong = place + 4;
        equal(call_and_settle(s, row->entry, r), FLUKE_NOT_ALIGNED);
        *wrong = IN_KERNEL;
        equal(call_and_settle(s, row->entry, r), FLUKE_INVALID_ADDRESS);
        if (o->kind == PLACE) {
            *wrong = make(TYPE_PSET);
            equal(call_and_settle(s, row->entry, r), FLUKE_OBJECT_EXISTS);
            continue;
        }
        *wrong = slot();
        equal(call_and_settle(s, row->entry, r), is_ref ? FLUKE_NOT_REF : FLUKE_NO_OBJECT);
        *wrong = make(o->type == TYPE_PSET || is_ref ? TYPE_COND : TYPE_PSET);
        equal(call_and_settle(s, row->entry, r), is_ref ? FLUKE_NOT_REF : FLUKE_NOT_TYPE);
        if (is_ref && o->type < TYPE_COUNT && row->entry != ENTRY_ref_get_state && row->entry != ENTRY_ref_compare &&
            row->entry != ENTRY_ref_check && row->entry != ENTRY_ref_copy && row->entry != ENTRY_ref_move &&
            row->entry != ENTRY_ref_destroy) {
            *wrong = make_ref(TYPE_PSET, make(TYPE_PSET));
            if (o->type == TYPE_PSET)
                *wrong = make_ref(TYPE_COND, make(TYPE_COND));
            equal(call_and_settle(s, row->entry, r), FLUKE_NOT_TYPE_REF);
        }
        /* None of that did anything: it still works. */
        *wrong = place;
        start_call(s, row->entry, r);
        settle();
        finished(row, s);
    }
}

#define READ_ONLY_BASE 0x24000000

static void protection(const struct row *row)
{
    for (u32 i = 0; i < REGISTERS; i++) {
        const struct operand *o = &row->operands[i];
        struct subject *s;
        struct fluke_regs r;
        u32 page;

        if (!is_pointer(o))
            continue;
        test(row->entry, "%s in read-only memory: %s", register_names[i], o->access & PROT_WRITE ? "a trap" : "works");
        s = subject(10);
        page = pages(1);
        map(pool_region(), page - POOL_BASE, PAGE_SIZE, root_space_ref(), READ_ONLY_BASE, PROT_READ);
        r = provide_all(row, s, i);
        provide(o, s, page);
        ((u32 *)&r)[i] = READ_ONLY_BASE;
        start_call(s, row->entry, r);
        settle();
        if (o->access & PROT_WRITE) {
            equal(s->trap, 14);
            equal(s->trap_address, READ_ONLY_BASE);
        } else {
            finished(row, s);
        }
    }
}

void call_tests(void)
{
    for_all_rows(roll_back);
    for_all_rows(straddle);
    for_all_rows(insanities);
    for_all_rows(protection);
}
