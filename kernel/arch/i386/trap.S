/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traps. One from user mode pushes straight into the current thread's record: the TSS names the end of
 * its struct regs as the stack. One from kernel mode is an interrupt while idle, on the kernel stack.
 */
#define USER_DS 0x23
#define CS_OFFSET 44                /* struct regs: cs */
#define TRAP_OFFSET 32              /* struct regs: trap */
#define SELECTOR_USER 3

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
    testb $SELECTOR_USER, CS_OFFSET(%esp)
    jz 1f
    movl %esp, %eax                 /* struct regs is the first member of struct thread */
    jmp model_enter
1:  pushl %esp
    call trap_from_kernel           /* void trap_from_kernel(struct regs *r) */
    addl $4, %esp
    popal
    addl $8, %esp
    iret

/* void return_to_user(struct thread *t [4(%esp)]) */
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
