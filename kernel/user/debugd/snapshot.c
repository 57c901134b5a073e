/* SPDX-License-Identifier: BSD-2-Clause */
/* The bulk transfer of all objects' states (live-door.md). */
#include "user/debugd/debugd.h"

struct snapshot_header {
    u32 magic;
    u16 format, header_bytes;
    u32 sequence, objects;
    u64 icount;
    u32 total_bytes, digest;
    char config[16], version[16];
};
_Static_assert(sizeof(struct snapshot_header) == 64, "live-door.md");

struct snapshot_object {
    u8 type, nwords, nlinks, name_bytes;
    u32 id, address, space;
    u8 state, cause, entry, flags;
};
_Static_assert(sizeof(struct snapshot_object) == 20, "live-door.md");

#define SCENARIO 1
#define MAX_RECORD 256

/* Instead of an object of which the client knows everything: nothing has changed since the snapshot that it has. */
#define SAME 0xff
struct snapshot_same { u8 same, zero[3]; u32 id; };
/* Behind the words of the frame a thread has one more: its processor time, in units of 1024 cycles. */

/* The words that follow the head of a record; returns where they end. */
static u32 *put_words(u32 *to, const u32 *from, u32 count)
{
    while (count--)
        *to++ = *from++;
    return to;
}

/* Most objects are what they were at the last snapshot: then a record is no more than a copy. */
static u32 *put_object(u32 *to, struct object *o, const struct object_state *s)
{
    struct snapshot_object *r = (struct snapshot_object *)to;
    const char *name = object_name(o);
    u32 thread = o->type == TYPE_THREAD, bytes = 0;

    *r = (struct snapshot_object){
        .type = o->type, .nwords = (u8)(s->nwords + thread), .nlinks = s->nlinks, .id = o->id,
        .address = o->address - POOL_BASE, .space = memory_owner(o), .entry = NO_ENTRY,
        .flags = object_is_scenario(o) ? SCENARIO : 0,
    };
    if (thread) {
        r->state = (u8)run_state(s);
        r->cause = target_last_cause(o, s->words[WORD_flags]);
        r->entry = (u8)entry_at(s->words[WORD_eip]);
    }
    to = put_words((u32 *)(r + 1), s->words, s->nwords);
    if (thread)
        *to++ = o->detail;
    to = put_words(to, s->links, s->nlinks);
    for (; name[bytes]; bytes++) {
        if (bytes % 4 == 0)
            *to++ = 0;
        ((char *)(to - 1))[bytes % 4] = name[bytes];
    }
    r->name_bytes = (u8)((bytes + 3) & ~3u);
    return to;
}

/* Has anything that a record says about O changed since it was last looked at? Without a digest nobody knows. */
static int is_new(struct object *o)
{
    u32 space = memory_owner(o), names = o->name ? 1 : 0;

    if (o->digest && o->digest == o->sent_digest && o->sent_detail == o->detail && o->sent_space == space
        && o->sent_name == names)
        return 0;
    o->sent_digest = o->digest;
    o->sent_detail = o->detail;
    o->sent_space = space;
    o->sent_name = (u8)names;
    return 1;
}

u32 snapshot_gather(u32 since, u8 *to, u32 size)
{
    static u32 sequence;
    const struct fluke_abi *abi = fluke_abi();
    struct snapshot_header h = { .magic = 0x534b4c46, .format = 1, .header_bytes = sizeof h, .sequence = ++sequence };
    u32 *at = (u32 *)(to + sizeof h), *end = (u32 *)(to + size - MAX_RECORD);
    struct object_state space;
    struct object *o;

    objects_discover();
    memory_refresh();
    h.icount = icount();
    h.digest = abi->table_digest;
    copy_string(h.config, abi->config, sizeof h.config);
    copy_string(h.version, abi->version, sizeof h.version);
    for (o = object_next(0); o && at < end; o = object_next(o)) {
        const struct object_state *s = object_read_kept(o, &space);

        if (!s)
            continue;
        object_name(o); /* it may have got one meanwhile */
        if (is_new(o))
            o->changed = sequence;
        h.objects++;
        if (since && o->changed <= since) {
            *(struct snapshot_same *)at = (struct snapshot_same){ .same = SAME, .id = o->id };
            at += sizeof(struct snapshot_same) / sizeof *at;
        } else
            at = put_object(at, o, s);
    }
    h.total_bytes = (u32)((u8 *)at - to);
    memcpy(to, &h, sizeof h);
    return h.total_bytes;
}
