/* SPDX-License-Identifier: BSD-2-Clause */
#include <fluke/types.h>

.text
/*
 * Where a player starts, and its handler of everything. In: eax = the thread's address, which tells the player's
 * number; nothing else can be trusted, the stack pointer least of all. Goes to play(number).
 */
.globl player_entry
player_entry:
    subl $player_threads, %eax
    shrl $4, %eax
    andl $7, %eax
    movl %eax, %ecx
    shll $12, %ecx
    leal player_stacks - 16(%ecx), %esp
    xorl %ebp, %ebp
    cld
    pushl %eax
    pushl $0
    jmp play

/*
 * void odd_selectors(u32 selector): into the four data segment registers that user code may load. Comes back with
 * flat ones, or not at all.
 */
.globl odd_selectors
odd_selectors:
    movl 4(%esp), %eax
    movl %eax, %fs
    movl %eax, %gs
    movl %eax, %es
    movl %eax, %ds
    movl $0x23, %eax
    movl %eax, %ds
    movl %eax, %es
    ret

/* void odd_flags(u32 flags): run a little with these. */
.globl odd_flags
odd_flags:
    pushl 4(%esp)
    popfl
    nop
    movl $ENTRY_BASE, %eax
    call *%eax
    pushl $2
    popfl
    ret

/* void odd_instruction(u32 number): one of those that the kernel has to refuse, or need not notice. */
.globl odd_instruction
odd_instruction:
    movl 4(%esp), %eax
    andl $31, %eax
    shll $4, %eax
    addl $odd_table, %eax
    jmp *%eax
.macro odd code:vararg
    .balign 16
    \code
    ret
.endm
.balign 16
odd_table:
    odd int $0
    odd int $1
    odd int $2
    odd int3
    odd int $8
    odd int $13
    odd int $14
    odd int $0x20
    odd int $0x31
    odd int $0x30
    odd int $0x80
    odd int $0xff
    odd into
    odd .byte 0xf1
    odd sysenter
    odd .byte 0x0f, 0x05
    odd fld1
    odd .byte 0x0f, 0x77
    odd .byte 0x0f, 0x57, 0xc0
    odd hlt
    odd cli
    odd inb $0x60
    odd .byte 0x0f, 0x01, 0x18
    odd .byte 0x0f, 0x20, 0xc0
    odd iret
    odd .byte 0xcb
    odd .byte 0x0f, 0x0b
    odd lcall $8, $0
    odd lcall $0x28, $0
    odd bound %eax, odd_bounds
    odd fwait
    odd .byte 0xf0, 0x0f, 0xc7, 0xc8
.section .rodata
odd_bounds:
    .long 1, 2
.section .note.GNU-stack,"",@progbits
