/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/info.h"
#include "user/lib/names.h"
#include "user/lib/string.h"

#define NAMES_COUNT (NAMES_PAGES * PAGE_SIZE / sizeof(struct name_entry))

static struct name_entry *directory = (struct name_entry *)NAMES_BASE;

void names_set_directory(u32 address)
{
    directory = (struct name_entry *)address;
}

void name_enter(u32 type, u32 hash, u32 flags, const char *name)
{
    struct name_entry *e;

    for (e = directory; e < directory + NAMES_COUNT; e++)
        if (__sync_bool_compare_and_swap(&e->used, 0, 1)) { /* programs share the page without a lock */
            e->type = type;
            e->flags = flags;
            copy_string(e->name, name, sizeof e->name);
            e->hash = hash; /* last: until now the entry matches nothing */
            return;
        }
}

const struct name_entry *name_find(u32 type, u32 hash)
{
    const struct name_entry *e;

    for (e = directory; e < directory + NAMES_COUNT && e->used; e++)
        if (e->hash == hash && e->type == type)
            return e;
    return 0;
}
