/* SPDX-License-Identifier: BSD-2-Clause */
/* Mutexes and condition variables. Both wake in the order of arrival. */
#ifndef KERN_SYNC_H
#define KERN_SYNC_H

#include "kern/object.h"
#include "kern/queue.h"

struct mutex {
    struct object object;
    struct link owner;
    u32 flags;
    u32 locked;
    struct node waiters;
};

struct cond {
    struct object object;
    struct link inheritor;
    u32 flags;
    struct node waiters;
};

/* t, which may have been woken for a mutex, does something else first: the mutex is not to wait for it. */
void mutex_pass_on(struct thread *t);

u32 mutex_unlock_insanity(struct mutex *m, struct thread *t);
void mutex_release(struct mutex *m);

#endif
