/* SPDX-License-Identifier: BSD-2-Clause */
/* The memory hierarchy: resolving faults up it, taking translations back down it. See memory.h. */
#include "arch/i386/arch.h"
#include "kern/entry.h"
#include "kern/ipc.h"
#include "kern/lib.h"
#include "kern/lock.h"
#include "kern/memory.h"
#include "kern/object_type.h"
#include "kern/sched.h"

/* Physical addresses from here on are devices. */
static u32 ram_end = ~0u;

struct space *thread_space(struct thread *t)
{
    return (struct space *)link_get(&t->space);
}

static struct mapping *mapping_at(struct space *s, u32 va)
{
    queue_each(&s->mappings, n) {
        struct mapping *m = container(n, struct mapping, space_node);
        if (va < m->start)
            return 0;
        if (va - m->start < m->size)
            return m;
    }
    return 0;
}

/*
 * Walk from va in s up to physical memory. Returns the physical address of the byte, *prot what the chain
 * allows; or 0, with *last the region below which nothing was found (null: the space itself has nothing)
 * and *offset the byte's offset in it. *run: for how many bytes the same holds at least.
 */
static u32 walk(struct space *s, u32 va, u32 access, u32 *prot, struct region **last, u32 *offset, u32 *run)
{
    *last = 0;
    *offset = 0;
    *prot = PROT_ALL;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
        struct mapping *m = s ? mapping_at(s, va) : 0;
        struct region *r = m ? (struct region *)link_get(&m->region) : 0;
        if (!r || (m->prot & access) != access)
            return 0;
        u32 off = m->offset + (va - m->start);
        if (off >= r->size)
            return 0;
        if (m->size - (va - m->start) < *run)
            *run = m->size - (va - m->start);
        if (r->size - off < *run)
            *run = r->size - off;
        *last = r;
        *offset = off;
        if ((r->max_prot & access) != access)
            return 0;
        *prot &= m->prot & r->max_prot;
        if (r->physical)
            return r->start + off;
        s = (struct space *)link_get(&r->space);
        va = r->start + off;
    }
    *last = 0;  /* a cycle: nobody can help */
    return 0;
}

u32 space_translate(struct space *s, u32 va, u32 *prot, u32 *run)
{
    struct region *last;
    u32 offset;
    return walk(s, va, PROT_NONE, prot, &last, &offset, run);
}

int fault_resolve(struct space *s, u32 va, u32 access, struct hard_fault *hard)
{
    u32 prot, run = ~0u;
    hard->va = va;
    hard->access = access;
    u32 physical = walk(s, va, access, &prot, &hard->region, &hard->offset, &run);
    if (!physical)
        return 0;
    if (!pmap_enter(&s->pmap, va & ~PAGE_MASK, physical & ~PAGE_MASK, prot)) {
        hard->region = 0;
        return 0;
    }
    return 1;
}

/* Take back what a space has of a range, and note the mappings that derive from it, each once a round. */
static void flush_here(struct space *s, u32 start, u32 size, u32 round, struct mapping ***last)
{
    if (!s)
        return;
    pmap_remove(&s->pmap, start, size);
    u32 end = start + size - 1;
    queue_each(&s->regions, n) {
        struct region *r = container(n, struct region, space_node);
        if (!r->size || r->start > end || r->start + (r->size - 1) < start)
            continue;
        queue_each(&r->mappings, k) {
            struct mapping *m = container(k, struct mapping, region_node);
            if (!m->size || m->flush_round == round)
                continue;
            m->flush_round = round;
            m->flush_next = 0;
            **last = m;
            *last = &m->flush_next;
        }
    }
}

/* Level by level, with no recursion: hierarchies may be deep, and have cycles. */
void flush_range(struct space *s, u32 start, u32 size)
{
    static u32 round;
    struct mapping *first = 0, **last = &first;
    round++;
    flush_here(s, start, size, round, &last);
    for (struct mapping *m = first; m; m = m->flush_next)
        flush_here((struct space *)link_get(&m->space), m->start, m->size, round, &last);
}

static void mapping_flush(struct mapping *m)
{
    if (m->size)
        flush_range((struct space *)link_get(&m->space), m->start, m->size);
}

