/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The director of storms. Command line: "seed=N" for the first, which the next ones count up from; "storms=N", 0 for
 * no end; "calls=N" that players make in one; "soak": with traffic between them.
 */
#include "fuzz.h"
#include "tests/harness.h"
#include "user/lib/string.h"
#include "user/lib/thread.h"
#include "user/lib/uart.h"
#include <fluke/names.h>

void main(u32 index);

#define TIMER_COUNT (*(volatile u32 *)(TIMER_BASE + 0x380))
#define TIMER_DIVIDE (*(volatile u32 *)(TIMER_BASE + 0x3e0))
#define DIVIDE_BY_1 0xb
#define DIRECTOR_PRIORITY 31
#define LONGEST_SCENE 60000     /* instructions between two disturbances, at most */

extern char image_end[];

static u32 arena, arena_region, image_region;
static u32 space_refs[SPACES], mappings[SPACES][5], port_ref, thread_ref, links[LINKS], link_ref;
static u32 seed, irq_count, calls_made, disturbances, soaking;

static u32 in_root(u32 va)
{
    return arena + (va - ARENA);
}

/* The generator's decisions must not depend on memory that players write: the director's own seed. */
static u32 pick(u32 n) { return below(&seed, n); }

/* What follows NAME on the command line, or null. */
static const char *after(const char *name)
{
    for (const char *p = fluke_abi()->command_line; *p; p++)
        if (after_prefix(p, name))
            return after_prefix(p, name);
    return 0;
}

static u32 option(const char *name, u32 otherwise)
{
    const char *rest = after(name);
    u32 n = 0;

    if (!rest || *rest < '0' || *rest > '9')
        return otherwise;
    for (; *rest >= '0' && *rest <= '9'; rest++)
        n = n * 10 + *rest - '0';
    return n;
}

/* ---- The arena ---- */

static u32 found_type(u32 at)
{
    struct fluke_found found;
    struct fluke_regs r = { .eax = pool_region(), .ebx = at - POOL_BASE, .ecx = 1, .edx = (u32)&found, .esi = 1 };

    fluke_call(ENTRY_region_search, &r);
    return r.esi ? TYPE_COUNT : found.type;
}

static void let_go(u32 at)
{
    u32 type = found_type(at);
    struct fluke_mutex_state unlocked = { .locked = 0 };
    struct fluke_regs r = { .eax = at };

    if (type == TYPE_COUNT)
        return;
    if (type == TYPE_MUTEX)
        fluke_mutex_set_state(at, (u32)&unlocked, 0);
    fluke_call(operations[type][DESTROY], &r);
}

/* A player's space: image, objects, data, private pages, window. Its mappings are the director's, out of reach. */
static void furnish_space(u32 n)
{
    u32 space = in_root(PLACE(TYPE_SPACE, n)), image = (u32)image_end - ROOT_BASE;
    /* The last of the spaces can only look at objects. */
    u32 object_prot = n == SPACES - 1 ? PROT_READ : PROT_ALL;
    const struct { u32 region, state[4]; } parts[4] = {
        { image_region, { 0, ROOT_BASE, image, PROT_READ } },
        { arena_region, { 0, OBJECTS, OBJECT_PAGES * PAGE_SIZE, object_prot } },
        { arena_region, { DATA - ARENA, DATA, DATA_PAGES * PAGE_SIZE, PROT_ALL } },
        { arena_region, { PRIVATE - ARENA, PRIVATE, PLAYERS * PAGE_SIZE, PROT_ALL } },
    };

    let_go(space);
    if (object_create(TYPE_SPACE, space, 0) || object_reference(TYPE_SPACE, space, space_refs[n]))
        return;
    fluke_space_set_state(space, 0, port_ref);
    for (u32 i = 0; i < 4; i++) {
        struct fluke_mapping_state s = { 0, parts[i].state[0], parts[i].state[1], parts[i].state[2], parts[i].state[3] };

        if (object_reference(TYPE_REGION, parts[i].region, link_ref))
            return;
        fluke_mapping_set_state(mappings[n][i], (u32)&s, link_ref, space_refs[n]);
    }
    /* The window shows what the next space has at its own window: a ring of spaces, with one page of memory in it. */
    u32 region = in_root(PLACE(TYPE_REGION, n));
    struct fluke_region_state w = { .start_va = WINDOW, .size = WINDOW_PAGES * PAGE_SIZE, .max_prot = PROT_ALL };
    struct fluke_mapping_state m = { .start_va = WINDOW, .size = WINDOW_PAGES * PAGE_SIZE, .prot = PROT_ALL };

    if (found_type(region) == TYPE_COUNT)
        object_create(TYPE_REGION, region, 0);
    if (found_type(region) != TYPE_REGION || object_reference(TYPE_REGION, region, link_ref))
        return;
    fluke_region_set_state(region, (u32)&w, space_refs[(n + 1) % SPACES], port_ref);
    if (n == 1) {
        m.region_off = DATA - ARENA;
        m.size = DATA_PAGES * PAGE_SIZE;
        object_reference(TYPE_REGION, arena_region, link_ref);
    }
    fluke_mapping_set_state(mappings[n][4], (u32)&m, link_ref, space_refs[n]);
}

