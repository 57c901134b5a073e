/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of the API, generated from kernel/api, for debuggers that live in the guest. */
#ifndef FLUKE_NAMES_H
#define FLUKE_NAMES_H

#include <fluke/types.h>

extern const char *const entry_names[ENTRY_COUNT];
extern const char *const entry_categories[ENTRY_COUNT];
extern const char *const status_names[STATUS_COUNT];        /* insanities too; "" for unused numbers */
extern const char *const object_names[TYPE_COUNT];
extern const char *const cause_names[CAUSE_COUNT];
extern const char *const frame_word_names[FRAME_WORDS];
extern const unsigned char frame_word_regnums[FRAME_WORDS]; /* gdb register number of each frame word */

#endif
