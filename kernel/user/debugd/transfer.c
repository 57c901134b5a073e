/* SPDX-License-Identifier: BSD-2-Clause */
/* qXfer: documents and bulk data, gathered when the first piece is asked for, then handed out by the piece. */
#include "user/debugd/debugd.h"

static const char *const kind_names[] = {
    [FEATURES] = "features", [THREADS] = "threads", [OSDATA] = "osdata", [SNAPSHOT] = "fluke-snapshot",
    [TRACE] = "fluke-trace",
};
#define KINDS (sizeof kind_names / sizeof *kind_names)

/* Answers with the piece at OFFSET: at most LENGTH bytes, and no more than a packet holds. */
static void piece(enum transfer_kind kind, u32 offset, u32 length)
{
    if (session->data_kind != kind || offset > session->data_bytes)
        reply_error(E_MALFORMED);
    else
        rsp_reply_binary(session->data + offset, session->data_bytes - offset, length);
}

static int gather(enum transfer_kind kind, const char *annex)
{
    struct session *s = session;
    u32 from;

    s->data_kind = kind;
    s->data_bytes = 0;
    switch (kind) {
    case FEATURES:
        if (strcmp(annex, "target.xml") != 0)
            return 0;
        s->data_bytes = document_target((char *)s->data, SESSION_BYTES);
        return 1;
    case THREADS:
        s->data_bytes = document_threads((char *)s->data, SESSION_BYTES);
        return 1;
    case OSDATA:
        return document_osdata(annex, (char *)s->data, SESSION_BYTES, &s->data_bytes);
    case SNAPSHOT:
        from = 0;
        if (*annex) {
            annex = parse_hex(annex, &from);
            if (!annex || *annex)
                return 0;
        }
        s->data_bytes = snapshot_gather(from, s->data, SESSION_BYTES);
        return 1;
    default:
        annex = parse_hex(annex, &from);
        if (!annex || *annex)
            return 0;
        s->data_bytes = trace_gather(from, s->data, SESSION_BYTES);
        return 1;
    }
}

static struct snapshot_cost cost, last_cost;

struct snapshot_cost snapshot_cost(void)
{
    return last_cost;
}

/* OBJECT:read:ANNEX:OFFSET,LENGTH */
void transfer_packet(const char *packet)
{
    char annex[32];
    const char *p = 0;
    u32 kind, i, offset, length;
    u64 began = icount(), gathered;

    for (kind = 0; kind < KINDS; kind++) {
        p = after_prefix(packet, kind_names[kind]);
        if (p && *p == ':')
            break;
    }
    if (kind == KINDS) {
        reply_text("");
        return;
    }
    p = after_prefix(p, ":read:");
    for (i = 0; p && p[i] && p[i] != ':'; i++)
        ;
    if (!p || p[i] != ':' || i >= sizeof annex) {
        reply_error(E_MALFORMED);
        return;
    }
    copy_string(annex, p, i + 1);
    p = parse_hex(p + i + 1, &offset);
    p = p && *p == ',' ? parse_hex(p + 1, &length) : 0;
    if (!p || *p || !length || (offset == 0 && !gather((enum transfer_kind)kind, annex))) {
        reply_error(E_MALFORMED);
        return;
    }
    gathered = icount();
    piece((enum transfer_kind)kind, offset, length);
    if (kind != SNAPSHOT)
        return;
    if (offset == 0)
        cost = (struct snapshot_cost){ .gather = (u32)(gathered - began), .bytes = session->data_bytes };
    cost.packets++;
    cost.send += (u32)(icount() - gathered);
    last_cost = cost;
}
