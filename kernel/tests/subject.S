/* SPDX-License-Identifier: BSD-2-Clause */
#include <fluke/types.h>

.text
/*
 * Where a subject's call returns to: void subject_done(struct subject *s). Stores all seven registers in the
 * record, marks it finished, and waits for ever.
 */
.globl subject_done
subject_done:
    pushl %eax
    movl 4(%esp), %eax
    movl %ebx, 4(%eax)
    movl %ecx, 8(%eax)
    movl %edx, 12(%eax)
    movl %esi, 16(%eax)
    movl %edi, 20(%eax)
    movl %ebp, 24(%eax)
    popl %ecx
    movl %ecx, 0(%eax)
    movl $1, 32(%eax)
.globl subject_rest
subject_rest:
    xorl %eax, %eax
    call ENTRY_BASE + ENTRY_thread_wait * ENTRY_SIZE
    jmp subject_rest

/*
 * Handlers of interrupts and alerts. In: eax = the thread, ecx = alert word, edx = 0. The interrupted code's
 * stack and registers stay as they are.
 */
.macro handler name, function
.globl \name
\name:
    pushl %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl %edx
    pushl %ecx
    pushl %eax
    cld
    call \function
    popl %eax
    addl $8, %esp
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    jmp ENTRY_BASE + ENTRY_thread_return_from_exception * ENTRY_SIZE
.endm
handler interrupt_entry, interrupt_handle
handler alert_entry, alert_handle
.section .note.GNU-stack,"",@progbits
