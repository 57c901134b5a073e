/* SPDX-License-Identifier: BSD-2-Clause */
#include <fluke/types.h>

#define TIMER_COUNT (TIMER_BASE + 0x380)

.text
/*
 * void depart(void), all registers as the call wants them: arm the timer, go to the entry point. The stack
 * holds what the entry point returns to.
 */
.globl depart
depart:
    pushl %eax
    movl depart_count, %eax
    movl %eax, TIMER_COUNT
    popl %eax
    jmp *depart_entry
.section .note.GNU-stack,"",@progbits
