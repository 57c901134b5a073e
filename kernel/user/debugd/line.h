/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A line to a debugger: bytes both ways. Drivers are ordinary code with I/O privilege; each has a thread
 * that waits for the device's interrupt, so a system in which nobody talks costs nothing. Lines are used
 * by main only, under the big lock, and nothing here waits.
 */
#ifndef USER_DEBUGD_LINE_H
#define USER_DEBUGD_LINE_H

#include <fluke/types.h>

struct line;

struct line_driver {
    u32 (*receive)(struct line *l, u8 *to, u32 room);       /* returns how many bytes came, 0: none at present */
    int (*ready)(struct line *l, u32 bytes);                /* can so many be sent now? If not, main is woken when they can */
    void (*send)(struct line *l, const void *data, u32 bytes); /* as many as it is ready for */
};

struct line {
    const struct line_driver *driver;
    const char *name;
    u32 unit;       /* the driver's number for it */
    u32 left;       /* how often somebody at the other end has gone away (a UART can't tell), */
    u8 open;        /* and whether somebody is there now */
};

#define MAX_LINES 3

/* Finds what lines there are, not more than MAX_LINES, and starts their drivers. Returns how many. */
u32 lines_open(struct line *lines);

/* uart_line.c, virtio_line.c: the lines of one kind of device. */
u32 uart_lines(struct line *lines, u32 room);
u32 virtio_lines(struct line *lines, u32 room);

/* line.c: has main woken by interrupt line IRQ; ACKNOWLEDGE, called first, makes the device end its interrupt. */
void line_interrupts(u32 irq, void (*acknowledge)(void));

#endif
