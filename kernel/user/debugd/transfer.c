/* SPDX-License-Identifier: BSD-2-Clause */
/* qXfer: documents and bulk data, gathered when the first piece is asked for, then handed out by the piece. */
#include "user/debugd/debugd.h"

#define DOCUMENT_BYTES (256 * 1024)
#define SNAPSHOT_BYTES (512 * 1024)

struct transfer { u8 *data; u32 size, bytes; };
enum kind { FEATURES, THREADS, OSDATA, SNAPSHOT, TRACE, KINDS };
static const char *const kind_names[KINDS] = { "features", "threads", "osdata", "fluke-snapshot", "fluke-trace" };
static struct transfer transfers[KINDS];

void transfer_init(u32 memory, u32 bytes)
{
    static const u32 sizes[KINDS] = { DOCUMENT_BYTES, DOCUMENT_BYTES, DOCUMENT_BYTES, SNAPSHOT_BYTES, 0 };
    u32 i;

    for (i = 0; i < KINDS; i++) {
        u32 size = sizes[i] ? sizes[i] : bytes; /* the trace takes the rest */

        transfers[i] = (struct transfer){ (u8 *)memory, size, 0 };
        memory += size;
        bytes -= size;
    }
}

/* Answers with the piece at OFFSET: at most LENGTH bytes, and no more than a packet holds with its escapes. */
static void piece(const struct transfer *t, u32 offset, u32 length)
{
    static char reply[PACKET_SIZE];
    u32 n = 1, i;

    if (offset > t->bytes) {
        reply_error(E_MALFORMED);
        return;
    }
    for (i = offset; i < t->bytes && i - offset < length && n + 2 <= sizeof reply - 4; i++) {
        char c = (char)t->data[i];

        if (c == '#' || c == '$' || c == '}' || c == '*') {
            reply[n++] = '}';
            c ^= 0x20;
        }
        reply[n++] = c;
    }
    reply[0] = i == t->bytes ? 'l' : 'm';
    rsp_reply(reply, n);
}

static int gather(enum kind kind, const char *annex)
{
    struct transfer *t = &transfers[kind];
    u32 from;

    switch (kind) {
    case FEATURES:
        if (strcmp(annex, "target.xml") != 0)
            return 0;
        t->bytes = document_target((char *)t->data, t->size);
        return 1;
    case THREADS:
        t->bytes = document_threads((char *)t->data, t->size);
        return 1;
    case OSDATA:
        return document_osdata(annex, (char *)t->data, t->size, &t->bytes);
    case SNAPSHOT:
        t->bytes = snapshot_gather(t->data, t->size);
        return 1;
    default:
        annex = parse_hex(annex, &from);
        if (!annex || *annex)
            return 0;
        t->bytes = trace_gather(from, t->data, t->size);
        return 1;
    }
}

/* OBJECT:read:ANNEX:OFFSET,LENGTH */
void transfer_packet(const char *packet)
{
    char annex[32];
    const char *p = 0;
    u32 kind, i, offset, length;

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
    if (!p || *p || !length || (offset == 0 && !gather((enum kind)kind, annex)))
        reply_error(E_MALFORMED);
    else
        piece(&transfers[kind], offset, length);
}