static void region_flush(struct region *r)
{
    queue_each(&r->mappings, n)
        mapping_flush(container(n, struct mapping, region_node));
}

void *user_byte(struct space *s, u32 va, u32 access, struct hard_fault *hard)
{
    hard->insanity = 0;
    hard->region = 0;
    hard->va = va;
    hard->access = access;
    if (!s || va >= USER_END)
        return 0;
    u32 physical = pmap_lookup(&s->pmap, va, access);
    if (!physical) {
        if (!fault_resolve(s, va, access, hard))
            return 0;
        physical = pmap_lookup(&s->pmap, va, access);
    }
    if (physical >= ram_end) {
        hard->insanity = FLUKE_INVALID_ADDRESS;
        return 0;
    }
    return PHYS_TO_VIRT(physical);
}

/* Looking up so many pages takes about as long as copying PREEMPT_BYTES. */
#define PREEMPT_PAGES 16

static kr_t user_copy(struct thread *t, u32 va, char *kernel, u32 bytes, u32 access)
{
    if (va + bytes < va || va + bytes > USER_END)
        return insane(t, FLUKE_INVALID_ADDRESS);
    for (u32 pages = 0; bytes;) {
        struct hard_fault hard;
        char *user = user_byte(thread_space(t), va, access, &hard);
        if (!user)
            return take_fault(t, &hard);
        u32 n = PAGE_SIZE - (va & PAGE_MASK);
        if (n > bytes)
            n = bytes;
        if (kernel) {
            memcpy(access & PROT_WRITE ? user : kernel, access & PROT_WRITE ? kernel : user, n);
            kernel += n;
        }
        va += n;
        bytes -= n;
        /* Nothing is done yet for a caller that only wants to touch: it may begin again. */
        if (!kernel && ++pages % PREEMPT_PAGES == 0 && preempt_point())
            return KR_RESTART;
    }
    return KR_OK;
}

kr_t user_touch(struct thread *t, u32 va, u32 bytes, u32 access)
{
    return user_copy(t, va, 0, bytes, access);
}

kr_t user_read(struct thread *t, u32 va, void *to, u32 bytes)
{
    return user_copy(t, va, to, bytes, PROT_READ);
}

/* All pages are touched before the first byte is written: a fault leaves nothing half done. */
kr_t user_write(struct thread *t, u32 va, const void *from, u32 bytes)
{
    if ((va & PAGE_MASK) + bytes <= PAGE_SIZE)
        return user_copy(t, va, (char *)from, bytes, PROT_WRITE);
    kr_t kr = user_touch(t, va, bytes, PROT_WRITE);
    return kr == KR_OK ? user_copy(t, va, (char *)from, bytes, PROT_WRITE) : kr;
}

kr_t take_fault(struct thread *t, const struct hard_fault *hard)
{
    if (hard->insanity)
        return insane(t, hard->insanity);
    struct port *keeper = hard->region ? (struct port *)link_get(&hard->region->keeper) : 0;
    if (!keeper)
        return exception(t, TRAP_PAGE_FAULT, hard->va);
    t->request = REQUEST_FAULT;
    t->request_word[0] = (hard->offset & ~PAGE_MASK) | hard->access;
    t->request_word[1] = hard->va;
    link_set(&t->waiting_for, OBJECT(keeper));
    return KR_FAULT;
}

kr_t user_fault(struct thread *t, u32 va, u32 access)
{
    struct hard_fault hard = { .va = va, .access = access };
    if (va >= USER_END)
        return exception(t, TRAP_PAGE_FAULT, va);
    if (!fault_resolve(thread_space(t), va, access, &hard))
        return take_fault(t, &hard);
    return thread_event(t, CAUSE_FAULT_SOFT) ? block(t) : KR_RESTART;
}

/* ---- Space ---- */

static int space_init(struct object *o)
{
    struct space *s = (struct space *)o;
    queue_init(&s->mappings);
    queue_init(&s->regions);
    queue_init(&s->threads);
    return pmap_init(&s->pmap);
}

