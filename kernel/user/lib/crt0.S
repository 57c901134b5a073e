/* SPDX-License-Identifier: BSD-2-Clause */
/* Entry of a user program: void main(u32 index). See image.h for the header and the registers at entry. */
#include <fluke/types.h>
#include "image.h"

.section .start,"ax"
.globl start
start:
    jmp 1f
.org IMAGE_HEADER
    .long IMAGE_MAGIC, image_end, trap_entry
1:
#ifdef BOOT_PROGRAM
    xorl %eax, %eax         /* the kernel starts root without an index */
#endif
    imull $STACK_SIZE, %eax, %ecx
    leal stacks + STACK_SIZE(%ecx), %esp
    xorl %ebp, %ebp
    pushl %eax
    pushl $thread_finish
    jmp main

/* void thread_finish(void): never returns. A thread can't destroy itself: it waits for nothing. */
.text
.globl thread_finish
thread_finish:
    xorl %eax, %eax
    call ENTRY_BASE + ENTRY_thread_wait * ENTRY_SIZE
    jmp thread_finish

.bss
.balign 4096
stacks:
    .skip STACK_SIZE * STACK_COUNT
.section .note.GNU-stack,"",@progbits
