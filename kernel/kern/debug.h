/* SPDX-License-Identifier: BSD-2-Clause */
/* Only in a kernel built for debugging (CONFIG=...-debug): the kernel checks itself, and panics at what is wrong. */
#ifndef KERN_DEBUG_H
#define KERN_DEBUG_H

#include "kern/lib.h"
#include "kern/thread.h"

#ifdef DEBUG

#define debug_printf kprintf
void debug_stack_paint(struct thread *t);   /* a new stack; t null: the one that all threads share */
void debug_check(struct thread *t);         /* at the end of a call, while nobody else can be in the kernel */

#else

#define debug_printf(...) ((void)0)
static inline void debug_stack_paint(struct thread *t) { }
static inline void debug_check(struct thread *t) { }

#endif
#endif
