/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/names.h"
#include "user/lib/string.h"

static struct name_entry *directory = (struct name_entry *)NAMES_BASE;

void names_set_directory(u32 address)
{
    directory = (struct name_entry *)address;
}

void name_enter(u32 type, u32 hash, u32 flags, const char *name)
{
    static u32 full; /* entries that are known to be in use */
    struct name_entry *e;

    for (e = directory + full; e < directory + NAMES_COUNT; e++, full++)
        if (__sync_bool_compare_and_swap(&e->used, 0, 1)) { /* programs share the page without a lock */
            e->type = type;
            e->flags = flags;
            copy_string(e->name, name, sizeof e->name);
            e->hash = hash; /* last: until now the entry matches nothing */
            return;
        }
}

const struct name_entry *names_directory(void)
{
    return directory;
}
