/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The restart sweep. A *scene* is a system call and what goes with it, from nothing to a result: all words
 * that the user can see at its end. Each scene is first run undisturbed. Then it is run again and again with
 * a timer that interrupts the machine N instructions after the caller set out, N = 1, 2, 3, ... until the scene is
 * over before the timer; at the interrupt a more urgent thread, the surgeon, extracts the state of the
 * victim (the caller, or in turn each of its peers), destroys it, creates it anew from that state alone, and
 * lets it go on. The result must be the undisturbed run's, word for word. A freedom of the API that makes part of
 * an outcome uncertain is named by the scene, and what it concerns left out of the result.
 *
 * The re-created thread knows nothing but what thread_get_state gave: thread_destroy frees the control block, and
 * thread_create begins with one full of zeroes.
 *
 * What is counted as an *interruption point* is an N at which the victim, when the surgeon has stopped it, is in a
 * call of the scene: it stands on an entry point or on the return from it, about to make the call, in a stage of it,
 * or just done. Where the kernel has interrupts off, several N meet the same such state: the kernel must hold out
 * through each. Tried all the same, though not counted, are N at which the victim is in user code. Only while the
 * victim has nothing to lose, because its call is over or not begun or main is at work between two steps, does N
 * grow by more than one; nothing is counted there, and every instruction from the next call's first on is tried.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include "tests/harness.h"

struct scene {
    u32 entry;
    const char *name;
    void (*play)(const struct scene *scene);
    u32 type;               /* for scenes that are the same for many types, and EVERY(n) */
    const char *freedom;    /* of the API that makes part of the outcome uncertain, and is left out of the result */
};

/*
 * Of an entry point's first scene every single point is tried; of the others, which differ in circumstances, in
 * messages or in memory, every VARIATION_STEPth, or the Nth of EVERY(n).
 */
#define VARIATION_STEP 7
#define EVERY(n) ((u32)(n) << 24)

struct scenes { const struct scene *list; u32 count; };
#define SCENES(name, list) const struct scenes name = { list, sizeof list / sizeof list[0] }
extern const struct scenes object_scenes, sync_scenes, memory_scenes;
extern struct scenes ipc_scenes;
void ipc_scenes_make(void);

/* A subject that takes part; the first is the caller. All are victims in turn. */
struct subject *actor(u32 priority);

/* The caller sets out: from its next instruction on, the timer counts. */
void set_out(struct subject *s, u32 entry, struct fluke_regs regs);
void set_ready(struct subject *s, u32 entry, struct fluke_regs regs);   /* it will when main settles */
#define go(s, entry, ...) set_out(s, entry, (struct fluke_regs){ __VA_ARGS__ })

/* The state of an object without its hash, which each play makes anew; its links compared with these references, if any. */
void result_object(u32 object, u32 type, const u32 *links);

/* Lets the pager answer all that it is asked: a victim that waited for it asks again. */
void serve_pager(void);

/* A window into which root's space looks through another space. */
void nested_window(struct window *w, u32 base, u32 page_count);

/* A mutex whose owner is to be kept over a re-creation, which makes a new thread. */
void owned(u32 mutex);

/* The call is over: what the scene does from here on is to come to a result. result() says so, too. */
void swept(void);

/* What belongs to the result. */
void result(u32 word);
void result_memory(u32 address, u32 words);
void result_registers(struct subject *s);

#endif
