/* SPDX-License-Identifier: BSD-2-Clause */
/* The other programs' images, which root carries inside its own. */
.macro program name, file
.section .rodata
.balign 16
\name\()_start:
    .incbin "\file"
\name\()_end:
.balign 4
.globl program_\name
program_\name:
    .long \name\()_start, \name\()_end
.endm

program debugd, "debugd.bin"
program pager, "pager.bin"
program scenario, "scenario.bin"
.section .note.GNU-stack,"",@progbits
