/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traps. One from user mode pushes straight into the current thread's record: the TSS names the end of
 * its struct regs as the stack. One from kernel mode is an interrupt while idle, on the kernel stack.
 */
#define USER_CS 0x1b
#define USER_DS 0x23
#define EFLAGS_VM 0x20000
#define EFLAGS_IOPL 0x3000
#define EFLAGS_IF 0x200
/* struct regs, and struct thread before it */
#define CS_OFFSET 44
#define EFLAGS_OFFSET 48
#define SS_OFFSET 56
#define REGS_WORDS 15
#define VM86_BYTES 16

.text

.macro vector n, has_error
vector\n:
    .if \has_error == 0
    pushl $0
    .endif
    pushl $\n
    jmp trap
.endm

.set i, 0
.rept 50
    .if i == 8 || (i >= 10 && i <= 14) || i == 17
        .altmacro
        vector %i, 1
        .noaltmacro
    .else
        .altmacro
        vector %i, 0
        .noaltmacro
    .endif
    .set i, i + 1
.endr

/* Every vector comes here with struct regs complete from trap on. */
trap:
    pushal
    cld
    movl $USER_DS, %eax
    movl %eax, %ds
    movl %eax, %es
    cmpl $USER_CS, CS_OFFSET(%esp)
    jne 2f
1:  leal -VM86_BYTES(%esp), %eax    /* from struct regs to its struct thread */
    jmp model_enter
2:  testl $EFLAGS_VM, EFLAGS_OFFSET(%esp)
    jnz 3f
    pushl %esp
    call trap_from_kernel           /* void trap_from_kernel(struct regs *r) */
    addl $4, %esp
    popal
    addl $8, %esp
    iret

/*
 * User code can't get into virtual-8086 mode by its iret, says Intel; but QEMU lets it. Four segment registers are
 * pushed first then, and everything lies that much too low. Put it where it belongs, in flat mode.
 */
3:  leal (REGS_WORDS - 1) * 4(%esp), %esi
    leal VM86_BYTES(%esi), %edi
    movl $REGS_WORDS, %ecx
    std
    rep movsl
    cld
    addl $VM86_BYTES, %esp
    movl $USER_CS, CS_OFFSET(%esp)
    movl $USER_DS, SS_OFFSET(%esp)
    andl $~(EFLAGS_VM | EFLAGS_IOPL), EFLAGS_OFFSET(%esp)
    orl $EFLAGS_IF, EFLAGS_OFFSET(%esp)
    jmp 1b

/* void return_to_user(struct regs *r [4(%esp)]) */
.globl return_to_user
return_to_user:
    movl 4(%esp), %esp
    popal
    addl $8, %esp
    iret

.section .rodata
.globl trap_vectors
trap_vectors:
.set i, 0
.macro vector_address n
    .long vector\n
.endm
.rept 50
    .altmacro
    vector_address %i
    .noaltmacro
    .set i, i + 1
.endr

.section .note.GNU-stack,"",@progbits
