/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Preemption of kernel code (paper, section 5.2 and table 4).
 *
 * NP  interrupts are off in the kernel; nothing here costs anything.
 * PP  the same, but a long operation asks preempt_point() now and then: it lets interrupts in, and tells
 *     whether the operation should leave its progress in the frame and give way.
 * FP  interrupts are on in the kernel, and an interrupt that readies a more urgent thread switches to it at
 *     once, wherever the kernel is, save in the dispatcher (between irq_off and irq_on). What keeps the rest
 *     of the kernel consistent is one blocking lock, held by a thread from kernel entry until it sleeps or
 *     leaves; waiting for it lends one's priority to the holder. At preempt_point() the holder passes it on
 *     if somebody waits, so the wait is bounded by the longest stretch between such points.
 */
#ifndef KERN_LOCK_H
#define KERN_LOCK_H

#include "arch/i386/arch.h"
#include "kern/sched.h"

/* A long copy asks after so many bytes. */
#define PREEMPT_BYTES 8192

/* Interrupts that wait are taken, between two calls or two steps of the dispatcher. */
static inline void irq_let_in(void) { __asm__ volatile("sti; nop; cli" : : : "memory"); }

#ifdef PREEMPTION_fp

static inline u32 irq_off(void)
{
    u32 flags;
    __asm__ volatile("pushfl; popl %0; cli" : "=r"(flags) : : "memory");
    return flags;
}

static inline void irq_on(u32 flags)
{
    if (flags & EFLAGS_IF)
        __asm__ volatile("sti" : : : "memory");
}

void kernel_lock(struct thread *t);     /* interrupts off before; on, with the lock, after */
void kernel_unlock(struct thread *t);   /* interrupts off after */
int kernel_lock_free(void);
extern struct thread *kernel_lock_holder;
static inline int kernel_lock_held(const struct thread *t) { return kernel_lock_holder == t; }
int preempt_point(void);
void preempt_interrupt(void);           /* at the end of an interrupt in the kernel */
static inline void irq_window(void) { irq_let_in(); }

#else

static inline u32 irq_off(void) { return 0; }
static inline void irq_on(u32 flags) { }
static inline void kernel_lock(struct thread *t) { }
static inline void kernel_unlock(struct thread *t) { }
static inline void preempt_interrupt(void) { }
static inline int kernel_lock_free(void) { return 1; }
static inline int kernel_lock_held(const struct thread *t) { return 0; }

#ifdef PREEMPTION_pp
static inline void irq_window(void) { irq_let_in(); }
static inline int preempt_point(void)
{
    irq_window();
    return need_resched;
}
#else
static inline void irq_window(void) { }
static inline int preempt_point(void) { return 0; }
#endif
#endif

#endif
