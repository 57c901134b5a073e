/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/fluke.h"
#include "user/lib/thread.h"
#include "user/lib/uart.h"

enum { DATA = 0, IER = 1, FCR = 2, LCR = 3, MCR = 4, LSR = 5 };
#define LSR_READY 0x01
#define LSR_EMPTY 0x20
#define FIFO_BYTES 16

static inline void out(u16 port, u8 value) { asm volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }

static inline u8 in(u16 port)
{
    u8 value;

    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

void uart_listen(u16 port)
{
    out(port + IER, 0);
    out(port + LCR, 0x80); /* divisor 3: 38400 */
    out(port + DATA, 3);
    out(port + IER, 0);
    out(port + LCR, 0x03); /* 8N1 */
    out(port + FCR, 0x07); /* FIFOs on and empty, threshold of one byte */
    out(port + MCR, 0x0b); /* DTR, RTS, and OUT2, which lets the interrupt out */
    out(port + IER, 0x01);
}

/* Waits until the transmitter is empty. A stalled peer must not take the processor from all others. */
static void wait_empty(u16 port)
{
    u32 spins;

    for (;;) {
        for (spins = 0; spins < 20000; spins++)
            if (in(port + LSR) & LSR_EMPTY)
                return;
        thread_sleep_us(1000);
    }
}

void uart_write(u16 port, const void *data, u32 bytes)
{
    const u8 *p = data;
    u32 n;

    while (bytes) {
        wait_empty(port);
        /* Only a UART whose FIFO is on takes more than a byte; COM1 is the kernel's, so one at a time there. */
        n = port == COM1 ? 1 : bytes < FIFO_BYTES ? bytes : FIFO_BYTES;
        for (bytes -= n; n; n--)
            out(port + DATA, *p++);
    }
}

int uart_read(u16 port, u8 *byte)
{
    if (!(in(port + LSR) & LSR_READY))
        return 0;
    *byte = in(port + DATA);
    return 1;
}
