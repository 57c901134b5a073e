/* SPDX-License-Identifier: BSD-2-Clause */
.text

/* void model_enter(struct thread *t [eax]): the one kernel stack, empty, then trap_from_user and kernel_loop. */
.globl model_enter
model_enter:
    movl $boot_stack_top, %esp
    pushl %eax
    call trap_from_user
    call kernel_loop

.section .note.GNU-stack,"",@progbits
