/* SPDX-License-Identifier: BSD-2-Clause */
/* What the six common operations do, for each type. */
#include "tests/harness.h"
#include "user/lib/string.h"

void object_tests(void);

static u32 operate(u32 type, enum operation operation, u32 eax, u32 ebx, u32 ecx, u32 edx)
{
    struct fluke_regs r = { eax, ebx, ecx, edx, 0, 0, 0 };

    fluke_call(operations[type][operation], &r);
    return r.eax;
}

static u32 object_hash(u32 type, u32 object)
{
    u32 ref = make_ref(type, object), hash = hash_of(ref);

    forget(ref);
    return hash;
}

static void creation(u32 type)
{
    struct fluke_regs r;
    u32 object, hash;

    test(operations[type][CREATE], "the hash wanted is used");
    object = slot();
    r = (struct fluke_regs){ .eax = object, .ebx = 0xcafe };
    fluke_call(operations[type][CREATE], &r);
    equal(r.eax, FLUKE_SUCCESS);
    if (type != TYPE_REF) {
        equal(r.ebx, 0xcafe);
        equal(object_hash(type, object), 0xcafe);
    }

    test(operations[type][CREATE], "the kernel picks different hashes");
    object = slot();
    r = (struct fluke_regs){ .eax = object };
    fluke_call(operations[type][CREATE], &r);
    equal(r.eax, FLUKE_SUCCESS);
    hash = r.ebx;
    r = (struct fluke_regs){ .eax = slot() };
    fluke_call(operations[type][CREATE], &r);
    equal(r.eax, FLUKE_SUCCESS);
    if (type != TYPE_REF) {
        holds(hash != 0);
        holds(hash != r.ebx);
        equal(object_hash(type, object), hash);
    }
}

static void moving(u32 type)
{
    u32 object, place, ref;

    test(operations[type][MOVE], "references follow, the old place is free");
    object = make(type);
    place = slot();
    ref = type == TYPE_REF ? 0 : make_ref(type, object);
    equal(operate(type, MOVE, object, place, 0, 0), FLUKE_SUCCESS);
    equal(operate(type, MOVE, object, slot(), 0, 0), type == TYPE_REF ? FLUKE_NOT_REF : FLUKE_NO_OBJECT);
    if (ref) {
        u32 other = make_ref(type, place);

        equal(fluke_ref_compare(ref, other), 1);
    }
    equal(object_create(type, object, 0), FLUKE_SUCCESS);
    equal(operate(type, DESTROY, place, 0, 0, 0), FLUKE_SUCCESS);
    equal(operate(type, DESTROY, object, 0, 0, 0), FLUKE_SUCCESS);

    test(operations[type][MOVE], "to its own place is OBJECT_EXISTS");
    object = make(type);
    equal(operate(type, MOVE, object, object, 0, 0), FLUKE_OBJECT_EXISTS);
    equal(operate(type, DESTROY, object, 0, 0, 0), FLUKE_SUCCESS);

    test(operations[type][MOVE], "across spaces: the object is where the memory is");
    object = make(type);
    place = pages(1);
    map(pool_region(), place - POOL_BASE, PAGE_SIZE, root_space_ref(), WINDOW_BASE, PROT_ALL);
    equal(operate(type, MOVE, object, WINDOW_BASE + 32, 0, 0), FLUKE_SUCCESS);
    equal(operate(type, MOVE, place + 32, object, 0, 0), FLUKE_SUCCESS);
}

static void references(u32 type)
{
    u32 object, a, b;

    test(operations[type][REFERENCE], "names the object: type, hash, identity");
    object = make(type);
    a = make(TYPE_REF);
    b = make(TYPE_REF);
    if (type == TYPE_REF)
        must(object_reference(TYPE_MUTEX, make(TYPE_MUTEX), object), "references");
    equal(operate(type, REFERENCE, object, a, 0, 0), FLUKE_SUCCESS);
    equal(operate(type, REFERENCE, object, b, 0, 0), FLUKE_SUCCESS);
    struct fluke_regs r = { .eax = a };
    fluke_call(ENTRY_ref_get_state, &r);
    equal(r.eax, type == TYPE_REF ? TYPE_MUTEX + 1 : type + 1);
    equal(fluke_ref_compare(a, b), 1);
    equal(fluke_ref_check(a), 1);

    if (type == TYPE_REF)
        return;
    test(operations[type][DESTROY], "references become null, and the place is free");
    object = make(type);
    a = make_ref(type, object);
    equal(operate(type, DESTROY, object, 0, 0, 0), FLUKE_SUCCESS);
    equal(fluke_ref_check(a), 0);
    r = (struct fluke_regs){ .eax = a };
    fluke_call(ENTRY_ref_get_state, &r);
    equal(r.eax, 0);
    equal(r.ebx, 0);
    equal(operate(type, DESTROY, object, 0, 0, 0), FLUKE_NO_OBJECT);
    equal(object_create(type, object, 0), FLUKE_SUCCESS);
    equal(fluke_ref_check(a), 0);
}

