/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/string.h"

void *memcpy(void *to, const void *from, u32 bytes)
{
    void *result = to;
    u32 words = bytes / 4;

    bytes %= 4;
    asm volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
    return result;
}

void *memmove(void *to, const void *from, u32 bytes)
{
    u8 *d = to;
    const u8 *s = from;

    if (d <= s || d >= s + bytes)
        return memcpy(to, from, bytes);
    while (bytes--)
        ((volatile u8 *)d)[bytes] = s[bytes]; /* volatile: else the compiler makes a call of memmove of it */
    return to;
}

void *memset(void *to, int value, u32 bytes)
{
    void *result = to;
    u32 words = bytes / 4;

    bytes %= 4;
    value = (value & 0xff) * 0x01010101;
    asm volatile("rep stosl" : "+D"(to), "+c"(words) : "a"(value) : "memory");
    asm volatile("rep stosb" : "+D"(to), "+c"(bytes) : "a"(value) : "memory");
    return result;
}

int memcmp(const void *a, const void *b, u32 bytes)
{
    const u8 *x = a, *y = b;

    for (; bytes; bytes--, x++, y++)
        if (*x != *y)
            return *x - *y;
    return 0;
}

u32 strlen(const char *s)
{
    u32 n = 0;

    while (((const volatile char *)s)[n])
        n++;
    return n;
}

int strcmp(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return (u8)*a - (u8)*b;
}

int strncmp(const char *a, const char *b, u32 n)
{
    for (; n && *a && *a == *b; n--)
        a++, b++;
    return n ? (u8)*a - (u8)*b : 0;
}

const char *after_prefix(const char *text, const char *prefix)
{
    u32 n = strlen(prefix);

    return strncmp(text, prefix, n) == 0 ? text + n : 0;
}

void copy_string(char *to, const char *from, u32 size)
{
    u32 i;

    for (i = 0; i + 1 < size && from[i]; i++)
        to[i] = from[i];
    if (size)
        to[i] = 0;
}

void text_put(struct text *t, char c)
{
    if (t->used + 1 < t->size) {
        t->buffer[t->used++] = c;
        t->buffer[t->used] = 0;
    }
}

static void put_number(struct text *t, u32 n, u32 base, int width, char fill)
{
    char digits[10];
    int count = 0;

    do {
        digits[count++] = "0123456789abcdef"[n % base];
        n /= base;
    } while (n);
    for (; width > count; width--)
        text_put(t, fill);
    while (count)
        text_put(t, digits[--count]);
}

void text_vformat(struct text *t, const char *format, va_list args)
{
    for (; *format; format++) {
        char fill = ' ';
        int width = 0;

        if (*format != '%') {
            text_put(t, *format);
            continue;
        }
        format++;
        if (*format == '0')
            fill = '0', format++;
        for (; *format >= '0' && *format <= '9'; format++)
            width = width * 10 + *format - '0';
        switch (*format) {
        case 's': {
            const char *s = va_arg(args, const char *);

            for (; *s; s++, width--)
                text_put(t, *s);
            for (; width > 0; width--)
                text_put(t, ' ');
            break;
        }
        case 'c':
            text_put(t, (char)va_arg(args, int));
            break;
        case 'd': {
            int n = va_arg(args, int);

            if (n < 0)
                text_put(t, '-');
            put_number(t, n < 0 ? 0u - (u32)n : (u32)n, 10, width, fill);
            break;
        }
        case 'u':
            put_number(t, va_arg(args, u32), 10, width, fill);
            break;
        case 'x':
            put_number(t, va_arg(args, u32), 16, width, fill);
            break;
        case 0:
            return;
        default:
            text_put(t, *format);
        }
    }
}

void text_format(struct text *t, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    text_vformat(t, format, args);
    va_end(args);
}
