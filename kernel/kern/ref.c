/* SPDX-License-Identifier: BSD-2-Clause */
#include "kern/entry.h"
#include "kern/object_type.h"

static void destroy(struct object *o)
{
    link_set(&((struct ref *)o)->target, 0);
}

const struct object_type ref_type = { .bytes = sizeof(struct ref), .destroy = destroy };

COMMON_CALLS(ref, TYPE_REF)

/* eax=source reference; ebx=destination reference. Copying a null reference clears. */
kr_t sys_ref_copy(struct thread *t)
{
    struct ref *from, *to;
    kr_t kr = object_find(t, t->regs.eax, TYPE_REF, PROT_READ, &from);
    if (kr == KR_OK)
        kr = object_find(t, t->regs.ebx, TYPE_REF, PROT_READ, &to);
    if (kr != KR_OK)
        return kr;
    link_set(&to->target, link_get(&from->target));
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* eax=reference. Out: eax = type + 1, 0 for null; ebx = the target's hash. */
kr_t sys_ref_get_state(struct thread *t)
{
    struct object *o;
    kr_t kr = ref_find(t, t->regs.eax, TYPE_COUNT, &o);
    if (kr != KR_OK)
        return kr;
    t->regs.eax = o ? o->type + 1 : 0;
    t->regs.ebx = o ? o->hash : 0;
    return KR_OK;
}

/* eax, ebx=references. Out: eax = 1 when both name the same object. */
kr_t sys_ref_compare(struct thread *t)
{
    struct object *a, *b;
    kr_t kr = ref_find(t, t->regs.eax, TYPE_COUNT, &a);
    if (kr == KR_OK)
        kr = ref_find(t, t->regs.ebx, TYPE_COUNT, &b);
    if (kr == KR_OK)
        t->regs.eax = a == b;
    return kr;
}

/* eax=reference. Out: eax = 1 when it is not null. */
kr_t sys_ref_check(struct thread *t)
{
    struct object *o;
    kr_t kr = ref_find(t, t->regs.eax, TYPE_COUNT, &o);
    if (kr == KR_OK)
        t->regs.eax = o != 0;
    return kr;
}
