/* SPDX-License-Identifier: BSD-2-Clause */
/* Playing the scenes, undisturbed and disturbed. See sweep.h. */
#include "sweep.h"
#include "user/lib/string.h"
#include "user/lib/thread.h"
#include "user/lib/uart.h"
#include <fluke/names.h>

void main(u32 index);
void depart(void);

#define TIMER_COUNT (*(volatile u32 *)(TIMER_BASE + 0x380))
#define TIMER_DIVIDE (*(volatile u32 *)(TIMER_BASE + 0x3e0))
#define DIVIDE_BY_1 0xb

/* The surgeon is more urgent than all others; main is in between. */
#define SURGEON_PRIORITY 30
#define POINTS_LIMIT 100000
#define STRIDE 32

u32 depart_count, depart_entry;
static u32 ticks;   /* when the caller set out */

#define ACTORS 4
static struct subject *actors[ACTORS];
static u32 actor_count, victim;
static u32 mutexes[2], mutex_count;
static u32 surgeon_stack[512], owner_ref;

/* What the surgeon found: nothing, as the play was over before the timer; or see sweep.h. */
static volatile enum { NOBODY, NO_CALL, USER_CODE, IN_CALL, TICKED } found;

#define RESULT_WORDS 1024
static u32 words[RESULT_WORDS], expected[RESULT_WORDS], word_count, expected_count;

static u32 points_total, differences_total, number, failures, cast;
static struct { u32 points, peer_points; } entries[ENTRY_COUNT];

static void print(const char *format, ...)
{
    char line[200];
    struct text t = text_in(line, sizeof line);
    va_list args;

    va_start(args, format);
    text_vformat(&t, format, args);
    va_end(args);
    uart_write(COM1, line, t.used);
}

struct subject *actor(u32 priority)
{
    must(actor_count == ACTORS, "actors of a scene");
    return actors[actor_count++] = subject(priority);
}

void owned(u32 mutex)
{
    must(mutex_count == 2, "mutexes of a scene");
    mutexes[mutex_count++] = mutex;
}

void swept(void)
{
    TIMER_COUNT = 0;
}

void result(u32 word)
{
    swept();
    must(word_count == RESULT_WORDS, "words of a result");
    words[word_count++] = word;
}

void result_memory(u32 address, u32 count)
{
    for (u32 i = 0; i < count; i++)
        result(((u32 *)address)[i]);
}

void result_registers(struct subject *s)
{
    result(s->finished);
    result(s->trap);
    result_memory((u32)&s->out, sizeof s->out / 4);
}

void set_ready(struct subject *s, u32 entry, struct fluke_regs r)
{
    depart_entry = ENTRY_BASE + entry * ENTRY_SIZE;
    ticks = fluke_abi()->ticks;
    start_at(s, (u32)depart, r);
}

void set_out(struct subject *s, u32 entry, struct fluke_regs r)
{
    set_ready(s, entry, r);
    settle();
}

/* The surgeon's own records: main may be in the middle of using the subjects'. */
static struct chart { struct fluke_thread_state frame; u32 links[LINKS]; int running; u32 new_links[LINKS]; } charts[ACTORS];

static void charts_begin(void)
{
    for (u32 i = 0; i < ACTORS; i++)
        for (u32 k = 0; k < LINKS; k++) {
            charts[i].links[k] = object_alloc();
            must(fluke_ref_create(charts[i].links[k]), "charts");
        }
}

/* Stop it, and get all of it. */
static void extract(struct subject *a, struct chart *c)
{
    u32 *l = c->links;

    c->frame.flags = THREAD_PEEK;
    must(fluke_thread_get_state(a->thread, (u32)&c->frame, 0, 0, 0, 0, 0), "extract");
    c->running = !(c->frame.flags & THREAD_STOPPED);
    c->frame.flags = 0;
    must(fluke_thread_get_state(a->thread, (u32)&c->frame, l[0], l[1], l[2], l[3], l[4]), "extract");
}

/*
 * Extract, destroy, create from the extracted state alone (a checkpointer's recipe: everybody who names the
 * thread is stopped too, and told of the new one).
 */
static void operate(struct subject *v)
{
    struct chart *c = &charts[victim];
    u32 owns[2], *l = c->links;

    for (u32 i = 0; i < mutex_count; i++) {
        fluke_mutex_get_state(mutexes[i], 0, owner_ref);
        owns[i] = fluke_ref_compare(owner_ref, v->ref);
    }
    for (u32 i = 0; i < actor_count; i++) {
        extract(actors[i], &charts[i]);
        for (u32 k = 0; k < LINKS; k++)
            charts[i].new_links[k] = i != victim && fluke_ref_compare(charts[i].links[k], v->ref) ? v->ref : 0;
    }
    if (fluke_abi()->ticks != ticks)
        found = TICKED;
    else if (!settling() || !v->started || v->finished)
        found = NO_CALL;
    else
        found = c->frame.eip - ENTRY_BASE < ENTRY_COUNT * ENTRY_SIZE ? IN_CALL : USER_CODE;
    must(fluke_thread_destroy(v->thread), "destroy the victim");
    must(fluke_thread_create(v->thread, c->frame.hash), "create the victim");
    must(fluke_thread_reference(v->thread, v->ref), "reference the victim");
    must(fluke_thread_set_state(v->thread, (u32)&c->frame, l[0], l[1], l[2], l[3], l[4]), "set the victim's state");
    for (u32 i = 0; i < mutex_count; i++)
        if (owns[i])
            fluke_mutex_set_state(mutexes[i], 0, v->ref);
    for (u32 i = 0; i < actor_count; i++) {
        u32 *n = charts[i].new_links;
        if (charts[i].running)
            charts[i].frame.flags &= ~THREAD_STOPPED;
        must(fluke_thread_set_state(actors[i]->thread, (u32)&charts[i].frame, 0, 0, n[2], n[3], n[4]), "let an actor go on");
    }
}