/* States that differ from that of a new object in every word. */
static const u32 samples[TYPE_COUNT][8] = {
    [TYPE_MUTEX] = { 0, 3, 1 },
    [TYPE_COND] = { 0, 9 },
    [TYPE_MAPPING] = { 0, 0x1000, 0x30000000, 0x2000, PROT_READ },
    [TYPE_REGION] = { 0, 0x10000000, 0x4000, PROT_READ },
    [TYPE_PORT] = { 0, 0xabcd },
};

static void states(u32 type)
{
    u32 object, before[8], after[8], targets[2] = { 0, 0 }, links[2] = { 0, 0 };

    test(operations[type][SET_STATE], "get_state gives back what set_state put, except for the hash");
    object = make(type);
    for (u32 i = 0; i < link_count[type]; i++) {
        targets[i] = make_ref(link_types[type][i], make(link_types[type][i]));
        links[i] = make(TYPE_REF);
    }
    memcpy(before, samples[type], sizeof before);
    before[0] = 0xbad;
    equal(operate(type, SET_STATE, object, (u32)before, targets[0], targets[1]), FLUKE_SUCCESS);
    equal(operate(type, GET_STATE, object, (u32)after, links[0], links[1]), FLUKE_SUCCESS);
    equal(after[0], object_hash(type, object));
    equal(memcmp(before + 1, after + 1, (state_words[type] - 1) * 4), 0);
    for (u32 i = 0; i < link_count[type]; i++)
        equal(fluke_ref_compare(links[i], targets[i]), 1);

    test(operations[type][SET_STATE], "null pointers leave everything");
    object = make(type);
    for (u32 i = 0; i < link_count[type]; i++) {
        targets[i] = make_ref(link_types[type][i], make(link_types[type][i]));
        links[i] = make(TYPE_REF);
    }
    memcpy(before, samples[type], sizeof before);
    equal(operate(type, SET_STATE, object, (u32)before, targets[0], targets[1]), FLUKE_SUCCESS);
    equal(operate(type, SET_STATE, object, 0, 0, 0), FLUKE_SUCCESS);
    equal(operate(type, GET_STATE, object, (u32)after, links[0], links[1]), FLUKE_SUCCESS);
    equal(memcmp(before + 1, after + 1, (state_words[type] - 1) * 4), 0);
    for (u32 i = 0; i < link_count[type]; i++)
        equal(fluke_ref_compare(links[i], targets[i]), 1);

    test(operations[type][SET_STATE], "null references clear the links");
    object = make(type);
    for (u32 i = 0; i < link_count[type]; i++) {
        targets[i] = make_ref(link_types[type][i], make(link_types[type][i]));
        links[i] = make_ref(TYPE_MUTEX, make(TYPE_MUTEX));
    }
    equal(operate(type, SET_STATE, object, 0, targets[0], targets[1]), FLUKE_SUCCESS);
    equal(operate(type, SET_STATE, object, 0, targets[0] ? make(TYPE_REF) : 0, targets[1] ? make(TYPE_REF) : 0), FLUKE_SUCCESS);
    equal(operate(type, GET_STATE, object, 0, links[0], links[1]), FLUKE_SUCCESS);
    for (u32 i = 0; i < link_count[type]; i++)
        equal(fluke_ref_check(links[i]), 0);

    test(operations[type][GET_STATE], "null pointers skip; a destroyed target reads as null");
    object = make(type);
    u32 target = 0;
    for (u32 i = 0; i < link_count[type]; i++) {
        target = make(link_types[type][i]);
        targets[i] = make_ref(link_types[type][i], target);
        links[i] = make_ref(TYPE_MUTEX, make(TYPE_MUTEX));
    }
    equal(operate(type, SET_STATE, object, 0, targets[0], targets[1]), FLUKE_SUCCESS);
    equal(operate(type, GET_STATE, object, 0, 0, 0), FLUKE_SUCCESS);
    for (u32 i = 0; i < link_count[type]; i++)
        equal(hash_of(links[i]) == hash_of(targets[i]), 0);
    if (link_count[type]) {
        u32 last = link_count[type] - 1;

        equal(operate(link_types[type][last], DESTROY, target, 0, 0, 0), FLUKE_SUCCESS);
        equal(operate(type, GET_STATE, object, 0, links[0], links[1]), FLUKE_SUCCESS);
        equal(fluke_ref_check(links[last]), 0);
    }

    test(operations[type][SET_STATE], "re-created with its old hash and state, it is the same again");
    object = make(type);
    for (u32 i = 0; i < link_count[type]; i++) {
        targets[i] = make_ref(link_types[type][i], make(link_types[type][i]));
        links[i] = make(TYPE_REF);
    }
    memcpy(before, samples[type], sizeof before);
    equal(operate(type, SET_STATE, object, (u32)before, targets[0], targets[1]), FLUKE_SUCCESS);
    equal(operate(type, GET_STATE, object, (u32)before, links[0], links[1]), FLUKE_SUCCESS);
    forget(object);
    equal(operate(type, CREATE, object, before[0], 0, 0), FLUKE_SUCCESS);
    equal(operate(type, SET_STATE, object, (u32)before, links[0], links[1]), FLUKE_SUCCESS);
    equal(operate(type, GET_STATE, object, (u32)after, links[0], links[1]), FLUKE_SUCCESS);
    equal(memcmp(before, after, state_words[type] * 4), 0);
    for (u32 i = 0; i < link_count[type]; i++)
        equal(fluke_ref_compare(links[i], targets[i]), 1);
}

