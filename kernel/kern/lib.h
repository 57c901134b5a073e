/* SPDX-License-Identifier: BSD-2-Clause */
/* The few library routines that a freestanding kernel needs. */
#ifndef KERN_LIB_H
#define KERN_LIB_H

#include <fluke/types.h>

void *memcpy(void *to, const void *from, unsigned long n);
void *memset(void *to, int c, unsigned long n);

/* Console output on COM1: %s %d %u %x (with 0 and width), %c. */
void kprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void panic(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

#endif
