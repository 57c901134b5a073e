/* SPDX-License-Identifier: BSD-2-Clause */
/* The log of events, a ring, and the queue of stops that the debugger does not know of yet. */
#include "user/debugd/debugd.h"

static struct trace_event *events;
static u32 capacity, logged; /* events ever: the sequence number of the last one */

#define MAX_REPORTS 64
static struct stop_report reports[MAX_REPORTS];
static u32 report_count;

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

void report_drop(u32 tid)
{
    u32 i, n = 0;

    for (i = 0; i < report_count; i++)
        if (reports[i].tid != tid)
            reports[n++] = reports[i];
    report_count = n;
}

void report_add(u32 tid, u8 signal, u8 cause)
{
    report_drop(tid);
    if (report_count < MAX_REPORTS)
        reports[report_count++] = (struct stop_report){ tid, signal, cause };
}

void report_clear(void)
{
    report_count = 0;
}

struct stop_report *report_first(void)
{
    return report_count ? reports : 0;
}

void report_take(void)
{
    if (report_count)
        report_drop(reports[0].tid);
}