static void plain_references(void)
{
    u32 a, b, m;

    test(ENTRY_ref_copy, "a null reference clears");
    m = make(TYPE_MUTEX);
    a = make_ref(TYPE_MUTEX, m);
    b = make(TYPE_REF);
    equal(fluke_ref_copy(b, a), FLUKE_SUCCESS);
    equal(fluke_ref_check(a), 0);

    test(ENTRY_ref_copy, "onto itself changes nothing");
    a = make_ref(TYPE_MUTEX, make(TYPE_MUTEX));
    equal(fluke_ref_copy(a, a), FLUKE_SUCCESS);
    equal(fluke_ref_check(a), 1);

    test(ENTRY_ref_compare, "same, different, null");
    m = make(TYPE_MUTEX);
    a = make_ref(TYPE_MUTEX, m);
    b = make_ref(TYPE_MUTEX, m);
    equal(fluke_ref_compare(a, b), 1);
    equal(fluke_ref_compare(a, make_ref(TYPE_MUTEX, make(TYPE_MUTEX))), 0);
    equal(fluke_ref_compare(a, make(TYPE_REF)), 0);
    equal(fluke_ref_compare(make(TYPE_REF), make(TYPE_REF)), 1);

    test(ENTRY_ref_compare, "equal hashes do not make objects equal");
    a = slot();
    b = slot();
    fluke_mutex_create(a, 0x77);
    fluke_mutex_create(b, 0x77);
    equal(fluke_ref_compare(make_ref(TYPE_MUTEX, a), make_ref(TYPE_MUTEX, b)), 0);

    test(ENTRY_ref_get_state, "of a null reference is 0, 0");
    struct fluke_regs r = { .eax = make(TYPE_REF), .ebx = 5 };
    fluke_call(ENTRY_ref_get_state, &r);
    equal(r.eax, 0);
    equal(r.ebx, 0);

    test(ENTRY_ref_check, "null is 0, a destroyed target too");
    m = make(TYPE_MUTEX);
    a = make_ref(TYPE_MUTEX, m);
    equal(fluke_ref_check(make(TYPE_REF)), 0);
    equal(fluke_ref_check(a), 1);
    equal(fluke_mutex_destroy(m), 0);
    equal(fluke_ref_check(a), 0);

    test(ENTRY_ref_move, "the target stays");
    a = make_ref(TYPE_MUTEX, make(TYPE_MUTEX));
    b = slot();
    equal(fluke_ref_move(a, b), 0);
    equal(fluke_ref_check(b), 1);

    test(ENTRY_ref_destroy, "the target is not affected");
    m = make(TYPE_MUTEX);
    a = make_ref(TYPE_MUTEX, m);
    equal(fluke_ref_destroy(a), 0);
    equal(fluke_mutex_trylock(m), 0);
}

static void refusals(void)
{
    u32 m;

    test(ENTRY_mutex_destroy, "a locked mutex is MUTEX_LOCKED");
    m = make(TYPE_MUTEX);
    fluke_mutex_trylock(m);
    equal(fluke_mutex_destroy(m), FLUKE_MUTEX_LOCKED);
    fluke_mutex_unlock(m);
    equal(fluke_mutex_destroy(m), FLUKE_SUCCESS);

    test(ENTRY_space_destroy, "one's own space is CURRENT_THREAD");
    equal(fluke_space_destroy(BOOT_SPACE), FLUKE_CURRENT_THREAD);

    test(ENTRY_thread_destroy, "oneself is CURRENT_THREAD");
    equal(fluke_thread_destroy(BOOT_THREAD), FLUKE_CURRENT_THREAD);
}

void object_tests(void)
{
    for (u32 type = 0; type < TYPE_COUNT; type++) {
        creation(type);
        moving(type);
        references(type);
        if (type != TYPE_REF && type != TYPE_THREAD)
            states(type);
    }
    plain_references();
    refusals();
}
