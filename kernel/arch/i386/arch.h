/* SPDX-License-Identifier: BSD-2-Clause */
/* The processor and the PC around it. */
#ifndef I386_ARCH_H
#define I386_ARCH_H

#include "kern/thread.h"

#define USER_CS 0x1b
#define USER_DS 0x23
#define KERNEL_CS 0x08
#define KERNEL_DS 0x10
#define TSS_SELECTOR 0x28

#define EFLAGS_FIXED 0x2
#define EFLAGS_IF 0x200
#define EFLAGS_TF 0x100
#define EFLAGS_USER 0x244dd5   /* what user code can set by itself: CF PF AF ZF SF TF DF OF NT AC ID */

#define TRAP_BREAKPOINT 3
#define TRAP_PAGE_FAULT 14
#define TRAP_IRQ 0x20
#define TRAP_TIMER 0x31    /* line IRQ_TIMER; 0x30 is the entry points' trap */

static inline void outb(u16 port, u8 v) { __asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port)); }
static inline u8 inb(u16 port) { u8 v; __asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port)); return v; }
static inline u32 read_cr2(void) { u32 v; __asm__ volatile("movl %%cr2, %0" : "=r"(v)); return v; }

void arch_init(void);                               /* GDT, TSS, IDT, PIC, PIT */
void arch_set_thread(struct thread *t);             /* the thread into whose record the next trap pushes */
void arch_idle(void);                               /* wait for one interrupt */
void arch_clock_arm(void);                          /* one clock interrupt, TICK_US from now */
void irq_unmask(u32 line);
void irq_mask(u32 line);
void irq_acknowledge(u32 line);

/* The interrupt line of a trap, or IRQ_LINES. */
u32 irq_of_trap(u32 trap);
void return_to_user(struct regs *r) __attribute__((noreturn));
void user_regs_init(struct thread *t);
u32 eflags_for_user(u32 wanted, int io_privilege);

#endif