static void surgeon(u32 argument)
{
    struct fluke_regs r = { .eax = IRQ_TIMER };

    for (;;) {
        r.eax = IRQ_TIMER;
        fluke_call(ENTRY_irq_wait, &r);
        if (victim < actor_count) {
            operate(actors[victim]);
        }
    }
}

/* From nothing to a result, with the timer set to COUNT (0: never). Returns whether it came in time. */
static int play(const struct scene *scene, u32 count)
{
    word_count = actor_count = mutex_count = 0;
    found = NOBODY;
    depart_count = count;
    scene->play(scene);
    cast = actor_count;
    actor_count = 0;
    TIMER_COUNT = 0;
    clean_up();
    return found != NOBODY;
}

static int same(void)
{
    return word_count == expected_count && memcmp(words, expected, word_count * 4) == 0;
}

static void show_difference(const struct scene *scene, u32 n)
{
    u32 i = 0;

    while (i < word_count && i < expected_count && words[i] == expected[i])
        i++;
    print("# %s/%s: victim %u, instruction %u: word %u of %u is %x, undisturbed %x\n", entry_names[scene->entry], scene->name,
        victim, n, i, expected_count, words[i], expected[i]);
}

/* The points of one victim, USUAL apart while it is in its call. */
static void sweep_victim(const struct scene *scene, u32 usual, u32 *points, u32 *differences)
{
    u32 n = 1, step = usual;

    while (play(scene, n)) {
        must(n > POINTS_LIMIT, "the scene does not end");
        /* The clock came in between, and what it did was counted: N is another point than otherwise. */
        if (found == TICKED && same())
            continue;
        if (found != NO_CALL && step == STRIDE) {
            /* Back to where the call began. */
            n -= step - usual;
            step = usual;
            continue;
        }
        *points += found == IN_CALL;
        if (!same() && !(*differences)++)
            show_difference(scene, n);
        step = found == NO_CALL ? STRIDE : usual;
        n += step;
    }
}

static void sweep(const struct scene *scene)
{
    u32 points = 0, differences = 0, actors_in_it, every = scene->type >> 24;

    if (!every)
        every = entries[scene->entry].points ? VARIATION_STEP : 1;

    victim = 0;
    play(scene, 0);
    memcpy(expected, words, sizeof words);
    expected_count = word_count;
    actors_in_it = cast;
    for (victim = 0; victim < actors_in_it; victim++) {
        u32 before = points;
        sweep_victim(scene, every, &points, &differences);
        if (every == 1 && victim)
            entries[scene->entry].peer_points += points - before;
        else if (every == 1)
            entries[scene->entry].points += points - before;
    }
    points_total += points;
    differences_total += differences;
    failures += differences != 0;
    print("%s %u - %s/%s: %u points, %u differences%s%s\n", differences ? "not ok" : "ok", ++number, entry_names[scene->entry],
        scene->name, points, differences, scene->freedom ? "; free: " : "", scene->freedom ? scene->freedom : "");
}

/* The calls of a conversation: its peer must have been a victim, too. */
static int has_peer(u32 entry)
{
    return after_prefix(entry_names[entry], "ipc_") != 0;
}

static void check_entries(void)
{
    for (u32 e = 0; e < ENTRY_COUNT; e++)
        if (!entries[e].points || (has_peer(e) && !entries[e].peer_points)) {
            failures++;
            print("not ok %u - %s/has been swept: %u points of the caller, %u of a peer\n", ++number, entry_names[e],
                entries[e].points, entries[e].peer_points);
        }
}

/* The command line may end with what to sweep: what ENTRY/SCENE begins with, as in only=ipc_client_send/to a receiver. */
static const char *only(void)
{
    for (const char *at = fluke_abi()->command_line; *at; at++) {
        const char *name = after_prefix(at, "only=");
        if (name)
            return name;
    }
    return "";
}

static int wanted(const struct scene *scene)
{
    char name[120];
    struct text t = text_in(name, sizeof name);

    text_format(&t, "%s/%s", entry_names[scene->entry], scene->name);
    return after_prefix(name, only()) != 0;
}

void main(u32 index)
{
    static const struct scenes *const all[] = { &object_scenes, &sync_scenes, &memory_scenes, &ipc_scenes };

    tests_begin();
    TIMER_DIVIDE = DIVIDE_BY_1;
    owner_ref = object_alloc();
    must(fluke_ref_create(owner_ref), "owner_ref");
    charts_begin();
    ipc_scenes_make();
    must(thread_start(object_alloc(), root_space_ref(), surgeon, 0, (u32)(surgeon_stack + 512), SURGEON_PRIORITY, EFLAGS_IOPL,
             "surgeon"), "surgeon");
    for (u32 k = 0; k < sizeof all / sizeof all[0]; k++)
        for (u32 i = 0; i < all[k]->count; i++)
            if (wanted(&all[k]->list[i]))
                sweep(&all[k]->list[i]);
    if (!*only())
        check_entries();
    print("# total %u points, %u differences\n1..%u\n", points_total, differences_total, number);
    asm volatile("outb %0, %1" : : "a"((u8)(failures != 0)), "Nd"((u16)0xf4));
}
