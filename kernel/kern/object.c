/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The six operations that all object types have: create, destroy, move, reference, get_state, set_state.
 * Types differ in the shape of their state and links, and in what destruction means to others.
 */
#include "kern/entry.h"
#include "kern/ipc.h"
#include "kern/kmem.h"
#include "kern/lib.h"
#include "kern/memory.h"
#include "kern/object_type.h"
#include "kern/sync.h"

const struct object_type *const object_types[TYPE_COUNT] = {
    [TYPE_MUTEX] = &mutex_type, [TYPE_COND] = &cond_type, [TYPE_MAPPING] = &mapping_type,
    [TYPE_REGION] = &region_type, [TYPE_PORT] = &port_type, [TYPE_PSET] = &pset_type,
    [TYPE_SPACE] = &space_type, [TYPE_THREAD] = &thread_type, [TYPE_REF] = &ref_type,
};

static struct object **pages;   /* objects in each physical page, by address */
static u32 page_count;

void object_init_pages(u32 frames)
{
    page_count = frames;
    u32 bytes = (frames * sizeof *pages + PAGE_MASK) & ~PAGE_MASK;
    /* Taken page by page from the pool, which hands out ascending pages while nothing was freed yet. */
    pages = kmem_page();
    for (u32 done = PAGE_SIZE; done < bytes; done += PAGE_SIZE)
        if ((char *)kmem_page() != (char *)pages + done)
            panic("object_init_pages: kernel memory is not contiguous");
}

u32 object_space_end(void)
{
    return page_count * PAGE_SIZE;
}

/* For a few pages, an object passed on the way to the last one looked for: whoever goes through a page does so in order. */
#define HINTS 16
static struct object *hints[HINTS];

static struct object **slot(u32 physical)
{
    struct object **p = &pages[physical / PAGE_SIZE], **hint = &hints[physical / PAGE_SIZE % HINTS];
    if (*hint && (*hint)->address / PAGE_SIZE == physical / PAGE_SIZE && (*hint)->address < physical)
        p = &(*hint)->next;
    while (*p && (*p)->address < physical) {
        *hint = *p;
        p = &(*p)->next;
    }
    return p;
}

struct object *object_at(u32 physical)
{
    struct object *o = *slot(physical);
    return o && o->address == physical ? o : 0;
}

struct object *object_next(u32 physical, u32 bytes)
{
    u32 page = physical / PAGE_SIZE, last = (physical + bytes - 1) / PAGE_SIZE;
    struct object *o = page < page_count ? *slot(physical) : 0;
    while (!o && page < last && ++page < page_count)
        o = pages[page];
    return o && o->address - physical < bytes ? o : 0;
}

void object_place(struct object *o, u32 physical)
{
    struct object **p = slot(physical);
    o->address = physical;
    o->next = *p;
    *p = o;
}

static void object_unplace(struct object *o)
{
    struct object **hint = &hints[o->address / PAGE_SIZE % HINTS];
    *slot(o->address) = o->next;
    o->next = 0;
    if (*hint == o)
        *hint = 0;
}

static u32 next_hash(void)
{
    /* Odd multiplier: a bijection on 32 bits, so kernel-picked hashes differ until the counter wraps. */
    static u32 counter;
    u32 h = ++counter * 2654435761u;
    return h ? h : next_hash();
}

static void record_free(struct object *o)
{
    if (o->type == TYPE_THREAD)
        thread_free(as_thread(o));
    else
        kmem_free(o, object_types[o->type]->bytes);
}

struct object *object_new(int type, u32 hash)
{
    void *record = type == TYPE_THREAD ? (void *)thread_new(hash) : kmem_alloc(object_types[type]->bytes);
    if (!record)
        return 0;
    struct object *o = type == TYPE_THREAD ? OBJECT((struct thread *)record) : record;
    o->type = type;
    o->hash = hash ? hash : next_hash();
    if (object_types[type]->init && !object_types[type]->init(o)) {
        record_free(o);
        return 0;
    }
    return o;
}

void link_set(struct link *l, struct object *to)
{
    struct object *old = l->to;
    if (to)
        to->refs++;
    l->to = to;
    if (old && --old->refs == 0 && old->dead)
        record_free(old);
}

kr_t object_find(struct thread *t, u32 va, int type, int access, void *out)
{
    if (va % OBJECT_SIZE)
        return insane(t, FLUKE_NOT_ALIGNED);
    if (va >= USER_END)
        return insane(t, FLUKE_INVALID_ADDRESS);
    struct hard_fault hard;
    char *byte = user_byte(thread_space(t), va, access, &hard);
    if (!byte)
        return take_fault(t, &hard);
    struct object *o = object_at(VIRT_TO_PHYS(byte));
    if (!o)
        return insane(t, type == TYPE_REF ? FLUKE_NOT_REF : FLUKE_NO_OBJECT);
    if (type != TYPE_COUNT && o->type != type)
        return insane(t, type == TYPE_REF ? FLUKE_NOT_REF : FLUKE_NOT_TYPE);
    *(void **)out = o->type == TYPE_THREAD ? (void *)as_thread(o) : o;
    return KR_OK;
}

kr_t ref_slot(struct thread *t, u32 va, struct ref **ref)
{
    *ref = 0;
    return va ? object_find(t, va, TYPE_REF, PROT_READ, ref) : KR_OK;
}

kr_t ref_find(struct thread *t, u32 va, int type, struct object **target)
{
    struct ref *r;
    kr_t kr = object_find(t, va, TYPE_REF, PROT_READ, &r);
    if (kr != KR_OK)
        return kr;
    *target = link_get(&r->target);
    if (*target && type != TYPE_COUNT && (*target)->type != type)
        return insane(t, FLUKE_NOT_TYPE_REF);
    return KR_OK;
}

