/* SPDX-License-Identifier: BSD-2-Clause */
/* Clients: one session a line, each with a protocol state of its own; the threads they look at are the same. */
#include "user/debugd/debugd.h"
#include "user/debugd/line.h"

static struct line lines[MAX_LINES];
struct session sessions[MAX_LINES];
u32 session_count;
struct session *session = sessions;

/* What one packet may make us send: its answer, an acknowledgement and a notification. */
#define ROOM (PACKET_SIZE + 512)

void sessions_init(u32 memory)
{
    u32 i;

    session_count = lines_open(lines);
    for (i = 0; i < session_count; i++) {
        struct session *s = &sessions[i];

        s->line = &lines[i];
        s->number = (u8)i;
        s->data = (u8 *)(memory + i * SESSION_BYTES);
        s->rsp.ack = 1;
    }
}

/* A client has come, or gone: nothing of what the one before agreed on or asked for holds any more. */
void session_begin(int attached)
{
    struct session *s = session;

    target_forget(s->number);
    report_clear();
    s->attached = (u8)attached;
    s->non_stop = s->awaits_stop = s->notified = s->first_round = s->knows_fluke = s->knows_swbreak = s->printing = 0;
    s->general_tid = s->data_bytes = 0;
    if (!attached)
        s->rsp.ack = 1;
}

void session_tell_others(const char *text)
{
    struct session *self = session;

    for (session = sessions; session < sessions + session_count; session++)
        if (session != self && session->knows_fluke && session->line->driver->ready(session->line, ROOM))
            rsp_notify(text);
    session = self;
}

/* One packet's worth of work for the current session; returns whether there may be more. */
static int serve(void)
{
    struct session *s = session;
    struct line *l = s->line;

    if (s->input_at == s->input_end) {
        s->input_at = 0;
        s->input_end = l->driver->receive(l, s->input, sizeof s->input);
    }
    if (s->left != l->left) {
        s->left = l->left;
        session_begin(0);
        rsp_reset(l->open);
        if (!l->open)
            s->input_at = s->input_end = 0;
    }
    if (!l->driver->ready(l, ROOM))
        return 0;
    if (s->printing) {
        monitor_print();
        return 1;
    }
    while (s->input_at < s->input_end)
        if (rsp_input(s->input[s->input_at++]))
            return 1;
    packet_report_stops();
    return s->input_end != 0;
}

int sessions_serve(void)
{
    int more = 0;

    for (session = sessions; session < sessions + session_count; session++)
        more |= serve();
    session = sessions;
    return more;
}
