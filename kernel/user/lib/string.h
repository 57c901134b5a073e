/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory, strings and formatting: the few things of a C library that our programs need. */
#ifndef USER_LIB_STRING_H
#define USER_LIB_STRING_H

#include <fluke/types.h>
#include <stdarg.h>

void *memcpy(void *to, const void *from, u32 bytes);
void *memmove(void *to, const void *from, u32 bytes);
void *memset(void *to, int value, u32 bytes);
int memcmp(const void *a, const void *b, u32 bytes);
u32 strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, u32 n);

/* Is TEXT's beginning PREFIX? Returns what follows it, else null. */
const char *after_prefix(const char *text, const char *prefix);

/* Copies at most SIZE - 1 characters and always ends TO with NUL. */
void copy_string(char *to, const char *from, u32 size);

/*
 * Text that grows in a buffer of fixed size: what does not fit is cut off, never written. used is the
 * number of characters written, without the NUL that always follows.
 */
struct text { char *buffer; u32 size, used; };

static inline struct text text_in(char *buffer, u32 size)
{
    buffer[0] = 0;
    return (struct text){ buffer, size, 0 };
}

/* %s %c %u %d %x %%, with a width: numbers are padded on the left (%08x: with zeroes), strings on the right. */
void text_vformat(struct text *t, const char *format, va_list args);
void text_format(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_put(struct text *t, char c);

#endif
