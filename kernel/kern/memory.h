/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spaces, regions and mappings: the hierarchy through which a space's memory comes from another's.
 *
 * A mapping shows a part of a region in a space; a region exports a part of its own space, whose memory
 * comes from further mappings, up to the boot regions that name physical memory. Translations are derived
 * on demand (soft faults) and taken back by walking the hierarchy downward from what changed.
 */
#ifndef KERN_MEMORY_H
#define KERN_MEMORY_H

#include "kern/object.h"
#include "kern/queue.h"
#include "arch/i386/pmap.h"

/* A chain of mappings longer than this is taken for a cycle, and does not resolve: a bound for what a fault can cost. */
#define MAX_DEPTH 1024

struct space {
    struct object object;
    struct link keeper;
    struct pmap pmap;
    struct node mappings;   /* sorted by start */
    struct node regions;
    struct node threads;
};

struct region {
    struct object object;
    struct link space, keeper;
    u32 start, size, max_prot;
    int physical;           /* a boot region: start is a physical address */
    struct node space_node, mappings;
};

struct mapping {
    struct object object;
    struct link region, space;
    u32 offset, start, size, prot;
    u32 flush_round;                /* in which it was flushed last, */
    struct mapping *flush_next;     /* and what comes after it there */
    struct node region_node, space_node;
};

/* Where a fault that the hierarchy can't resolve belongs: null region means nobody to ask. */
struct hard_fault {
    u32 insanity;           /* no fault at all: the address is wrong in itself */
    u32 va;                 /* in the faulting space */
    u32 access;
    struct region *region;
    u32 offset;             /* of the page in the region */
};

/* Derive the translation of a page and enter it. True: done (soft). False: *hard tells whom to ask. */
int fault_resolve(struct space *s, u32 va, u32 access, struct hard_fault *hard);

/*
 * Physical address behind va without entering anything, or 0. *prot: what the chain allows. *run, if larger,
 * becomes the bytes from there on that lie together.
 */
u32 space_translate(struct space *s, u32 va, u32 *prot, u32 *run);

/* Take back all translations that came through [start, start+size) of a space. */
void flush_range(struct space *s, u32 start, u32 size);

/*
 * The kernel address of a user page's byte, good to the end of that page; null with *hard filled where
 * the fault is hard. Soft faults are resolved on the way.
 */
void *user_byte(struct space *s, u32 va, u32 access, struct hard_fault *hard);

/* Copy between the current thread's memory and the kernel. Anything but KR_OK is a fault: return it. */
kr_t user_read(struct thread *t, u32 va, void *to, u32 bytes);
kr_t user_write(struct thread *t, u32 va, const void *from, u32 bytes);
kr_t user_touch(struct thread *t, u32 va, u32 bytes, u32 access);

/* The current thread takes a hard fault: the keeper is to be asked, or the exception raised. Returns what the caller returns. */
kr_t take_fault(struct thread *t, const struct hard_fault *hard);

/* A fault in user mode. */
kr_t user_fault(struct thread *t, u32 va, u32 access);

struct space *thread_space(struct thread *t);

void join_space(struct thread *t, struct object *space);

void memory_boot(struct thread *root, u32 image, u32 image_end, u32 pool, u32 pool_end, u32 timer);

#endif
