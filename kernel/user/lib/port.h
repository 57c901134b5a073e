/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O ports, for threads with I/O privilege. */
#ifndef USER_LIB_PORT_H
#define USER_LIB_PORT_H

#include <fluke/types.h>

static inline void out8(u16 port, u8 value) { asm volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }
static inline void out16(u16 port, u16 value) { asm volatile("outw %0, %1" : : "a"(value), "Nd"(port)); }
static inline void out32(u16 port, u32 value) { asm volatile("outl %0, %1" : : "a"(value), "Nd"(port)); }

static inline u8 in8(u16 port)
{
    u8 value;

    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline u16 in16(u16 port)
{
    u16 value;

    asm volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline u32 in32(u16 port)
{
    u32 value;

    asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

#endif