static void space_destroy(struct object *o)
{
    struct space *s = (struct space *)o;
    queue_each(&s->threads, n) {
        struct thread *t = container(n, struct thread, space_node);
        thread_stop(t);
        queue_remove(&t->space_node);
        link_set(&t->space, 0);
    }
    queue_each(&s->regions, k) {
        struct region *r = container(k, struct region, space_node);
        region_flush(r);
        queue_remove(&r->space_node);
        link_set(&r->space, 0);
    }
    queue_each(&s->mappings, j) {
        struct mapping *m = container(j, struct mapping, space_node);
        queue_remove(&m->space_node);
        link_set(&m->space, 0);
    }
    pmap_free(&s->pmap);
    link_set(&s->keeper, 0);
}

static void space_get(struct object *o, u32 *w) { }
static struct link *space_link(struct object *o, u32 i) { return &((struct space *)o)->keeper; }

static u32 space_set(struct object *o, const u32 *w, const struct link_change *links)
{
    if (links[0].given)
        link_set(&((struct space *)o)->keeper, links[0].target);
    return 0;
}

const struct object_type space_type = {
    sizeof(struct space), 1, 1, { TYPE_PORT }, space_init, space_destroy, space_get, space_link, space_set
};

COMMON_CALLS(space, TYPE_SPACE)
REFERENCE_CALL(space, TYPE_SPACE)
STATE_CALLS(space, TYPE_SPACE)

/* ---- Region ---- */

static int region_init(struct object *o)
{
    queue_init(&((struct region *)o)->mappings);
    return 1;
}

static void region_destroy(struct object *o)
{
    struct region *r = (struct region *)o;
    region_flush(r);
    queue_each(&r->mappings, n) {
        struct mapping *m = container(n, struct mapping, region_node);
        queue_remove(&m->region_node);
        link_set(&m->region, 0);
    }
    queue_remove(&r->space_node);
    link_set(&r->space, 0);
    link_set(&r->keeper, 0);
}

static void region_get(struct object *o, u32 *w)
{
    struct region *r = (struct region *)o;
    w[0] = r->start;
    w[1] = r->size;
    w[2] = r->max_prot;
}

static struct link *region_link(struct object *o, u32 i)
{
    struct region *r = (struct region *)o;
    return i == 0 ? &r->space : &r->keeper;
}

static u32 range_insanity(u32 start, u32 size, u32 prot)
{
    if ((start | size) & PAGE_MASK)
        return FLUKE_NOT_ALIGNED;
    if (start + size < start || start + size > USER_END)
        return FLUKE_INVALID_ADDRESS;
    return prot & ~PROT_ALL ? FLUKE_INVALID_PROT : 0;
}

static u32 region_set(struct object *o, const u32 *w, const struct link_change *links)
{
    struct region *r = (struct region *)o;
    if (r->physical)
        return FLUKE_INVALID_OBJECT;
    u32 wrong = w ? range_insanity(w[0], w[1], w[2]) : 0;
    if (wrong)
        return wrong;
    region_flush(r);
    if (w) {
        r->start = w[0];
        r->size = w[1];
        r->max_prot = w[2];
    }
    if (links[0].given) {
        queue_remove(&r->space_node);
        link_set(&r->space, links[0].target);
        if (links[0].target)
            queue_add(&((struct space *)links[0].target)->regions, &r->space_node);
    }
    if (links[1].given)
        link_set(&r->keeper, links[1].target);
    return 0;
}

const struct object_type region_type = {
    sizeof(struct region), 4, 2, { TYPE_SPACE, TYPE_PORT }, region_init, region_destroy, region_get, region_link,
    region_set
};

COMMON_CALLS(region, TYPE_REGION)
REFERENCE_CALL(region, TYPE_REGION)
STATE_CALLS(region, TYPE_REGION)

