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
#define POINTS_LIMIT 20000

u32 depart_count, depart_entry;

#define ACTORS 4
static struct subject *actors[ACTORS];
static u32 actor_count, victim;
static u32 mutexes[2], mutex_count;
static volatile u32 interrupted;
static u32 surgeon_stack[512];

#define RESULT_WORDS 1024
static u32 words[RESULT_WORDS], expected[RESULT_WORDS], word_count, expected_count;

static u64 points_total;
static u32 differences_total;

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

/* Extract, destroy, create from the extracted state alone; who names the old thread is told of the new one. */
static void operate(struct subject *s)
{
    static u32 owner_ref;
    int owns[2] = { 0, 0 };

    if (!owner_ref)
        owner_ref = object_alloc();
    must(fluke_ref_create(owner_ref), "owner_ref");
    for (u32 i = 0; i < mutex_count; i++) {
        fluke_mutex_get_state(mutexes[i], 0, owner_ref);
        owns[i] = (int)fluke_ref_compare(owner_ref, s->ref);
    }
    recreate_among(s, actors, actor_count);
    for (u32 i = 0; i < mutex_count; i++)
        if (owns[i])
            fluke_mutex_set_state(mutexes[i], 0, s->ref);
    fluke_ref_destroy(owner_ref);
}

static void surgeon(u32 argument)
{
    struct fluke_regs r = { .eax = IRQ_TIMER };

    for (;;) {
        r.eax = IRQ_TIMER;
        fluke_call(ENTRY_irq_wait, &r);
        if (actor_count) {
            operate(actors[victim]);
            interrupted = 1;
        }
    }
}

/* Returns whether the interrupt came before the end. */
static int play(const struct scene *scene, u32 count)
{
    word_count = actor_count = mutex_count = 0;
    interrupted = 0;
    depart_count = count;
    test(scene->entry, "%s", scene->name);
    scene->play(scene);
    actor_count = 0;
    TIMER_COUNT = 0;
    return interrupted;
}

static int same(void)
{
    return word_count == expected_count && memcmp(words, expected, word_count * 4) == 0;
}

static void sweep(const struct scene *scene)
{
    u32 points = 0, differences = 0, victims;

    victim = 0;
    play(scene, 0);
    memcpy(expected, words, sizeof words);
    expected_count = word_count;
    victims = 1;
    for (victim = 0; victim < victims; victim++)
        for (u32 n = 1; n < POINTS_LIMIT; n++) {
            int in_time;
            depart_count = n;
            word_count = mutex_count = interrupted = 0;
            actor_count = 0;
            test(scene->entry, "%s", scene->name);
            scene->play(scene);
            victims = actor_count;
            actor_count = 0;
            TIMER_COUNT = 0;
            in_time = interrupted;
            if (!in_time)
                break;
            points++;
            if (same())
                continue;
            if (!differences++)
                for (u32 i = 0; i < word_count || i < expected_count; i++)
                    if (i >= word_count || i >= expected_count || words[i] != expected[i]) {
                        print("# %s/%s: victim %u, instruction %u: word %u is %x, undisturbed %x\n", entry_names[scene->entry],
                            scene->name, victim, n, i, words[i], expected[i]);
                        break;
                    }
        }
    points_total += points;
    differences_total += differences;
    test_verdict(differences == 0 && points > 0);
    print("# sweep %s %u %u\n", entry_names[scene->entry], points, differences);
}

void main(u32 index)
{
    tests_begin();
    TIMER_DIVIDE = DIVIDE_BY_1;
    must(thread_start(object_alloc(), root_space_ref(), surgeon, 0, (u32)(surgeon_stack + 512), SURGEON_PRIORITY, EFLAGS_IOPL,
             "surgeon"), "surgeon");
    for (u32 i = 0; i < scene_count; i++)
        sweep(&scenes[i]);
    print("# sweep total %u %u\n", (u32)points_total, differences_total);
    tests_end();
    machine_exit();
}
