/* SPDX-License-Identifier: BSD-2-Clause */
/* COM2 as a line: slow, but there from the first instruction on, and on every PC. */
#include "user/debugd/debugd.h"
#include "user/debugd/line.h"
#include "user/lib/uart.h"

/* What waits to be sent. */
#define RING_BYTES (4 * PACKET_SIZE)
static u8 ring[RING_BYTES];
static u32 ring_in, ring_out;

static void acknowledge(void)
{
    uart_acknowledge(COM2);
}

/* Sends what the UART takes; its interrupt tells when it takes more. */
static void pump(void)
{
    while (ring_in != ring_out) {
        u32 at = ring_out % RING_BYTES, n = ring_in - ring_out, sent;

        if (n > RING_BYTES - at)
            n = RING_BYTES - at;
        sent = uart_send(COM2, ring + at, n);
        ring_out += sent;
        if (sent < n)
            break;
    }
    uart_interrupt_when_sent(COM2, ring_in != ring_out);
}

static u32 receive(struct line *l, u8 *to, u32 room)
{
    u32 n = 0;

    if (ring_in != ring_out)
        pump();
    while (n < room && uart_read(COM2, to + n))
        n++;
    /* The line is edge-triggered: it has to fall before it can rise again. */
    acknowledge();
    return n;
}

static int ready(struct line *l, u32 bytes)
{
    return RING_BYTES - (ring_in - ring_out) >= bytes;
}

static void send(struct line *l, const void *data, u32 bytes)
{
    const u8 *p = data;
    u32 n;

    for (; bytes; bytes -= n, p += n, ring_in += n) {
        u32 at = ring_in % RING_BYTES;

        n = bytes < RING_BYTES - at ? bytes : RING_BYTES - at;
        memcpy(ring + at, p, n);
    }
    pump();
}

static const struct line_driver driver = { .receive = receive, .ready = ready, .send = send };

u32 uart_lines(struct line *lines, u32 room)
{
    if (!room || !uart_present(COM2))
        return 0;
    lines[0] = (struct line){ .driver = &driver, .name = "uart", .open = 1 };
    uart_listen(COM2);
    line_interrupts(COM2_IRQ, acknowledge);
    return 1;
}