/* eax=region; ebx=largest protection. Derived translations go; those still allowed come back by soft faults. */
kr_t sys_region_protect(struct thread *t)
{
    struct region *r;
    kr_t kr = object_find(t, t->regs.eax, TYPE_REGION, PROT_WRITE, &r);
    if (kr != KR_OK)
        return kr;
    if (t->regs.ebx & ~PROT_ALL)
        return insane(t, FLUKE_INVALID_PROT);
    region_flush(r);
    r->max_prot = t->regs.ebx;
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* Not inline: its calls through pointers are known by its name (arch/i386/stack.awk). */
static __attribute__((noinline, noclone)) void describe(struct object *o, u32 offset, struct fluke_found *found)
{
    struct fluke_found f = { offset, o->type, o->hash, 0, 0 };
    if (o->type == TYPE_THREAD) {
        f.detail = (u32)(as_thread(o)->cycles >> 10);
        f.digest = thread_digest(as_thread(o));
    } else if (o->type == TYPE_REF) {
        struct object *target = link_get(&((struct ref *)o)->target);
        f.detail = target ? target->hash : 0;
    } else if (o->type == TYPE_MAPPING || o->type == TYPE_REGION) {
        const struct object_type *type = object_types[o->type];
        u32 words[8];
        type->get(o, words);
        for (u32 i = 0; i + 1 < type->words; i++)
            f.digest = digest(f.digest, words[i]);
        for (u32 i = 0; i < type->links; i++)
            f.digest = digest_link(f.digest, type->link(o, i));
    }
    *found = f;
}

/* How much memory region_search looks at before it asks whether somebody else wants the processor. */
#define SEARCH_BYTES (64 * PAGE_SIZE)

/*
 * eax=region; ebx=offset; ecx=bytes left; edx=struct fluke_found *; esi=slots left. Progress is in the
 * registers: a fault, an interrupt or a full array leaves them where the next call goes on.
 */
kr_t sys_region_search(struct thread *t)
{
    struct regs *regs = &t->regs;
    struct region *r;
    kr_t kr = object_find(t, regs->eax, TYPE_REGION, PROT_READ, &r);
    if (kr != KR_OK)
        return kr;
    while (regs->ecx && regs->esi && regs->ebx < r->size) {
        u32 prot, va = r->start + regs->ebx, run = SEARCH_BYTES - (va & PAGE_MASK);
        if (r->size - regs->ebx < run)
            run = r->size - regs->ebx;
        u32 physical = r->physical ? va : space_translate((struct space *)link_get(&r->space), va, &prot, &run);
        if (!physical)
            run = PAGE_SIZE - (va & PAGE_MASK);
        if (run > regs->ecx)
            run = regs->ecx;
        /* From one object to the next; behind each, and behind a run without any, the registers say how far it is. */
        for (struct object *o = 0; run && regs->esi;) {
            o = o && o->next ? o->next : physical ? object_next(physical, run) : 0;
            u32 step = o ? o->address - physical : run;
            if (step >= run) {
                o = 0;
                step = run;
            } else {
                struct fluke_found found;
                describe(o, regs->ebx + step, &found);
                kr = user_write(t, regs->edx, &found, sizeof found);
                if (kr != KR_OK)
                    return kr;
                regs->edx += sizeof found;
                regs->esi--;
                step++;     /* objects are apart; the next search begins behind this one */
            }
            regs->ebx += step;
            regs->ecx -= step;
            physical += physical ? step : 0;
            run -= step;
            if (preempt_point())
                return KR_RESTART;
        }
    }
    regs->eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* ---- Mapping ---- */

static void mapping_unlink(struct mapping *m)
{
    queue_remove(&m->region_node);
    queue_remove(&m->space_node);
}

static void mapping_destroy(struct object *o)
{
    struct mapping *m = (struct mapping *)o;
    mapping_flush(m);
    mapping_unlink(m);
    link_set(&m->region, 0);
    link_set(&m->space, 0);
}

static void mapping_get(struct object *o, u32 *w)
{
    struct mapping *m = (struct mapping *)o;
    w[0] = m->offset;
    w[1] = m->start;
    w[2] = m->size;
    w[3] = m->prot;
}

static struct link *mapping_link(struct object *o, u32 i)
{
    struct mapping *m = (struct mapping *)o;
    return i == 0 ? &m->region : &m->space;
}

/* Put it where its links and range say; nodes are off all lists. */
static void mapping_place(struct mapping *m)
{
    struct region *r = (struct region *)link_get(&m->region);
    struct space *s = (struct space *)link_get(&m->space);
    if (r)
        queue_add(&r->mappings, &m->region_node);
    if (!s || !m->size)
        return;
    struct node *before = s->mappings.next;
    while (before != &s->mappings && container(before, struct mapping, space_node)->start < m->start)
        before = before->next;
    queue_add(before, &m->space_node);
}

static u32 mapping_set(struct object *o, const u32 *w, const struct link_change *links)
{
    struct mapping *m = (struct mapping *)o;
    u32 start = w ? w[1] : m->start, size = w ? w[2] : m->size;
    u32 wrong = w ? range_insanity(w[1], w[2], w[3]) : 0;
    if (!wrong && w && w[0] & PAGE_MASK)
        wrong = FLUKE_NOT_ALIGNED;
    if (!wrong && w && w[2] && w[0] + (w[2] - 1) < w[0])
        wrong = FLUKE_INVALID_ADDRESS;
    if (wrong)
        return wrong;
    struct space *s = (struct space *)links[1].target;
    if (s && size)
        queue_each(&s->mappings, n) {
            struct mapping *other = container(n, struct mapping, space_node);
            if (other != m && start < other->start + other->size && other->start < start + size)
                return FLUKE_ADDRESS_OVERLAP;
        }
    mapping_flush(m);
    mapping_unlink(m);
    if (w) {
        m->offset = w[0];
        m->start = w[1];
        m->size = w[2];
        m->prot = w[3];
    }
    link_set(&m->region, links[0].target);
    link_set(&m->space, links[1].target);
    mapping_place(m);
    return 0;
}

const struct object_type mapping_type = {
    sizeof(struct mapping), 5, 2, { TYPE_REGION, TYPE_SPACE }, 0, mapping_destroy, mapping_get,
    mapping_link, mapping_set
};

COMMON_CALLS(mapping, TYPE_MAPPING)
REFERENCE_CALL(mapping, TYPE_MAPPING)
STATE_CALLS(mapping, TYPE_MAPPING)

/* eax=mapping; ebx=protection. */
kr_t sys_mapping_protect(struct thread *t)
{
    struct mapping *m;
    kr_t kr = object_find(t, t->regs.eax, TYPE_MAPPING, PROT_WRITE, &m);
    if (kr != KR_OK)
        return kr;
    if (t->regs.ebx & ~PROT_ALL)
        return insane(t, FLUKE_INVALID_PROT);
    mapping_flush(m);
    m->prot = t->regs.ebx;
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* ---- Boot ---- */

static struct region *boot_region(u32 physical, u32 size)
{
    struct region *r = (struct region *)object_new(TYPE_REGION, 0);
    r->physical = 1;
    r->start = physical;
    r->size = size;
    r->max_prot = PROT_ALL;
    OBJECT(r)->refs++;      /* it has no place, and lives as long as the kernel */
    return r;
}

static void boot_mapping(struct space *s, u32 va, u32 physical, u32 size, u32 place)
{
    struct mapping *m = (struct mapping *)object_new(TYPE_MAPPING, 0);
    m->start = va;
    m->size = size;
    m->prot = PROT_ALL;
    link_set(&m->region, OBJECT(boot_region(physical, size)));
    link_set(&m->space, OBJECT(s));
    mapping_place(m);
    object_place(OBJECT(m), place);
}

/* Give the root thread its space: all arguments are physical addresses. */
void memory_boot(struct thread *root, u32 image, u32 image_end, u32 pool, u32 pool_end, u32 timer)
{
    ram_end = pool_end;
    struct space *s = (struct space *)object_new(TYPE_SPACE, 0);
    if (!s)
        panic("no memory for the root space");
    object_place(OBJECT(s), pool + BOOT_SPACE - POOL_BASE);
    object_place(OBJECT(root), pool + BOOT_THREAD - POOL_BASE);
    boot_mapping(s, ROOT_BASE, image, image_end - image, pool + BOOT_IMAGE_MAPPING - POOL_BASE);
    boot_mapping(s, POOL_BASE, pool, pool_end - pool, pool + BOOT_POOL_MAPPING - POOL_BASE);
    boot_mapping(s, TIMER_BASE, timer, PAGE_SIZE, pool + BOOT_TIMER_MAPPING - POOL_BASE);
    join_space(root, OBJECT(s));
}
