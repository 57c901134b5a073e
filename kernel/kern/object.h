/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all nine object types share: a header, a place in physical memory, a hash and a count of the
 * kernel's own pointers at it.
 *
 * An object is found by the physical memory behind its address, so every space that maps that memory
 * names the same object. Its record lives in kernel memory, out of reach of the user.
 *
 * Links between objects are counted pointers. A destroyed object stays as a dead record until the last
 * link lets go of it; link_get() takes a link at a dead object for null, so nobody has to hunt for
 * pointers at what is destroyed.
 */
#ifndef KERN_OBJECT_H
#define KERN_OBJECT_H

#include <fluke/types.h>
#include "kern/kr.h"

struct thread;

struct object {
    u8 type;              /* TYPE_* */
    u8 dead;              /* destroyed, kept for the links at it */
    u32 refs;             /* links at this record: never more than kernel memory holds */
    u32 hash;
    u32 address;          /* physical address: identity of the place */
    struct object *next;  /* others in the same page */
#ifdef DEBUG
    u32 seen;             /* links that a check has found (debug.c) */
#endif
};

/* A counted pointer at an object, or null. */
struct link {
    struct object *to;
};

struct ref {
    struct object object;
    struct link target;
};

static inline struct object *link_get(const struct link *l)
{
    return l->to && !l->to->dead ? l->to : 0;
}

void link_set(struct link *l, struct object *to);

/* The physical memory under user pages, by page frame number. */
void object_init_pages(u32 frames);
struct object *object_at(u32 physical);
u32 object_space_end(void);         /* no object is at or above this physical address */
struct object *object_next(u32 physical, u32 bytes);    /* the lowest in that range, or null */
void object_place(struct object *o, u32 physical);

struct object *object_new(int type, u32 hash);  /* null: no memory */

/*
 * Find the object of this type (or TYPE_COUNT: any) at an address of the thread's space, checked for the
 * kind of access that its memory's protection must allow. Anything but KR_OK is to be returned as it is:
 * a fault, or an insanity that was already delivered.
 */
kr_t object_find(struct thread *t, u32 va, int type, int access, void *out);

/* Find the reference at va and its target, of this type (or any). A null reference gives a null target. */
kr_t ref_find(struct thread *t, u32 va, int type, struct object **target);

/* Like object_find for the reference itself; va 0 gives null: the caller wants that part skipped. */
kr_t ref_slot(struct thread *t, u32 va, struct ref **ref);

/* A digest of a state, word by word: multiplied by an odd number, so that each word is worth something to the end. */
static inline u32 digest(u32 sum, u32 word)
{
    return (sum ^ word) * 0x9e3779b1u;
}

static inline u32 digest_link(u32 sum, const struct link *l)
{
    const struct object *o = link_get(l);
    return digest(sum, o ? (u32)o ^ o->hash : 0);
}

#define OBJECT(p) (&(p)->object)

#endif
