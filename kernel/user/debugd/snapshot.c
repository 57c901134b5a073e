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

u32 snapshot_gather(u8 *to, u32 size)
{
    static u32 sequence;
    const struct fluke_abi *abi = fluke_abi();
    struct snapshot_header h = { .magic = 0x534b4c46, .format = 1, .header_bytes = sizeof h, .sequence = ++sequence };
    struct object_state s;
    struct object *o;
    u32 n = sizeof h;

    objects_discover();
    memory_refresh();
    h.icount = icount();
    h.digest = abi->table_digest;
    copy_string(h.config, abi->config, sizeof h.config);
    copy_string(h.version, abi->version, sizeof h.version);
    for (o = object_next(0); o; o = object_next(o)) {
        const char *name = object_name(o);
        u32 name_bytes = (strlen(name) + 3) & ~3u;
        struct snapshot_object r = { .type = o->type, .name_bytes = (u8)name_bytes, .id = o->id };

        if (!object_read(o, &s))
            continue;
        if (n + sizeof r + (s.nwords + s.nlinks) * 4 + name_bytes > size)
            break;
        r.nwords = s.nwords;
        r.nlinks = s.nlinks;
        r.address = o->address - POOL_BASE;
        r.space = memory_owner(o);
        r.entry = NO_ENTRY;
        r.flags = object_is_scenario(o) ? SCENARIO : 0;
        if (o->type == TYPE_THREAD) {
            r.state = (u8)run_state(&s);
            r.cause = target_last_cause(o, s.words[WORD_flags]);
            r.entry = (u8)entry_at(s.words[WORD_eip]);
        }
        memcpy(to + n, &r, sizeof r);
        n += sizeof r;
        memcpy(to + n, s.words, s.nwords * 4);
        n += s.nwords * 4;
        memcpy(to + n, s.links, s.nlinks * 4);
        n += s.nlinks * 4;
        memset(to + n, 0, name_bytes);
        memcpy(to + n, name, strlen(name));
        n += name_bytes;
        h.objects++;
    }
    h.total_bytes = n;
    memcpy(to, &h, sizeof h);
    return n;
}