/* Something of its proper type at a place, if nothing is there. */
static void furnish(u32 type, u32 n)
{
    u32 at = in_root(PLACE(type, n));

    if (found_type(at) != TYPE_COUNT)
        return;
    if (type >= REFS_AT) {
        u32 of = n % TYPE_REF;

        object_create(TYPE_REF, at, 0);
        object_reference(of, in_root(PLACE(of, pick(SLOTS_EACH))), at);
        return;
    }
    if (type == TYPE_SPACE && n < SPACES)
        return furnish_space(n);
    object_create(type, at, 0);
    if (type == TYPE_PORT && object_reference(TYPE_PSET, in_root(PLACE(TYPE_PSET, n % 4)), link_ref) == 0)
        fluke_port_set_state(at, 0, link_ref);
    if (type == TYPE_PORT && n == 0)
        object_reference(TYPE_PORT, at, port_ref);
}

/* A player from its beginning, or from somewhere else. */
static void start_player(u32 n)
{
    u32 thread = in_root(PLAYER_THREAD(n));
    struct fluke_thread_state s = {
        .thread_va = PLAYER_THREAD(n), .sched_val = 8 + n % 4, .flags = THREAD_EXCEPTION_ENABLE, .eip = (u32)player_entry,
        .eax = PLAYER_THREAD(n), .trap_handler = (u32)player_entry, .interrupt_handler = (u32)player_entry,
        .client_alert_handler = (u32)player_entry, .server_alert_handler = (u32)player_entry,
        .server_pset = PLACE(TYPE_PSET, n % 4),
    };

    if (found_type(thread) != TYPE_THREAD) {
        let_go(thread);
        if (object_create(TYPE_THREAD, thread, 0))
            return;
    }
    fluke_thread_get_state(thread, 0, 0, 0, 0, 0, 0);
    fluke_thread_set_state(thread, (u32)&s, space_refs[n % SPACES], 0, 0, 0, 0);
}

