/* SPDX-License-Identifier: BSD-2-Clause */
/* What a type tells the common operations about itself. Threads and references have their own get and set. */
#ifndef KERN_OBJECT_TYPE_H
#define KERN_OBJECT_TYPE_H

#include "kern/object.h"

struct link_change {
    int given;              /* the caller named this link; else target is what it is */
    struct object *target;  /* null clears */
};

struct object_type {
    u32 bytes;
    u32 words;              /* of state, the hash included */
    u32 links;
    u8 link_types[2];       /* TYPE_COUNT: any */
    int (*init)(struct object *o);      /* 0: no memory; null: nothing to do */
    void (*destroy)(struct object *o);  /* o is off its page already; let others go, clear own links */
    void (*get)(struct object *o, u32 *words);
    struct link *(*link)(struct object *o, u32 index);
    /* words null: leave the plain state. Changes nothing when it returns an insanity. */
    u32 (*set)(struct object *o, const u32 *words, const struct link_change *links);
};

extern const struct object_type *const object_types[TYPE_COUNT];

extern const struct object_type mutex_type, cond_type, mapping_type, region_type, port_type, pset_type, space_type,
    thread_type, ref_type;

kr_t object_create(struct thread *t, int type);
kr_t object_destroy(struct thread *t, int type);
kr_t object_move(struct thread *t, int type);
kr_t object_reference(struct thread *t, int type);
kr_t object_get_state(struct thread *t, int type);
kr_t object_set_state(struct thread *t, int type);

/* The entry points of a type that are nothing but the common operations. */
#define COMMON_CALLS(name, type) \
    kr_t sys_##name##_create(struct thread *t) { return object_create(t, type); } \
    kr_t sys_##name##_destroy(struct thread *t) { return object_destroy(t, type); } \
    kr_t sys_##name##_move(struct thread *t) { return object_move(t, type); }
#define REFERENCE_CALL(name, type) \
    kr_t sys_##name##_reference(struct thread *t) { return object_reference(t, type); }
#define STATE_CALLS(name, type) \
    kr_t sys_##name##_get_state(struct thread *t) { return object_get_state(t, type); } \
    kr_t sys_##name##_set_state(struct thread *t) { return object_set_state(t, type); }

#endif
