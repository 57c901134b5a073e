/* SPDX-License-Identifier: BSD-2-Clause */
/* From the boot loader (Multiboot specification 0.6.96) to kernel_main at the kernel's own addresses. */
#define MULTIBOOT_MAGIC 0x1badb002
#define MULTIBOOT_FLAGS 3           /* modules on page boundaries, memory information */
#define KERNEL_BASE 0xc0000000

.section .boot, "ax"
.balign 4
    .long MULTIBOOT_MAGIC, MULTIBOOT_FLAGS, -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

/* eax=loader's magic, ebx=multiboot information; paging off. */
.globl boot
boot:
    movl %eax, %esi
    /* 4 MB pages: the first 4 MB at their own addresses for the jump, and all of physical memory at KERNEL_BASE. */
    movl $boot_directory - KERNEL_BASE, %edi
    movl $0x83, (%edi)
    movl $0x83, %eax
    leal (KERNEL_BASE >> 20)(%edi), %ecx
1:  movl %eax, (%ecx)
    addl $4, %ecx
    addl $0x400000, %eax
    cmpl $0x3fc00083, %eax
    jne 1b
    movl %edi, %cr3
    movl %cr4, %eax
    orl $0x10, %eax                 /* PSE */
    movl %eax, %cr4
    movl %cr0, %eax
    orl $0x80010024, %eax           /* PG, WP, NE, and EM: there is no floating point state yet */
    movl %eax, %cr0
    movl $2f, %eax
    jmp *%eax

.text
2:  movl $boot_stack_top, %esp
    pushl %ebx
    pushl %esi
    pushl $0
    jmp kernel_main

.bss
.balign 4096
.globl boot_directory
boot_directory:
    .skip 4096
.globl boot_stack
boot_stack:
    .skip 8192
.globl boot_stack_top
boot_stack_top:

.section .note.GNU-stack,"",@progbits
