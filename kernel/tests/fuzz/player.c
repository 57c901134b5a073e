/* SPDX-License-Identifier: BSD-2-Clause */
/* What players do. This code runs in the players' spaces: it has no writable memory but its own page of the arena. */
#include "fuzz.h"
#include "tests/harness.h"
#include "user/lib/string.h"

void odd_selectors(u32 selector);
void odd_flags(u32 flags);
void odd_instruction(u32 number);

/* For player_entry.S. */
asm(".globl player_threads, player_stacks\n");
#define NUMBER(name, value) asm(".set " #name ", %c0" : : "i"(value))

/* Kinds of operands: an object of a type, a reference at one, and */
enum { ANYTHING = 0, OBJECT = 0x20, REF = 0x40, SELF = 0x80, PARAMS, STATE, SMALL, SPOT, FREE_PLACE };

struct hint { u8 first, last, operands[7]; };

#define O(type) (OBJECT | TYPE_##type)
#define R(type) (REF | TYPE_##type)

static const struct hint hints[] = {
    { ENTRY_thread_enable_exceptions, ENTRY_thread_disable_exceptions, { SELF } },
    { ENTRY_thread_get_handlers, ENTRY_thread_set_handlers, { SELF, SPOT, SPOT, SPOT, SPOT } },
    { ENTRY_thread_return_from_exception, ENTRY_thread_return_from_exception, { SELF } },
    { ENTRY_thread_get_state, ENTRY_thread_set_state, { O(THREAD), STATE, R(SPACE), R(PORT), R(MUTEX), R(THREAD), R(THREAD) } },
    { ENTRY_ref_copy, ENTRY_ref_compare, { R(COUNT), R(COUNT) } },
    { ENTRY_ref_check, ENTRY_ref_check, { R(COUNT) } },
    { ENTRY_mutex_trylock, ENTRY_mutex_unlock, { O(MUTEX) } },
    { ENTRY_cond_signal, ENTRY_cond_broadcast, { O(COND) } },
    { ENTRY_region_protect, ENTRY_region_protect, { O(REGION), SMALL } },
    { ENTRY_mapping_protect, ENTRY_mapping_protect, { O(MAPPING), SMALL } },
    { ENTRY_thread_interrupt, ENTRY_thread_interrupt, { O(THREAD) } },
    { ENTRY_thread_get_client, ENTRY_thread_set_server, { SELF, R(THREAD), ANYTHING } },
    { ENTRY_thread_get_saved_state, ENTRY_thread_set_saved_state, { SELF, SPOT } },
    { ENTRY_mutex_lock, ENTRY_mutex_lock, { O(MUTEX) } },
    { ENTRY_thread_schedule, ENTRY_thread_schedule, { O(THREAD), O(PORT) } },
    { ENTRY_ipc_call, ENTRY_ipc_call, { R(PORT), PARAMS } },
    { ENTRY_ipc_client_alert, ENTRY_ipc_server_alert, { SMALL, SMALL } },
    { ENTRY_thread_sleep, ENTRY_thread_sleep, { ANYTHING, SMALL, SMALL, SMALL } },
    { ENTRY_thread_wait, ENTRY_thread_wait, { R(THREAD) } },
    { ENTRY_irq_wait, ENTRY_irq_wait, { SMALL } },
    { ENTRY_cond_wait, ENTRY_cond_wait, { O(COND), O(MUTEX) } },
    { ENTRY_region_search, ENTRY_region_search, { O(REGION), SMALL, ANYTHING, SPOT, SMALL } },
    { ENTRY_ipc_send, ENTRY_ipc_send, { R(PORT), PARAMS } },
    { ENTRY_ipc_reply, ENTRY_ipc_reply_wait_receive, { ANYTHING, PARAMS } },
    { ENTRY_ipc_setup_wait_receive, ENTRY_ipc_setup_wait_receive, { O(PSET), PARAMS } },
    { ENTRY_ipc_wait_receive, ENTRY_ipc_wait_receive, { ANYTHING, PARAMS } },
    { ENTRY_ipc_client_connect_send, ENTRY_ipc_client_connect_send_over_receive, { R(PORT), PARAMS } },
    { ENTRY_ipc_server_ack_send_wait_receive, ENTRY_ipc_server_ack_send_over_receive,
      { SMALL, PARAMS, SMALL, SPOT, SPOT, SPOT } },
};

