/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of the protocol and words of the frame (kernel/api/frame.tsv). */
#include "user/debugd/debugd.h"

/* The selectors that every user thread has: constants of the kernel, no part of the frame. */
#define SELECTOR_CODE 0x1b
#define SELECTOR_DATA 0x23
#define REGISTER_CS 10
#define REGISTER_GS 15
#define REGISTER_ST0 16
#define REGISTER_ST7 23
#define REGISTER_FOP 31
#define HIGHEST_PRIORITY 31

u32 entry_at(u32 eip)
{
    u32 offset = eip - ENTRY_BASE;

    return offset < ENTRY_COUNT * ENTRY_SIZE && offset % ENTRY_SIZE == 0 ? offset / ENTRY_SIZE : NO_ENTRY;
}

int register_bytes(u32 regnum)
{
    return regnum >= REGISTER_ST0 && regnum <= REGISTER_ST7 ? 10 : 4;
}

static int word_of(u32 regnum)
{
    int i;

    for (i = 0; i < FRAME_WORDS; i++)
        if (frame_word_regnums[i] == regnum)
            return i;
    return -1;
}

int register_get(const u32 *words, u32 regnum, u32 *value)
{
    int word = word_of(regnum);

    if (word >= 0)
        *value = words[word];
    else if (regnum == REGISTER_ENTRY)
        *value = entry_at(words[WORD_eip]);
    else if (regnum >= REGISTER_CS && regnum <= REGISTER_GS)
        *value = regnum == REGISTER_CS ? SELECTOR_CODE : SELECTOR_DATA;
    else
        return 0;
    return 1;
}

/* A thread may stand in user code, at an entry point, or on the return of one: nowhere else. */
static int legal_eip(u32 eip)
{
    return eip < USER_END || entry_at(eip) != NO_ENTRY || entry_at(eip - ENTRY_RET) != NO_ENTRY;
}

int frame_is_legal(const u32 *words)
{
    return legal_eip(words[WORD_eip]) && words[WORD_sched_val] <= HIGHEST_PRIORITY;
}

int register_set(u32 *words, u32 regnum, u32 value)
{
    int word = word_of(regnum);
    const u32 fixed = THREAD_STOPPED | THREAD_TRACE | THREAD_PEEK | THREAD_CAUSE_MASK;
    u32 old;

    if (regnum >= REGISTER_COUNT || (regnum >= REGISTER_ST0 && regnum <= REGISTER_FOP))
        return E_NO_REGISTER;
    if (register_get(words, regnum, &old) && old == value)
        return 0;
    if (regnum == REGISTER_ENTRY) {
        if (value >= ENTRY_COUNT)
            return E_BAD_VALUE;
        words[WORD_eip] = ENTRY_BASE + value * ENTRY_SIZE;
        return 0;
    }
    if (word < 0 || word == WORD_hash || (word == WORD_eip && !legal_eip(value))
        || (word == WORD_sched_val && value > HIGHEST_PRIORITY))
        return E_BAD_VALUE;
    if (word == WORD_flags) /* the run state is changed by stop and resume */
        value = (value & ~fixed) | (words[word] & fixed);
    words[word] = value;
    return 0;
}

enum run_state run_state(const struct object_state *s)
{
    u32 flags = s->words[WORD_flags];

    if (s->myself)
        return STATE_RUNNING;
    if (flags & THREAD_STOPPED)
        return STATE_STOPPED;
    /* Not every sleep waits for an object (time, interrupts), but every sleep is the cause of the frame. */
    return s->links[2] || THREAD_CAUSE(flags) == CAUSE_SLEEP ? STATE_SLEEPING : STATE_RUNNABLE;
}

void describe_thread(struct text *t, struct object *o)
{
    static const char *const states[] = { "runnable", "sleeping", "stopped", "running" };
    struct object_state s;
    const struct object *awaited;
    u32 entry, cause;
    enum run_state state;

    if (!object_read(o, &s)) {
        text_format(t, "gone");
        return;
    }
    state = run_state(&s);
    text_format(t, "%s", states[state]);
    if (s.myself) {
        text_format(t, ": the debugger itself");
        return;
    }
    entry = entry_at(s.words[WORD_eip]);
    if (entry != NO_ENTRY)
        text_format(t, ": %s", entry_names[entry]);
    else
        text_format(t, ": at 0x%x", s.words[WORD_eip]);
    cause = target_last_cause(o, s.words[WORD_flags]);
    if (state == STATE_STOPPED && cause < CAUSE_COUNT && cause != CAUSE_NONE)
        text_format(t, ", after %s", cause_names[cause]);
    awaited = object_by_id(s.links[2]);
    if (s.links[2] && awaited)
        text_format(t, ", waits for %s %u", object_names[awaited->type], awaited->id);
    else if (entry != NO_ENTRY && s.links[4])
        text_format(t, ", connected to thread %u", s.links[4]);
    else if (entry != NO_ENTRY && s.links[3])
        text_format(t, ", serves thread %u", s.links[3]);
}
