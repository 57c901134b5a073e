/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * void fluke_call(u32 entry, struct fluke_regs *r);
 * Calls entry point number ENTRY with all seven registers from R and stores all seven back: for calls
 * that return more than eax.
 */
#include <fluke/types.h>

.text
.globl fluke_call
fluke_call:
    pushl %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    movl 20(%esp), %eax
    shll $4, %eax
    addl $ENTRY_BASE, %eax
    movl 24(%esp), %edx
    pushl %edx
    pushl %eax
    movl 0(%edx), %eax
    movl 4(%edx), %ebx
    movl 8(%edx), %ecx
    movl 16(%edx), %esi
    movl 20(%edx), %edi
    movl 24(%edx), %ebp
    movl 12(%edx), %edx
    call *(%esp)
    movl %eax, (%esp)       /* the target is not needed any more */
    movl 4(%esp), %eax
    movl %ebx, 4(%eax)
    movl %ecx, 8(%eax)
    movl %edx, 12(%eax)
    movl %esi, 16(%eax)
    movl %edi, 20(%eax)
    movl %ebp, 24(%eax)
    popl %ecx
    movl %ecx, 0(%eax)
    addl $4, %esp
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    ret
.section .note.GNU-stack,"",@progbits
