/* SPDX-License-Identifier: BSD-2-Clause */
#include <fluke/types.h>

#define TIMER_COUNT (TIMER_BASE + 0x380)

.text
/*
 * void depart(void), all registers as the call wants them: note the time, arm the timer, go to the entry point. The
 * stack holds what the entry point returns to.
 */
.globl depart
depart:
    pushl %edx
    pushl %eax
    rdtsc
    movl %eax, depart_time
    movl depart_count, %eax
    movl %eax, TIMER_COUNT
    popl %eax
    popl %edx
    jmp *depart_entry

.bss
.align 4
.globl depart_time
depart_time:
    .long 0     /* the low half of the processor's count of instructions */
.section .note.GNU-stack,"",@progbits
