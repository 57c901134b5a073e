/* SPDX-License-Identifier: BSD-2-Clause */
.text

/* void model_enter(struct thread *t [eax]): the one kernel stack, empty, then trap_from_user. */
.globl model_enter
model_enter:
    movl $boot_stack_top, %esp
    pushl %eax
    pushl $0
    jmp trap_from_user

.section .note.GNU-stack,"",@progbits
