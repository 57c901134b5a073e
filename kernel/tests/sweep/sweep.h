/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The restart sweep. A *scene* is a system call and what goes with it, from nothing to a result: all words
 * that the user can see at its end. Each scene is first run undisturbed. Then it is run again and again with
 * a timer that interrupts the machine N instructions after the caller set out, N = 1, 2, 3, ... until the scene is
 * over before the timer; at the interrupt a more urgent thread, the surgeon, extracts the state of the
 * victim (the caller, or in turn each of its peers), destroys it, creates it anew from that state alone, and
 * lets it go on. The result must be the undisturbed run's, word for word.
 */
#ifndef SWEEP_H
#define SWEEP_H

#include "tests/harness.h"

struct scene {
    u32 entry;
    const char *name;
    void (*play)(const struct scene *scene);
    u32 type;               /* for scenes that are the same for many types */
    const char *freedom;    /* of the API that makes part of the outcome uncertain, and is left out of the result */
};

extern const struct scene scenes[];
extern const u32 scene_count;

/* A subject that takes part; the first is the caller. All are victims in turn. */
struct subject *actor(u32 priority);

/* The caller sets out: from its next instruction on, the timer counts. */
void set_out(struct subject *s, u32 entry, struct fluke_regs regs);
#define go(s, entry, ...) set_out(s, entry, (struct fluke_regs){ __VA_ARGS__ })

/* A mutex whose owner is to be kept over a re-creation, which makes a new thread. */
void owned(u32 mutex);

/* What belongs to the result. The first of it ends what is swept. */
void result(u32 word);
void result_memory(u32 address, u32 words);
void result_registers(struct subject *s);

#endif
