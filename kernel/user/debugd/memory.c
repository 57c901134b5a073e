/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory of other spaces. A Mapping shows a part of a Region in a space, a Region exports a part of
 * its own space, and so on up to root, whose pool debugd sees at the same addresses as root does.
 */
#include "user/debugd/debugd.h"
#include "user/lib/info.h"

struct mapping { u32 id, space, space_id, region, offset, start, size, base; };
struct region { u32 hash, space, start, size; };

#define MAX_MAPPINGS 1024
#define MAX_DEPTH 1024
static struct mapping mappings[MAX_MAPPINGS];
static struct region regions[MAX_MAPPINGS];
static u32 mapping_count, region_count, root_hash;
static u32 round, checksum; /* round: of the owners in the table of objects, while the mappings stay what they are */

static u32 hash_of(u32 id)
{
    const struct object *o = object_by_id(id);

    return o ? o->hash : 0;
}

static void sum_up(const void *data, u32 bytes, u32 *sum)
{
    const u32 *p = data;

    for (; bytes; bytes -= 4)
        *sum = (*sum << 5 | *sum >> 27) ^ *p++;
}

void memory_refresh(void)
{
    struct object_state space;
    const struct object_state *s;
    struct object *o;
    u32 i, sum = 0;

    mapping_count = region_count = 0;
    for (o = object_next(0); o; o = object_next(o)) {
        if (o->address == BOOT_SPACE)
            root_hash = o->hash;
        if (o->type != TYPE_MAPPING && o->type != TYPE_REGION)
            continue;
        s = object_read_kept(o, &space);
        if (!s || !s->links[0])
            continue;
        if (o->type == TYPE_MAPPING && mapping_count < MAX_MAPPINGS && s->words[4])
            mappings[mapping_count++] = (struct mapping){
                .id = o->id, .region = hash_of(s->links[0]), .space = hash_of(s->links[1]), .space_id = s->links[1],
                .offset = s->words[1], .start = s->words[2], .size = s->words[3],
            };
        if (o->type == TYPE_REGION && region_count < MAX_MAPPINGS)
            regions[region_count++] = (struct region){
                .hash = o->hash, .space = hash_of(s->links[0]), .start = s->words[1], .size = s->words[2],
            };
    }
    for (i = 0; i < mapping_count; i++)
        mappings[i].base = mappings[i].space ? memory_resolve(mappings[i].space, mappings[i].start, 0) : 0;
    sum_up(mappings, mapping_count * sizeof *mappings, &sum);
    sum_up(regions, region_count * sizeof *regions, &sum);
    if (sum != checksum || !round) {
        checksum = sum;
        round++;
    }
}

u32 memory_resolve(u32 space, u32 address, u32 *left)
{
    const struct info *in = info();
    u32 depth, room = ~0u, i, j, offset;

    for (depth = 0; depth < MAX_DEPTH; depth++) {
        if (space == root_hash) {
            u32 end, result;

            if (address - POOL_BASE < in->pool_bytes)
                result = address, end = POOL_BASE + in->pool_bytes;
            else if (address - ROOT_BASE < in->root_bytes)
                result = address - ROOT_BASE + in->root_image, end = in->root_image + in->root_bytes;
            else
                return 0;
            if (left)
                *left = end - result < room ? end - result : room;
            return result;
        }
        for (i = 0; i < mapping_count; i++)
            if (mappings[i].space == space && address - mappings[i].start < mappings[i].size)
                break;
        if (i == mapping_count)
            return 0;
        offset = address - mappings[i].start;
        if (mappings[i].size - offset < room)
            room = mappings[i].size - offset;
        for (j = 0; j < region_count && regions[j].hash != mappings[i].region; j++)
            ;
        offset += mappings[i].offset;
        if (j == region_count || offset >= regions[j].size)
            return 0;
        if (regions[j].size - offset < room)
            room = regions[j].size - offset;
        address = regions[j].start + offset;
        space = regions[j].space;
    }
    return 0;
}

/* Memory that was never used is zero; so many bytes of it end a stack. */
#define UNUSED_BYTES 1024

u32 memory_stack_peak(u32 space, u32 esp)
{
    u32 lowest = esp & ~3u, at = lowest, left;

    while (at >= 4 && lowest - at < UNUSED_BYTES) {
        const u32 *word = (const u32 *)memory_resolve(space, at - 4, &left);

        if (!word)
            break;
        do { /* down to the start of the page, behind which is who knows what */
            at -= 4;
            if (*word--)
                lowest = at;
        } while (at & PAGE_MASK && lowest - at < UNUSED_BYTES);
    }
    return lowest;
}

/* Root and debugd see all memory; it belongs to the space that has the smallest Mapping of it. */
u32 memory_owner(struct object *o)
{
    const struct mapping *best = 0;
    const struct object *root = object_by_hash(TYPE_SPACE, root_hash);
    u32 i;

    if (o->owner_round == round)
        return o->owner;
    for (i = 0; i < mapping_count; i++)
        if (mappings[i].base && o->address - mappings[i].base < mappings[i].size
            && mappings[i].size < info()->pool_bytes && (!best || mappings[i].size < best->size))
            best = &mappings[i];
    o->owner_round = round;
    o->owner = best ? best->space_id : root ? root->id : 0;
    return o->owner;
}

u32 mapping_space(const struct object *o)
{
    u32 i;

    for (i = 0; i < mapping_count; i++)
        if (mappings[i].id == o->id)
            return mappings[i].space_id;
    return 0;
}