/* What the director does to the players when they least expect it. */
static void disturb(void)
{
    u32 n = pick(PLAYERS), thread = in_root(PLACE(TYPE_THREAD, pick(SLOTS_EACH)));
    struct fluke_thread_state s = { .flags = pick(4) ? 0 : THREAD_PEEK };
    u32 *w = (u32 *)&s;

    disturbances++;
    switch (pick(16)) {
    case 0: case 1: case 2: case 3:
        fluke_thread_interrupt(in_root(PLAYER_THREAD(n)));
        break;
    case 4: case 5:
        start_player(n);
        break;
    case 6: case 7:     /* stop, perhaps edit, go on */
        if (fluke_thread_get_state(thread, (u32)&s, links[0], links[1], links[2], links[3], links[4]))
            break;
        if (pick(3) == 0)
            w[pick(FRAME_WORDS)] = pick(2) ? any(&seed) : DATA + pick(DATA_PAGES * PAGE_SIZE);
        s.sched_val &= 15;
        s.flags &= ~THREAD_STOPPED;
        s.eflags &= ~(u32)EFLAGS_IOPL;
        s.saved_eflags &= ~(u32)EFLAGS_IOPL;
        fluke_thread_set_state(thread, (u32)&s, 0, 0, pick(4) ? 0 : links[2], pick(4) ? 0 : links[3], pick(4) ? 0 : links[4]);
        break;
    case 8: case 9:     /* as a checkpointer would */
        if (fluke_thread_get_state(thread, (u32)&s, links[0], links[1], links[2], links[3], links[4]) ||
            fluke_thread_destroy(thread) || fluke_thread_create(thread, s.hash))
            break;
        s.sched_val &= 15;
        s.flags &= ~THREAD_STOPPED;
        fluke_thread_set_state(thread, (u32)&s, links[0], links[1], links[2], links[3], links[4]);
        break;
    case 10:
        let_go(in_root(OBJECTS + pick(PLACES) * OBJECT_SIZE));
        break;
    case 11:
        furnish_space(pick(SPACES));
        break;
    case 12:
        fluke_region_protect(arena_region, PROT_READ);
        fluke_region_protect(arena_region, PROT_ALL);
        break;
    default:
        for (u32 i = 0; i < 8; i++)
            furnish(pick(REFS_AT + REFS / SLOTS_EACH), pick(SLOTS_EACH));
    }
}

/* So that the storm does not die down: who stopped starts again, who waits may be interrupted. */
static void tend(void)
{
    for (u32 i = 0; i < PLAYERS; i++) {
        u32 thread = in_root(PLAYER_THREAD(i)), chance = pick(8);
        struct fluke_thread_state s = { .flags = THREAD_PEEK };

        if (chance == 0)
            continue;
        if (fluke_thread_get_state(thread, (u32)&s, 0, 0, links[2], 0, 0) || s.flags & THREAD_STOPPED)
            start_player(i);
        else if (chance < 4 && fluke_ref_check(links[2]))
            fluke_thread_interrupt(thread);
    }
}

static void wait_instructions(u32 n)
{
    struct fluke_regs r = { .eax = IRQ_TIMER, .ebx = irq_count };

    TIMER_COUNT = n;
    fluke_call(ENTRY_irq_wait, &r);
    irq_count = r.ebx;
}

static void count_calls(void)
{
    for (u32 i = 0; i < PLAYERS; i++) {
        struct player *p = (struct player *)in_root(PRIVATE + i * PAGE_SIZE);
        u32 n = p->calls;

        /* Players are free to write nonsense there. */
        calls_made += n < LONGEST_SCENE ? n : 0;
        p->calls = 0;
    }
}

/* ---- Afterwards ---- */

/* Those that run user code are stopped, as often as there are any; who is left sleeps, and must have a reason. */
static void settle_storm(void)
{
    u32 running = 1, stuck = 0;

    for (u32 round = 0; running && round < 64; round++) {
        wait_instructions(LONGEST_SCENE);
        running = 0;
        for (u32 i = 0; i < PLACES; i++) {
            u32 at = in_root(OBJECTS + i * OBJECT_SIZE), off;
            struct fluke_thread_state s = { .flags = THREAD_PEEK };

            if (found_type(at) != TYPE_THREAD || fluke_thread_get_state(at, (u32)&s, links[0], links[1], links[2], links[3], links[4]))
                continue;
            off = s.eip - ENTRY_BASE;
            if (s.flags & THREAD_STOPPED || fluke_ref_check(links[2]))
                continue;
            if (off % ENTRY_SIZE == 0 && (off / ENTRY_SIZE == ENTRY_thread_sleep || off / ENTRY_SIZE == ENTRY_irq_wait ||
                (off / ENTRY_SIZE == ENTRY_thread_wait && s.eax == 0)))
                continue;
            running++;
            if (round == 63) {
                stuck++;
                note("thread %x stands at %x, eax %x, flags %x, and waits for nothing", s.hash, s.eip, s.eax, s.flags);
            }
            s.flags = 0;
            fluke_thread_get_state(at, (u32)&s, 0, 0, 0, 0, 0);
        }
    }
    equal(stuck, 0);
}

