/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fuzzer. In a storm, players make random calls from several threads in several spaces on objects in one arena
 * of memory, while a director, root's main thread, disturbs them at random instructions. Everything is decided by
 * generators that start from the storm's seed: under -icount, the same seed is the same storm.
 *
 * The arena is at ARENA in every player's space; root has it elsewhere. Players run root's image, which they see
 * read-only: what they write is in the arena, all of it at everybody's mercy.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "user/lib/fluke.h"

#define SPACES 3
#define PLAYERS 8

#define ARENA 0x30000000
#define OBJECT_PAGES 4
#define DATA_PAGES 4
#define ARENA_PAGES (OBJECT_PAGES + DATA_PAGES + PLAYERS)
#define OBJECTS ARENA
#define DATA (OBJECTS + OBJECT_PAGES * PAGE_SIZE)
#define PRIVATE (DATA + DATA_PAGES * PAGE_SIZE)     /* a page a player: its record below, its stack above */

/* Memory that a pager gives, or not. */
#define WINDOW 0x38000000
#define WINDOW_PAGES 16

/* Places of objects: SLOTS_EACH of each type, then references at objects of each type in turn, then whatever comes. */
#define SLOTS_EACH 16
#define PLACE(type, n) (OBJECTS + ((type) * SLOTS_EACH + (n)) * OBJECT_SIZE)
#define REFS_AT TYPE_COUNT
#define REFS (2 * SLOTS_EACH)
#define PLACES (OBJECT_PAGES * PAGE_SIZE / OBJECT_SIZE)
#define PLAYER_THREAD(i) PLACE(TYPE_THREAD, i)

/* Blocks in DATA. */
#define BLOCK 256
#define BLOCKS (DATA_PAGES * PAGE_SIZE / BLOCK)

struct player { u32 seed, calls; };

/* Bits that differ from call to call: Marsaglia's xorshift. */
static inline u32 any(u32 *seed)
{
    u32 s = *seed ? *seed : 1;

    s ^= s << 13;
    s ^= s >> 17;
    s ^= s << 5;
    return *seed = s;
}

static inline u32 below(u32 *seed, u32 n) { return any(seed) % n; }

/* Once, as root: what the players look up. */
void plan_calls(void);

/* A thread of the arena that starts or starts again, with esp at its own stack: void play(u32 index). */
void play(u32 index) __attribute__((noreturn));

/* Handlers of players (player_entry.S): whatever happened, start again. */
void player_entry(void);

#endif
