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
#define POINTS_LIMIT 200000
#define ALIKE_LIMIT 24
#define LARGE_STEP 32

u32 depart_count, depart_entry;

#define ACTORS 4
static struct subject *actors[ACTORS];
static u32 actor_count, victim;
static u32 mutexes[2], mutex_count;
static volatile u32 interrupted, in_call; /* the surgeon has been at work; on a victim that had not returned yet */
static u32 surgeon_stack[512], owner_ref;
static u32 states;  /* of all actors, when the surgeon looked: a sum of them */

#define RESULT_WORDS 1024
static u32 words[RESULT_WORDS], expected[RESULT_WORDS], word_count, expected_count;

static u32 points_total, differences_total, number, failures, cast;

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

void result(u32 word)
{
    TIMER_COUNT = 0;    /* the play is over: what is left is looking */
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

void set_out(struct subject *s, u32 entry, struct fluke_regs r)
{
    depart_entry = ENTRY_BASE + entry * ENTRY_SIZE;
    start_at(s, (u32)depart, r);
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

static void extract(struct subject *a, struct chart *c, u32 flags)
{
    u32 *l = c->links;

    c->frame.flags = flags;
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
        extract(actors[i], &charts[i], THREAD_PEEK);
        charts[i].running = !(charts[i].frame.flags & THREAD_STOPPED);
        extract(actors[i], &charts[i], 0);
        for (u32 k = 0; k < LINKS; k++)
            charts[i].new_links[k] = i != victim && fluke_ref_compare(charts[i].links[k], v->ref) ? v->ref : 0;
    }
    states = 0;
    for (u32 i = 0; i < actor_count; i++)
        for (u32 k = WORD_hash + 1; k < FRAME_WORDS; k++) /* each play has new hashes */
            states = states * 31 + ((u32 *)&charts[i].frame)[k];
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
            in_call = !actors[victim]->finished;
            operate(actors[victim]);
            interrupted = 1;
        }
    }
}

/* From nothing to a result, with the timer set to COUNT (0: never). Returns whether it came in time. */
static int play(const struct scene *scene, u32 count)
{
    word_count = actor_count = mutex_count = interrupted = 0;
    depart_count = count;
    scene->play(scene);
    cast = actor_count;
    actor_count = 0;
    TIMER_COUNT = 0;
    clean_up();
    return (int)interrupted;
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

static void sweep(const struct scene *scene)
{
    u32 points = 0, differences = 0, actors_in_it;

    victim = 0;
    play(scene, 0);
    memcpy(expected, words, sizeof words);
    expected_count = word_count;
    actors_in_it = cast;
    for (victim = 0; victim < actors_in_it; victim++)
        for (u32 n = 1, alike = 0, step = 1, last = 0; n < POINTS_LIMIT && play(scene, n); n += step) {
            points += in_call;
            if (!same() && !differences++)
                show_difference(scene, n);
            /*
             * Where nothing that can be extracted has changed for long (all sleep, and main is at work), go in
             * larger steps; at the first change, go back to where it must lie, and on one by one.
             */
            if (states == last) {
                if (++alike > ALIKE_LIMIT)
                    step = LARGE_STEP;
            } else {
                if (step > 1)
                    n -= step - 1;
                step = 1;
                alike = 0;
                last = states;
            }
        }
    points_total += points;
    differences_total += differences;
    failures += differences != 0;
    print("%s %u - %s/%s: %u points, %u differences%s%s\n", differences ? "not ok" : "ok", ++number, entry_names[scene->entry],
        scene->name, points, differences, scene->freedom ? "; free: " : "", scene->freedom ? scene->freedom : "");
}

void main(u32 index)
{
    tests_begin();
    TIMER_DIVIDE = DIVIDE_BY_1;
    owner_ref = object_alloc();
    must(fluke_ref_create(owner_ref), "owner_ref");
    charts_begin();
    must(thread_start(object_alloc(), root_space_ref(), surgeon, 0, (u32)(surgeon_stack + 512), SURGEON_PRIORITY, EFLAGS_IOPL,
             "surgeon"), "surgeon");
    for (u32 i = 0; i < scene_count; i++)
        sweep(&scenes[i]);
    print("# total %u points, %u differences\n1..%u\n", points_total, differences_total, number);
    asm volatile("outb %0, %1" : : "a"((u8)(failures != 0)), "Nd"((u16)0xf4));
}