static u32 spot(u32 *seed)
{
    static const u32 odd[] = {
        0, 4, 0xfffffffc, 0xffffffff, USER_END - 4, USER_END, USER_END - 16, ENTRY_BASE, ABI_BASE, 0xc0100000, ROOT_BASE,
        WINDOW, WINDOW + WINDOW_PAGES * PAGE_SIZE - 4, ARENA + ARENA_PAGES * PAGE_SIZE - 4, 0x7ffffffc,
    };

    switch (below(seed, 8)) {
    case 0: return odd[below(seed, sizeof odd / sizeof odd[0])];
    case 1: return DATA + below(seed, DATA_PAGES * PAGE_SIZE);
    case 2: return DATA + (1 + below(seed, DATA_PAGES)) * PAGE_SIZE - 4 * below(seed, 8);
    case 3: return WINDOW + (below(seed, WINDOW_PAGES * PAGE_SIZE) & ~3u);
    default: return DATA + (below(seed, DATA_PAGES * PAGE_SIZE) & ~3u);
    }
}

static u32 block(u32 *seed)
{
    return DATA + below(seed, BLOCKS) * BLOCK;
}

static u32 place(u32 *seed, u32 type)
{
    if (type >= TYPE_COUNT)
        type = below(seed, TYPE_COUNT);
    return PLACE(type, below(seed, SLOTS_EACH));
}

static u32 reference(u32 *seed, u32 type)
{
    if (type >= TYPE_REF)
        return PLACE(REFS_AT, below(seed, REFS));
    return PLACE(REFS_AT, type + TYPE_REF * below(seed, REFS / TYPE_REF));
}

static u32 number(u32 *seed)
{
    switch (below(seed, 4)) {
    case 0: return any(seed);
    case 1: return 1u << below(seed, 32);
    default: return below(seed, 40);
    }
}

static u32 operand(u32 *seed, u32 kind, u32 self)
{
    u32 chance = below(seed, 16);

    if (chance == 0)
        kind = ANYTHING;
    if (kind == ANYTHING)
        switch (below(seed, 6)) {
        case 0: return spot(seed);
        case 1: return block(seed);
        case 2: return place(seed, TYPE_COUNT);
        case 3: return reference(seed, TYPE_COUNT);
        default: return number(seed);
        }
    if (kind == SELF)
        return self;
    if (kind == PARAMS || kind == STATE)
        return block(seed);
    if (kind == SMALL)
        return below(seed, 24);
    if (kind == SPOT)
        return spot(seed);
    if (kind == FREE_PLACE)
        return chance < 12 ? place(seed, TYPE_COUNT) : OBJECTS + below(seed, PLACES) * OBJECT_SIZE;
    if (kind & REF)
        return chance == 1 ? 0 : reference(seed, kind & 0x1f);
    return place(seed, kind & 0x1f);
}

static u8 operands[ENTRY_COUNT][7];

static void plan(u32 entry, u8 a, u8 b, u8 c, u8 d)
{
    operands[entry][0] = a;
    operands[entry][1] = b;
    operands[entry][2] = c;
    operands[entry][3] = d;
}

void plan_calls(void)
{
    for (u32 type = 0; type < TYPE_COUNT; type++) {
        const u8 *calls = operations[type];

        plan(calls[CREATE], FREE_PLACE, ANYTHING, 0, 0);
        plan(calls[DESTROY], OBJECT | type, ANYTHING, 0, 0);
        plan(calls[MOVE], OBJECT | type, FREE_PLACE, 0, 0);
        plan(calls[REFERENCE], OBJECT | type, R(COUNT), 0, 0);
        plan(calls[GET_STATE], OBJECT | type, STATE, REF | link_types[type][0], REF | link_types[type][1]);
        if (type != TYPE_REF)
            plan(calls[SET_STATE], OBJECT | type, STATE, REF | link_types[type][0], REF | link_types[type][1]);
    }
    for (u32 i = 0; i < sizeof hints / sizeof hints[0]; i++)
        for (u32 entry = hints[i].first; entry <= hints[i].last; entry++)
            memcpy(operands[entry], hints[i].operands, 7);
}

