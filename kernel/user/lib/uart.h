/* SPDX-License-Identifier: BSD-2-Clause */
/* 16550 serial ports, for threads with I/O privilege. */
#ifndef USER_LIB_UART_H
#define USER_LIB_UART_H

#include <fluke/types.h>

#define COM1 0x3f8
#define COM2 0x2f8
#define COM2_IRQ 3

/* Is there a UART at PORT? */
int uart_present(u16 port);

/* FIFOs on, and an interrupt for every received byte; SENT: also when there is room to send. */
void uart_listen(u16 port);
void uart_interrupt_when_sent(u16 port, int sent);

/* Ends the interrupt for room to send; the one for a received byte ends when it is read. */
void uart_acknowledge(u16 port);

/* Writes by polling; gives the processor away while nobody at the other end reads. */
void uart_write(u16 port, const void *data, u32 bytes);

/* Sends what the UART takes at once: returns how many of BYTES. Needs uart_listen. */
u32 uart_send(u16 port, const void *data, u32 bytes);

/* Takes one received byte; returns 0 if there is none. */
int uart_read(u16 port, u8 *byte);

#endif
