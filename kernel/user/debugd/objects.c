/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of all objects in memory. */
#include "user/debugd/debugd.h"
#include "user/lib/info.h"
#include "user/lib/names.h"
#include "user/lib/thread.h"

static struct object *objects;
static u32 count, next_id = 1;
static int all_there;
static struct fluke_found *found;

/* States that need not be read again while their digests stay. A place once given to an object stays its own. */
#define MAX_KEPT 3072
static struct object_state *kept;
static u32 kept_used;

static struct object_memory scratch[5], null;

/*
 * Chains of objects, by id and by what the kernel knows them by: the hash, or a reference's address. Members
 * are numbers in the table plus one, 0 ends a chain.
 */
#define BUCKETS 2048
static u16 id_chains[BUCKETS], key_chains[BUCKETS];

static u32 bucket(u32 key)
{
    return (key ^ key >> 16) % BUCKETS;
}

static u32 key_of(u32 hash, u32 address)
{
    return hash ? hash : address / OBJECT_SIZE;
}

#define each_in(o, chain, next) (o = objects + (chain) - 1; o >= objects; o = objects + o->next - 1)

u32 objects_init(u32 memory)
{
    u32 i;

    objects = (struct object *)memory;
    found = (struct fluke_found *)(memory + MAX_OBJECTS * sizeof *objects);
    for (i = 0; i < 5; i++)
        object_create(TYPE_REF, (u32)&scratch[i], 0);
    object_create(TYPE_REF, (u32)&null, 0);
    kept = (struct object_state *)(found + MAX_OBJECTS);
    return MAX_OBJECTS * (sizeof *objects + sizeof *found) + MAX_KEPT * sizeof *kept;
}

u32 scratch_ref(u32 n) { return (u32)&scratch[n]; }
u32 null_ref(void) { return (u32)&null; }

/* A dead object leaves its place, but for a thread that debugd may create again or has still to report. */
static struct object *new_object(void)
{
    static u32 hand;
    u32 i;

    if (count < MAX_OBJECTS)
        return &objects[count++];
    for (i = 0; i < MAX_OBJECTS; i++) {
        struct object *o = &objects[hand++ % MAX_OBJECTS];

        if (!o->alive && !o->target && !o->reported) {
            u16 *link;

            for (link = &id_chains[bucket(o->id)]; objects + *link - 1 != o; link = &objects[*link - 1].next_id)
                ;
            *link = o->next_id;
            for (link = &key_chains[bucket(key_of(o->hash, o->address))]; objects + *link - 1 != o;
                link = &objects[*link - 1].next_key)
                ;
            *link = o->next_key;
            memset(o, 0, __builtin_offsetof(struct object, kept));
            return o;
        }
    }
    return 0;
}

static void enter(const struct fluke_found *f)
{
    u32 address = POOL_BASE + f->offset, hash = f->type == TYPE_REF ? 0 : f->hash;
    u16 *chain = &key_chains[bucket(key_of(hash, address))];
    struct object *o;

    for each_in(o, *chain, next_key)
        if (o->address == address && o->hash == hash && o->type == f->type)
            break;
    if (o < objects) {
        o = new_object();
        if (!o) {
            all_there = 0; /* more objects than the table holds: the later ones stay unseen */
            return;
        }
        o->id = next_id++;
        o->hash = hash;
        o->address = address;
        o->type = (u8)f->type;
        o->next_key = *chain;
        *chain = (u16)(o - objects + 1);
        chain = &id_chains[bucket(o->id)];
        o->next_id = *chain;
        *chain = (u16)(o - objects + 1);
    }
    o->alive = o->seen = 1;
    o->detail = f->detail;
    o->digest = f->digest;
}

/* Threads come first, so that their tids are small numbers. */
void objects_discover(void)
{
    const struct info *in = info();
    struct fluke_regs r = { .eax = in->pool_region, .ecx = in->pool_bytes, .edx = (u32)found, .esi = MAX_OBJECTS };
    struct object *o;
    u32 n, i, offset;

    fluke_call(ENTRY_region_search, &r);
    n = MAX_OBJECTS - r.esi;
    if (r.eax || n > MAX_OBJECTS)
        return;
    all_there = !r.ecx;
    for (o = objects; o < objects + count; o++)
        o->seen = 0;
    for (i = 0; i < n; i++)
        if (found[i].type == TYPE_THREAD)
            enter(&found[i]);
    for (i = 0; i < n; i++)
        if (found[i].type != TYPE_THREAD)
            enter(&found[i]);
    offset = r.ecx ? r.ebx : in->pool_bytes; /* what lies behind that was not searched */
    for (o = objects; o < objects + count; o++)
        if (!o->seen && o->address - POOL_BASE < offset)
            o->alive = 0;
}

int objects_are_all(void)
{
    return all_there;
}

struct object *object_next(struct object *o)
{
    for (o = o ? o + 1 : objects; o < objects + count; o++)
        if (o->alive)
            return o;
    return 0;
}

struct object *object_by_id(u32 id)
{
    struct object *o;

    for each_in(o, id_chains[bucket(id)], next_id)
        if (o->id == id)
            return o;
    return 0;
}

struct object *object_by_hash(u32 type, u32 hash)
{
    struct object *o;

    for each_in(o, key_chains[bucket(hash)], next_key)
        if (o->alive && o->type == type && o->hash == hash)
            return o;
    return 0;
}

struct object *object_named_by(u32 ref)
{
    struct object *o;
    u32 hash, type = ref_target(ref, &hash);