/* A block of parameters or of a type's state: mostly sensible. */
static void write_block(u32 *seed)
{
    u32 *w = (u32 *)block(seed);

    switch (below(seed, 8)) {
    case 0:     /* anything */
        for (u32 i = 0; i < 30; i++)
            w[i] = operand(seed, ANYTHING, 0);
        return;
    case 1:     /* a table of buffers or references */
        for (u32 i = 0; i < 16; i += 2) {
            w[i] = below(seed, 4) ? below(seed, 3000) : number(seed);
            w[i + 1] = below(seed, 2) ? spot(seed) : reference(seed, TYPE_COUNT);
        }
        return;
    case 2: case 3: {   /* a thread's state */
        struct fluke_thread_state *s = (void *)w;

        for (u32 i = 0; i < FRAME_WORDS; i++)
            w[i] = operand(seed, below(seed, 3) ? SPOT : ANYTHING, 0);
        s->sched_val = below(seed, 20);
        s->thread_va = PLAYER_THREAD(below(seed, PLAYERS));
        s->flags = any(seed) & (below(seed, 2) ? ~(u32)THREAD_TRACE : ~0u) & ~(u32)(below(seed, 4) ? THREAD_STOPPED : 0);
        s->eip = below(seed, 8) ? ENTRY_BASE + below(seed, ENTRY_COUNT) * ENTRY_SIZE : spot(seed);
        s->esp = PRIVATE + (1 + below(seed, PLAYERS)) * PAGE_SIZE - 64;
        s->eflags &= ~(u32)EFLAGS_IOPL;
        s->saved_eflags &= ~(u32)EFLAGS_IOPL;
        s->trap_handler = below(seed, 4) ? (u32)player_entry : 0;
        s->interrupt_handler = below(seed, 4) ? (u32)player_entry : 0;
        s->server_pset = place(seed, TYPE_PSET);
        s->server_oneway_eip = s->server_idempotent_eip = s->server_reliable_eip = below(seed, 8) ? 0 : (u32)player_entry;
        return;
    }
    case 4: {   /* a region's, or a mapping's */
        u32 at = below(seed, 2) ? ARENA : WINDOW;

        w[0] = 0;
        for (u32 i = 1; i < 4; i++)
            w[i] = below(seed, 12) ? at + below(seed, 32) * PAGE_SIZE : number(seed);
        w[3] = below(seed, 12) ? below(seed, 32) * PAGE_SIZE : number(seed);
        w[2] = below(seed, 2) ? w[2] : w[3];
        w[4] = below(seed, 4);
        return;
    }
    default: {  /* message parameters */
        struct fluke_params *p = (void *)w;

        *p = (struct fluke_params){
            .send_words = below(seed, 6) ? below(seed, 40) : below(seed, 5000), .send_address = spot(seed) & ~3u,
            .recv_words = below(seed, 6) ? below(seed, 40) : below(seed, 5000), .recv_address = spot(seed) & ~3u,
            .send_table = block(seed), .send_ref_table = block(seed), .recv_table = block(seed), .recv_ref_table = block(seed),
        };
        if (below(seed, 4) == 0)
            w[0] = any(seed) & 0x07070707;
        if (below(seed, 16) == 0)
            w[below(seed, 9)] = number(seed);
    }
    }
}

static void odd(u32 *seed)
{
    switch (below(seed, 4)) {
    case 0: odd_selectors(below(seed, 4) ? below(seed, 64) : 0x23); break;
    case 1: odd_flags(any(seed) & 0x3f7fd5); break;
    case 2: odd_instruction(any(seed)); break;
    default: *(volatile u32 *)spot(seed);
    }
}

void play(u32 index)
{
    struct player *p = (struct player *)(PRIVATE + index * PAGE_SIZE);
    u32 *seed = &p->seed;

    NUMBER(player_threads, PLAYER_THREAD(0));
    NUMBER(player_stacks, PRIVATE + PAGE_SIZE);
    fluke_thread_enable_exceptions(fluke_thread_self());
    for (;;) {
        u32 entry = below(seed, ENTRY_COUNT), self = fluke_thread_self(), *w;
        struct fluke_regs r;

        for (u32 n = below(seed, 3); n; n--)
            write_block(seed);
        if (below(seed, 48) == 0)
            odd(seed);
        w = &r.eax;
        for (u32 k = 0; k < 7; k++)
            w[k] = operand(seed, operands[entry][k], self);
        if (entry == ENTRY_thread_wait && r.eax == 0)
            continue;
        if (entry == ENTRY_thread_sleep && r.edx)
            r.edx = 0, r.eax = (fluke_abi()->ticks + below(seed, 3)) * fluke_abi()->tick_us;
        p->calls += 2;
        fluke_call(entry, &r);
    }
}
