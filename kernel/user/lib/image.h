/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The header in the first bytes of every program image (made by crt0.S), by which a parent knows how
 * much memory the program wants and where its handlers are. A thread of a program starts at the first
 * byte of the image with its index in eax; it chooses its stack by that index.
 */
#ifndef USER_LIB_IMAGE_H
#define USER_LIB_IMAGE_H

#define IMAGE_BASE 0x00400000
#define IMAGE_MAGIC 0x474d4946 /* "FIMG" */
#define IMAGE_HEADER 8         /* offset of the header in the image */
#define STACK_SIZE 8192
#define STACK_COUNT 4          /* threads that a parent may start in one program */

#ifndef __ASSEMBLER__
#include <fluke/types.h>

struct image_header {
    u32 magic;
    u32 end;          /* address behind the last byte of .bss */
    u32 trap_handler; /* for the initial frame of the program's threads */
};
#endif
#endif
