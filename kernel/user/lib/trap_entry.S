/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The trap handler of all our programs. In: eax = the thread's own address, ecx = code, edx = fault
 * address; the stack and all other registers are the interrupted code's. trap_handle() decides; what it
 * leaves in the thread's saved state is where the thread goes on.
 */
#include <fluke/types.h>

.text
.globl trap_entry
trap_entry:
    pushl %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl %edx
    pushl %ecx
    pushl %eax
    cld
    call trap_handle        /* void trap_handle(u32 thread, u32 code, u32 address) */
    popl %eax
    addl $8, %esp
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    /* A jump, not a call: esp has to be the interrupted code's again when the saved words are reloaded. */
    jmp ENTRY_BASE + ENTRY_thread_return_from_exception * ENTRY_SIZE
.section .note.GNU-stack,"",@progbits
