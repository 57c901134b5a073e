/* SPDX-License-Identifier: BSD-2-Clause */
.text

/* void model_enter(struct thread *t [eax]): the thread's own kernel stack, empty, then trap_from_user and kernel_loop. */
.globl model_enter
model_enter:
    leal KSTACK_SIZE(%eax), %esp
    pushl %eax
    call trap_from_user
    call kernel_loop

/* void model_switch(u32 *from [4(%esp)], u32 to [8(%esp)]) */
.globl model_switch
model_switch:
    movl 4(%esp), %eax
    movl 8(%esp), %edx
    pushl %ebp
    pushl %ebx
    pushl %esi
    pushl %edi
    movl %esp, (%eax)
    movl %edx, %esp
    popl %edi
    popl %esi
    popl %ebx
    popl %ebp
    ret

.section .note.GNU-stack,"",@progbits