static void clear_arena(void)
{
    for (u32 i = 0; i < PLACES; i++)
        if (found_type(in_root(OBJECTS + i * OBJECT_SIZE)) == TYPE_THREAD)
            let_go(in_root(OBJECTS + i * OBJECT_SIZE));
    for (u32 i = 0; i < ARENA_PAGES * PAGE_SIZE / OBJECT_SIZE; i++)
        let_go(in_root(ARENA + i * OBJECT_SIZE));
    for (u32 i = 0; i < LINKS; i++)
        fluke_ref_copy(thread_ref, links[i]);
    for (u32 n = 0; n < SPACES; n++) {
        for (u32 i = 0; i < 5; i++) {
            struct fluke_mapping_state none = { 0 };

            fluke_mapping_set_state(mappings[n][i], (u32)&none, thread_ref, thread_ref);
        }
        fluke_ref_copy(thread_ref, space_refs[n]);
    }
    fluke_ref_copy(thread_ref, port_ref);
    fluke_ref_copy(thread_ref, link_ref);
}

/* A round trip, a lock handed on, and a page from a pager: what any system needs. */
static void works(void)
{
    struct subject *client = subject(10), *server = subject(11);
    u32 pset = make(TYPE_PSET), port = make(TYPE_PORT), ref, mutex = make(TYPE_MUTEX);
    static struct fluke_params ask, answer;
    static u32 sent[2048], got[2048], back[2048];
    struct window w;

    must(fluke_port_set_state(port, 0, make_ref(TYPE_PSET, pset)), "works");
    ref = make_ref(TYPE_PORT, port);
    for (u32 i = 0; i < 2048; i++)
        sent[i] = any(&seed);
    answer = (struct fluke_params){ .recv_words = 2048, .recv_address = (u32)got, .send_words = 2048, .send_address = (u32)got };
    ask = (struct fluke_params){ .send_words = 2048, .send_address = (u32)sent, .recv_words = 2048, .recv_address = (u32)back };
    call(server, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = (u32)&answer);
    call(client, ENTRY_ipc_client_connect_send_over_receive, .eax = ref, .ebx = (u32)&ask);
    ipc_returned(server, FLUKE_SUCCESS);
    call(server, ENTRY_ipc_server_ack_send_wait_receive, .ebx = (u32)&answer);
    ipc_returned(client, FLUKE_IPC_RECV_DISCONNECTED);
    equal(memcmp(sent + MIN_MSG_WORDS, back, (2048 - MIN_MSG_WORDS) * 4), 0);

    call(client, ENTRY_mutex_lock, .eax = mutex);
    call(server, ENTRY_mutex_lock, .eax = mutex);
    equal(server->finished, 0);
    call(client, ENTRY_mutex_unlock, .eax = mutex);
    returned(server, FLUKE_SUCCESS);
    call(server, ENTRY_mutex_unlock, .eax = mutex);

    window_open(&w, WINDOW_BASE, 4, root_space_ref());
    call(client, ENTRY_thread_get_saved_state, .eax = client->thread, .ebx = WINDOW_BASE + PAGE_SIZE);
    holds(pager_asked(PAGE_SIZE, PROT_WRITE));
    window_supply(&w, PAGE_SIZE, pages(1));
    pager_answer();
    returned(client, FLUKE_SUCCESS);
}

