/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt lines as user-mode drivers see them: a count of events a line. */
#ifndef KERN_IRQ_H
#define KERN_IRQ_H

#include <fluke/types.h>

#define IRQ_LINES 17    /* the 16 of the two 8259A, and the local APIC's timer (IRQ_TIMER) */
#define IRQ_CLOCK 0

void irq_init(void);
void irq_event(u32 line);   /* from the interrupt handler */

#endif