    if (!type)
        return 0;
    o = object_by_hash(type - 1, hash);
    if (!o) {
        objects_discover();
        o = object_by_hash(type - 1, hash);
    }
    return o;
}

struct object *thread_by_tid(u32 tid)
{
    struct object *o = object_by_id(tid);

    if (!o || !o->alive) {
        objects_discover();
        o = object_by_id(tid);
    }
    return o && o->alive && o->type == TYPE_THREAD ? o : 0;
}

/* Not every target is in the table: the kernel's own first Regions are nowhere in memory. */
static u32 link_id(u32 n)
{
    u32 hash, type = ref_target(scratch_ref(n), &hash);
    struct object *o = type ? object_by_hash(type - 1, hash) : 0;

    return o ? o->id : 0;
}

static const u8 get_state_entry[TYPE_COUNT] = {
    [TYPE_MUTEX] = ENTRY_mutex_get_state, [TYPE_COND] = ENTRY_cond_get_state,
    [TYPE_MAPPING] = ENTRY_mapping_get_state, [TYPE_REGION] = ENTRY_region_get_state,
    [TYPE_PORT] = ENTRY_port_get_state, [TYPE_PSET] = ENTRY_pset_get_state, [TYPE_SPACE] = ENTRY_space_get_state,
    [TYPE_THREAD] = ENTRY_thread_get_state,
};
/* Numbers of state words and links, as objects.tsv has them. */
static const u8 word_count[TYPE_COUNT] = { 3, 2, 5, 4, 2, 1, 1, FRAME_WORDS, 3 };
static const u8 link_count[TYPE_COUNT] = { 1, 1, 2, 2, 1, 0, 1, 5, 1 };

int object_read(struct object *o, struct object_state *s)
{
    struct fluke_regs r = {
        .eax = o->address, .ebx = (u32)s->words, .ecx = scratch_ref(0), .edx = scratch_ref(1), .esi = scratch_ref(2),
        .edi = scratch_ref(3), .ebp = scratch_ref(4),
    };
    u32 i, hash;

    memset(s, 0, sizeof *s);
    s->nwords = word_count[o->type];
    s->nlinks = link_count[o->type];
    if (o->type == TYPE_REF) {
        if (fluke_ref_copy(o->address, scratch_ref(0)))
            return 0;
        s->words[1] = ref_target(scratch_ref(0), &hash);
        s->words[2] = hash;
    } else {
        if (o->type == TYPE_THREAD)
            s->words[WORD_flags] = THREAD_PEEK;
        fluke_call(get_state_entry[o->type], &r);
        if (o->type == TYPE_THREAD && r.eax == FLUKE_CURRENT_THREAD) {
            s->myself = 1;
            s->words[WORD_hash] = o->hash;
            s->words[WORD_flags] = 0;
            s->words[WORD_thread_va] = fluke_thread_self();
            s->words[WORD_sched_val] = PRIORITY_DEBUGD;
            fluke_ref_copy(INFO_SLOT(SLOT_SPACE), scratch_ref(0));
            for (i = 1; i < 5; i++)
                ref_clear(scratch_ref(i), null_ref());
        } else if (r.eax) {
            return 0;
        }
    }
    for (i = 0; i < s->nlinks; i++)
        s->links[i] = link_id(i);
    if (o->type == TYPE_THREAD)
        o->home = s->links[0];
    return 1;
}

const struct object_state *object_read_kept(struct object *o, struct object_state *s)
{
    if (o->kept && o->digest && o->digest == o->read_digest)
        return o->kept;
    if (!object_read(o, s))
        return 0;
    if (!o->digest || s->myself)
        return s;
    if (!o->kept && kept_used < MAX_KEPT)
        o->kept = &kept[kept_used++];
    if (!o->kept)
        return s;
    *o->kept = *s;
    o->read_digest = o->digest;
    return o->kept;
}

/* The names directory only grows: it is read on from where it ended last time, into chains by hash. */
static u16 name_chains[BUCKETS], name_next[NAMES_COUNT];
static u32 names_read;

static const struct name_entry *name_of(struct object *o)
{
    const struct name_entry *names = names_directory();
    u32 n;

    if (o->type == TYPE_REF || o->name)
        return o->name;
    for (; names_read < NAMES_COUNT && names[names_read].used && names[names_read].hash; names_read++) {
        u16 *chain = &name_chains[bucket(names[names_read].hash)];

        name_next[names_read] = *chain;
        *chain = (u16)(names_read + 1);
    }
    if (o->names_seen == names_read)
        return 0;
    o->names_seen = (u16)names_read;
    for (n = name_chains[bucket(o->hash)]; n; n = name_next[n - 1])
        if (names[n - 1].hash == o->hash && names[n - 1].type == o->type)
            o->name = &names[n - 1];
    return o->name;
}

const char *object_name(struct object *o)
{
    const struct name_entry *e = name_of(o);

    return e ? e->name : "";
}

int object_is_scenario(struct object *o)
{
    const struct name_entry *e = name_of(o);
    struct object *owner;
    struct object_state s;

    if (e && (e->flags & NAME_SCENARIO))
        return 1;
    if (o->type == TYPE_SPACE)
        return 0;
    if (o->type == TYPE_THREAD && !o->home && !o->kept)
        object_read(o, &s);
    owner = object_by_id(o->type == TYPE_THREAD ? o->home : o->type == TYPE_MAPPING ? mapping_space(o) : memory_owner(o));
    return owner && owner->type == TYPE_SPACE && object_is_scenario(owner);
}
