/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdarg.h>
#include "arch/i386/arch.h"
#include "kern/lib.h"

void *memcpy(void *to, const void *from, unsigned long n)
{
    void *d = to;
    unsigned long words = n / 4, bytes = n % 4;
    __asm__ volatile("rep movsl\n\tmovl %3, %2\n\trep movsb"
                     : "+D"(d), "+S"(from), "+c"(words) : "r"(bytes) : "memory");
    return to;
}

void *memset(void *to, int c, unsigned long n)
{
    void *d = to;
    unsigned long words = n / 4, bytes = n % 4;
    __asm__ volatile("rep stosl\n\tmovl %3, %1\n\trep stosb"
                     : "+D"(d), "+c"(words) : "a"((c & 0xff) * 0x01010101u), "r"(bytes) : "memory");
    return to;
}

#define COM1 0x3f8
#define LSR 5
#define LSR_IDLE 0x20

static void put(char c)
{
    if (c == '\n')
        put('\r');
    while (!(inb(COM1 + LSR) & LSR_IDLE))
        ;
    outb(COM1, c);
}

static void put_number(u32 v, u32 base, int width, char pad)
{
    char digits[12];
    int n = 0;
    do
        digits[n++] = "0123456789abcdef"[v % base];
    while (v /= base);
    while (width-- > n)
        put(pad);
    while (n)
        put(digits[--n]);
}

static void vprintf(const char *f, va_list args)
{
    for (; *f; f++) {
        if (*f != '%') {
            put(*f);
            continue;
        }
        char pad = *++f == '0' ? '0' : ' ';
        int width = 0;
        while (*f >= '0' && *f <= '9')
            width = width * 10 + *f++ - '0';
        switch (*f) {
        case 's':
            for (const char *s = va_arg(args, const char *); *s; s++)
                put(*s);
            break;
        case 'c': put((char)va_arg(args, int)); break;
        case 'd': {
            int v = va_arg(args, int);
            if (v < 0)
                put('-');
            put_number(v < 0 ? -(u32)v : (u32)v, 10, width, pad);
            break;
        }
        case 'u': put_number(va_arg(args, u32), 10, width, pad); break;
        case 'x': put_number(va_arg(args, u32), 16, width, pad); break;
        default: put(*f);
        }
    }
}

void kprintf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
}

void panic(const char *format, ...)
{
    va_list args;
    kprintf("panic: ");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    kprintf("\n");
    for (;;)
        __asm__ volatile("cli; hlt");
}