/* eax=new object address; ebx=hash wanted. */
kr_t object_create(struct thread *t, int type)
{
    struct regs *r = &t->regs;
    if (r->eax % OBJECT_SIZE)
        return insane(t, FLUKE_NOT_ALIGNED);
    if (r->eax >= USER_END)
        return insane(t, FLUKE_INVALID_ADDRESS);
    struct hard_fault hard;
    char *byte = user_byte(thread_space(t), r->eax, PROT_WRITE, &hard);
    if (!byte)
        return take_fault(t, &hard);
    if (object_at(VIRT_TO_PHYS(byte)))
        return insane(t, FLUKE_OBJECT_EXISTS);
    struct object *o = object_new(type, type == TYPE_REF ? 0 : r->ebx);
    if (!o) {
        r->eax = FLUKE_NO_MEMORY;
        return KR_OK;
    }
    object_place(o, VIRT_TO_PHYS(byte));
    if (type == TYPE_THREAD)
        as_thread(o)->thread_va = r->eax;
    if (type != TYPE_REF)
        r->ebx = o->hash;
    r->eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* eax=object. */
kr_t object_destroy(struct thread *t, int type)
{
    struct object *o;
    void *p;
    kr_t kr = object_find(t, t->regs.eax, type, PROT_WRITE, &p);
    if (kr != KR_OK)
        return kr;
    o = type == TYPE_THREAD ? OBJECT((struct thread *)p) : p;
    if (type == TYPE_THREAD && p == t)
        return insane(t, FLUKE_CURRENT_THREAD);
    if (type == TYPE_SPACE && p == thread_space(t))
        return insane(t, FLUKE_CURRENT_THREAD);
    if (type == TYPE_MUTEX && ((struct mutex *)p)->locked)
        return insane(t, FLUKE_MUTEX_LOCKED);
    object_unplace(o);
    o->refs++;      /* keep the record while its own links are let go */
    o->dead = 1;
    if (object_types[type]->destroy)
        object_types[type]->destroy(o);
    if (--o->refs == 0)
        record_free(o);
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* eax=old address; ebx=new address. */
kr_t object_move(struct thread *t, int type)
{
    struct regs *r = &t->regs;
    void *p;
    kr_t kr = object_find(t, r->eax, type, PROT_WRITE, &p);
    if (kr != KR_OK)
        return kr;
    if (r->ebx % OBJECT_SIZE)
        return insane(t, FLUKE_NOT_ALIGNED);
    if (r->ebx >= USER_END)
        return insane(t, FLUKE_INVALID_ADDRESS);
    struct hard_fault hard;
    char *byte = user_byte(thread_space(t), r->ebx, PROT_WRITE, &hard);
    if (!byte)
        return take_fault(t, &hard);
    if (object_at(VIRT_TO_PHYS(byte)))
        return insane(t, FLUKE_OBJECT_EXISTS);
    struct object *o = type == TYPE_THREAD ? OBJECT((struct thread *)p) : p;
    object_unplace(o);
    object_place(o, VIRT_TO_PHYS(byte));
    r->eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* eax=object; ebx=reference. */
kr_t object_reference(struct thread *t, int type)
{
    void *p;
    struct ref *ref;
    kr_t kr = object_find(t, t->regs.eax, type, PROT_READ, &p);
    if (kr != KR_OK)
        return kr;
    kr = object_find(t, t->regs.ebx, TYPE_REF, PROT_READ, &ref);
    if (kr != KR_OK)
        return kr;
    link_set(&ref->target, type == TYPE_THREAD ? OBJECT((struct thread *)p) : p);
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* eax=object; ebx=state*; then, in ecx and edx, references for the type's links. Null: skip. */
kr_t object_get_state(struct thread *t, int type)
{
    const struct object_type *ot = object_types[type];
    struct object *o;
    struct ref *refs[2] = { 0, 0 };
    u32 slots[2] = { t->regs.ecx, t->regs.edx };
    kr_t kr = object_find(t, t->regs.eax, type, PROT_READ, &o);
    for (u32 i = 0; kr == KR_OK && i < ot->links; i++)
        kr = ref_slot(t, slots[i], &refs[i]);
    if (kr == KR_OK && t->regs.ebx) {
        u32 words[8];
        words[0] = o->hash;
        ot->get(o, words + 1);
        kr = user_write(t, t->regs.ebx, words, ot->words * 4);
    }
    if (kr != KR_OK)
        return kr;
    for (u32 i = 0; i < ot->links; i++)
        if (refs[i])
            link_set(&refs[i]->target, link_get(ot->link(o, i)));
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* As get_state. All is checked before anything changes; set() gives an insanity or 0. */
kr_t object_set_state(struct thread *t, int type)
{
    const struct object_type *ot = object_types[type];
    struct object *o, *targets[2] = { 0, 0 };
    u32 slots[2] = { t->regs.ecx, t->regs.edx };
    u32 words[8];
    kr_t kr = object_find(t, t->regs.eax, type, PROT_WRITE, &o);
    for (u32 i = 0; kr == KR_OK && i < ot->links; i++)
        if (slots[i])
            kr = ref_find(t, slots[i], ot->link_types[i], &targets[i]);
    if (kr == KR_OK && t->regs.ebx)
        kr = user_read(t, t->regs.ebx, words, ot->words * 4);
    if (kr != KR_OK)
        return kr;
    struct link_change changes[2];
    for (u32 i = 0; i < ot->links; i++)
        changes[i] = (struct link_change){ slots[i] != 0, slots[i] ? targets[i] : link_get(ot->link(o, i)) };
    u32 wrong = ot->set(o, t->regs.ebx ? words + 1 : 0, changes);
    if (wrong)
        return insane(t, wrong);
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}
