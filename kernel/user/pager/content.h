/* SPDX-License-Identifier: BSD-2-Clause */
/* What the pager's memory holds: a pattern in which no word occurs twice, so that a lost or doubled one shows. */
#ifndef USER_PAGER_CONTENT_H
#define USER_PAGER_CONTENT_H

#include <fluke/types.h>

static inline u32 content_word(u32 offset)
{
    return (offset / 4 + 1) * 0x9e3779b1u;
}

#endif
