/* SPDX-License-Identifier: BSD-2-Clause */
/* The log of events, a ring, and the queue of stops that the debugger does not know of yet. */
#include "user/debugd/debugd.h"

static struct trace_event *events;
static u32 capacity, logged; /* events ever: the sequence number of the last one */

void trace_init(u32 memory, u32 entries)
{
    events = (struct trace_event *)memory;
    capacity = entries;
}

void trace_log(u32 tid, u32 cause, u32 waiting_for, const u32 *words)
{
    struct trace_event *e = &events[logged % capacity];

    e->sequence = ++logged;
    e->tid = tid;
    e->icount = icount();
    e->cause = (u8)cause;
    e->entry = (u8)entry_at(words[WORD_eip]);
    e->zero = 0;
    e->waiting_for = waiting_for;
    memcpy(e->words, words, sizeof e->words);
}

u32 trace_count(void)
{
    return logged;
}

struct trace_header {
    u32 magic;
    u16 format, header_bytes;
    u32 first, events, total_bytes, lost;
};
_Static_assert(sizeof(struct trace_header) == 24 && sizeof(struct trace_event) == 144, "live-door.md");

u32 trace_gather(u32 from, u8 *to, u32 size)
{
    u32 oldest = logged > capacity ? logged - capacity + 1 : 1, first = from < oldest ? oldest : from, i, n;
    struct trace_header h = { .magic = 0x544b4c46, .format = 1, .header_bytes = sizeof h };

    if (from == 0)
        from = 1;
    n = first <= logged ? logged - first + 1 : 0;
    if (n > (size - sizeof h) / sizeof *events)
        n = (size - sizeof h) / sizeof *events; /* the rest in the next transfer */
    h.first = first;
    h.events = n;
    h.total_bytes = sizeof h + n * sizeof *events;
    h.lost = first - from;
    memcpy(to, &h, sizeof h);
    for (i = 0; i < n; i++)
        memcpy(to + sizeof h + i * sizeof *events, &events[(first + i - 1) % capacity], sizeof *events);
    return h.total_bytes;
}

static void drop(struct session *s, struct object *o)
{
    u32 i, n = 0;

    if (!(o->reported & 1 << s->number))
        return;
    o->reported &= (u8)~(1 << s->number);
    for (i = 0; i < s->report_count; i++)
        if (s->reports[i] != o)
            s->reports[n++] = s->reports[i];
    s->report_count = n;
}

static void add(struct session *s, struct object *o)
{
    drop(s, o);
    o->reported |= (u8)(1 << s->number);
    s->reports[s->report_count++] = o; /* each object at most once: it does not overflow */
}

void report_drop(struct object *o)
{
    u32 i;

    for (i = 0; i < session_count && o->reported; i++)
        drop(&sessions[i], o);
}

void report_add_here(struct object *o, u8 signal, u8 cause)
{
    o->report_signal = signal;
    o->report_cause = cause;
    add(session, o);
}

void report_add(struct object *o, u8 signal, u8 cause)
{
    u32 i;

    o->report_signal = signal;
    o->report_cause = cause;
    for (i = 0; i < session_count; i++)
        if (sessions[i].attached)
            add(&sessions[i], o);
}

void report_clear(void)
{
    while (session->report_count)
        drop(session, session->reports[session->report_count - 1]);
}

struct object *report_first(void)
{
    return session->report_count ? session->reports[0] : 0;
}

void report_take(struct object *o)
{
    drop(session, o);
}