/* What a system does all day: round trips, locks, paging; threads and spaces that come and go. */
static void traffic(void)
{
    for (u32 i = 0; i < 10; i++) {
        works();
        clean_up();
        for (u32 n = 0; n < PLACES; n++)
            object_create(n % 4 ? TYPE_THREAD : TYPE_SPACE, in_root(OBJECTS + n * OBJECT_SIZE), 0);
        for (u32 n = 0; n < PLACES; n++)
            let_go(in_root(OBJECTS + n * OBJECT_SIZE));
    }
}

static u32 calls_wanted, director_thread, director_stack[1024];

static void storm(void)
{
    calls_made = disturbances = 0;
    for (u32 i = 0; i < SPACES; i++)
        furnish_space(i);
    for (u32 type = 0; type < REFS_AT + REFS / SLOTS_EACH; type++)
        for (u32 n = 0; n < SLOTS_EACH; n++)
            furnish(type, n);
    for (u32 i = 0; i < PLAYERS; i++) {
        *(struct player *)in_root(PRIVATE + i * PAGE_SIZE) = (struct player){ .seed = any(&seed) };
        start_player(i);
    }
    while (calls_made < calls_wanted) {
        wait_instructions(1 + pick(pick(4) ? LONGEST_SCENE : 2000));
        disturb();
        count_calls();
        tend();
    }
    settle_storm();
    clear_arena();
}

/* More urgent than any player makes another; main, which is not, sleeps meanwhile. */
static void director(u32 unused)
{
    for (;;) {
        fluke_thread_wait(0);
        storm();
        fluke_thread_interrupt(BOOT_THREAD);
    }
}

static void storm_test(u32 number)
{
    u32 before;

    test(ENTRY_COUNT, "storm with seed %u, %u calls", number, calls_wanted);
    seed = number * 2654435761u + 1;
    /* Of hlt instructions: wild jumps soon end. (Zeroes are code that changes itself, which QEMU is slow at.) */
    memset((void *)arena, 0xf4, ARENA_PAGES * PAGE_SIZE);
    before = fluke_abi()->kmem_used;
    if (soaking)
        traffic();
    fluke_thread_interrupt(director_thread);
    fluke_thread_wait(0);
    if (!equal(fluke_abi()->kmem_used, before))
        note("kernel memory has not come back");
    note("seed %u: %u calls, %u disturbances, %u bytes used", number, calls_made, disturbances, fluke_abi()->kmem_used);
    works();
}

void main(u32 index)
{
    u32 first, storms;

    tests_begin();
    soaking = after("soak") != 0;
    first = option("seed=", 1);
    storms = option("storms=", 20);
    calls_wanted = option("calls=", 50000);
    arena = page_alloc(ARENA_PAGES);
    arena_region = region_new(arena, ARENA_PAGES * PAGE_SIZE);
    image_region = region_new(ROOT_BASE, (u32)image_end - ROOT_BASE);
    fluke_region_protect(image_region, PROT_READ);
    port_ref = object_new(TYPE_REF, 0);
    link_ref = object_new(TYPE_REF, 0);
    thread_ref = object_new(TYPE_REF, 0);       /* stays null */
    for (u32 i = 0; i < LINKS; i++)
        links[i] = object_new(TYPE_REF, 0);
    for (u32 n = 0; n < SPACES; n++) {
        space_refs[n] = object_new(TYPE_REF, 0);
        for (u32 i = 0; i < 5; i++)
            mappings[n][i] = object_new(TYPE_MAPPING, 0);
    }
    TIMER_DIVIDE = DIVIDE_BY_1;
    plan_calls();
    director_thread = object_alloc();
    must(thread_start(director_thread, root_space_ref(), director, 0, (u32)(director_stack + 1024), DIRECTOR_PRIORITY, EFLAGS_IOPL,
             "director"), "director");
    settle();
    /* Page tables of root's own come with the first use of its memory. */
    test(ENTRY_COUNT, "what is to work afterwards works before");
    works();
    for (u32 i = 0; i < storms || !storms; i++)
        storm_test(first + i);
    tests_end();
    machine_exit();
}
