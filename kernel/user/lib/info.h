/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a parent gives to a program: the info page, mapped at INFO_BASE of every child. Its second half
 * is memory for objects in slots of OBJECT_SIZE: the program's threads and all that the parent set up
 * for it. The addresses below are the child's; the parent reaches the same objects by its own.
 */
#ifndef USER_LIB_INFO_H
#define USER_LIB_INFO_H

#include <fluke/types.h>

#define INFO_BASE 0x00010000
#define INFO_OBJECTS 2048 /* offset of the slots in the page */
#define INFO_SLOT(n) (INFO_BASE + INFO_OBJECTS + (n) * OBJECT_SIZE)

/* The names directory, shared by all programs (names.h). */
#define NAMES_BASE 0x00012000
#define NAMES_PAGES 16

enum info_slot {
    SLOT_CONSOLE,      /* Reference to the console's port */
    SLOT_SPACE,        /* Reference to the program's own space */
    SLOT_THREAD,       /* the threads, STACK_COUNT of them */
    SLOT_PORT = 8,     /* a server's Port, */
    SLOT_PSET,         /* and the Portset on which it waits */
    SLOT_SERVER,       /* Reference: a client's way to the server */
    SLOT_REGION,       /* pager: the Region it keeps */
    SLOT_POOL_REGION,  /* pager: the Region of its own memory */
    SLOT_MUTEX,        /* scenario: a Mutex, */
    SLOT_OTHER_MUTEX,  /* another one, */
    SLOT_COND,         /* and a Cond */
    SLOT_COUNT
};

struct info {
    char name[32];              /* of the program's space */
    char scenario[32];          /* name of the running scenario, empty for none */
    u32 role;                   /* which part of the scenario the program plays */
    u32 heap, heap_bytes;       /* memory behind the image */
    u32 pool, pool_bytes;       /* pager: memory to give out */
    u32 window, window_bytes;   /* pager: addresses of the Region it keeps */
    u32 pool_region;            /* debugd: address of the Region of all memory, mapped as in root */
    u32 root_image, root_bytes; /* debugd: where it finds root's image, and how large it is */
    u32 uart_only;              /* debugd: talk over the serial port, whatever else there is */
    u32 dma, dma_bytes, dma_physical; /* debugd: memory for devices, and its physical address */
};

static inline struct info *info(void) { return (struct info *)INFO_BASE; }

#endif
