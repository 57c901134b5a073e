/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names directory: the kernel knows no names, so whoever creates an object that a person may want
 * to recognise enters its name here, by type and hash. Entries are never taken back.
 */
#ifndef USER_LIB_NAMES_H
#define USER_LIB_NAMES_H

#include "user/lib/info.h"

#define NAME_SCENARIO 1 /* belongs to the running scenario */

struct name_entry {
    volatile u32 used;
    u32 hash;
    u8 type, flags;
    char name[22];
};

/* Where the directory is in this program; children find it at NAMES_BASE without a call. */
void names_set_directory(u32 address);

void name_enter(u32 type, u32 hash, u32 flags, const char *name);

#define NAMES_COUNT (NAMES_PAGES * PAGE_SIZE / sizeof(struct name_entry))

/* All entries, those in use first. One whose hash is still 0 is being made. */
const struct name_entry *names_directory(void);

#endif
