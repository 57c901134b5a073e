/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/fluke.h"
#include "user/lib/port.h"
#include "user/lib/thread.h"
#include "user/lib/uart.h"

enum { DATA = 0, IER = 1, FCR = 2, IIR = 2, LCR = 3, MCR = 4, LSR = 5, SCRATCH = 7 };
#define IER_RECEIVED 0x01
#define IER_SENT 0x02
#define LSR_READY 0x01
#define LSR_EMPTY 0x20
#define FIFO_BYTES 16

int uart_present(u16 port)
{
    out8(port + SCRATCH, 0x5a);
    return in8(port + SCRATCH) == 0x5a;
}

void uart_listen(u16 port)
{
    out8(port + IER, 0);
    out8(port + LCR, 0x80); /* divisor 3: 38400 */
    out8(port + DATA, 3);
    out8(port + IER, 0);
    out8(port + LCR, 0x03); /* 8N1 */
    out8(port + FCR, 0x07); /* FIFOs on and empty, threshold of one byte */
    out8(port + MCR, 0x0b); /* DTR, RTS, and OUT2, which lets the interrupt out */
    out8(port + IER, IER_RECEIVED);
}

void uart_interrupt_when_sent(u16 port, int sent)
{
    out8(port + IER, IER_RECEIVED | (sent ? IER_SENT : 0));
}

void uart_acknowledge(u16 port)
{
    in8(port + IIR);
}

/* Waits until the transmitter is empty. A stalled peer must not take the processor from all others. */
static void wait_empty(u16 port)
{
    u32 spins;

    for (;;) {
        for (spins = 0; spins < 20000; spins++)
            if (in8(port + LSR) & LSR_EMPTY)
                return;
        thread_sleep_us(1000);
    }
}

void uart_write(u16 port, const void *data, u32 bytes)
{
    const u8 *p = data;

    while (bytes) {
        wait_empty(port);
        out8(port + DATA, *p++); /* a UART whose FIFO is off takes one at a time */
        bytes--;
    }
}

u32 uart_send(u16 port, const void *data, u32 bytes)
{
    const u8 *p = data, *end = p + bytes;
    u32 n;

    while (p < end && in8(port + LSR) & LSR_EMPTY)
        for (n = 0; n < FIFO_BYTES && p < end; n++)
            out8(port + DATA, *p++);
    return bytes - (u32)(end - p);
}

int uart_read(u16 port, u8 *byte)
{
    if (!(in8(port + LSR) & LSR_READY))
        return 0;
    *byte = in8(port + DATA);
    return 1;
}
