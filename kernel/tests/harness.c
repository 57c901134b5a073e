/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/harness.h"
#include "user/lib/info.h"
#include "user/lib/names.h"
#include "user/lib/string.h"
#include "user/lib/thread.h"
#include "user/lib/uart.h"
#include "user/root/memory.h"
#include <fluke/names.h>

void subject_done(void);
void subject_rest(void);
void interrupt_entry(void);
void alert_entry(void);
void trap_handle(u32 thread, u32 code, u32 address);
void interrupt_handle(u32 thread);
void alert_handle(u32 thread, u32 word);

/* ---- Results ---- */

static u32 number, failures;
static int running, failed;
static u32 about = ENTRY_COUNT; /* the test's entry point */

/* What was seen of each entry point: in tests that are about entry points, and in any, with garbage too. */
#define STATUS_WORDS ((STATUS_COUNT + 31) / 32)
static struct { u32 tests, named[STATUS_WORDS], any[STATUS_WORDS]; } seen[ENTRY_COUNT];
static const char *reason;
static char title[160];

static void say(const char *format, va_list args)
{
    char line[240];
    struct text t = text_in(line, sizeof line - 1);

    text_vformat(&t, format, args);
    line[t.used++] = '\n';
    uart_write(COM1, line, t.used);
}

static void print(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(format, args);
    va_end(args);
}

static void end_test(void)
{
    if (!running)
        return;
    running = 0;
    number++;
    if (failed && !reason)
        failures++;
    print("%s %u - %s%s%s", failed ? "not ok" : "ok", number, title, reason ? " # TODO " : "", reason ? reason : "");
    clean_up();
}

void test(u32 entry, const char *format, ...)
{
    struct text t;
    va_list args;

    end_test();
    t = text_in(title, sizeof title);
    text_format(&t, "%s/", entry < ENTRY_COUNT ? entry_names[entry] : "all");
    va_start(args, format);
    text_vformat(&t, format, args);
    va_end(args);
    running = 1;
    about = entry;
    if (entry < ENTRY_COUNT)
        seen[entry].tests++;
    failed = 0;
    reason = 0;
}

/* ---- Conformance: which statuses have been seen of which entry points ---- */

void saw(u32 entry, u32 status)
{
    if (entry >= ENTRY_COUNT || status >= STATUS_COUNT)
        return;
    seen[entry].any[status / 32] |= 1u << status % 32;
    if (running && about < ENTRY_COUNT)
        seen[entry].named[status / 32] |= 1u << status % 32;
}

/* Insanities are noted where they are handled. */
static void note_outcome(struct subject *s)
{
    if (!s->finished || s->noted)
        return;
    s->noted = 1;
    switch (s->entry) {
    case ENTRY_thread_self: case ENTRY_thread_return_from_exception: case ENTRY_thread_schedule:
    case ENTRY_ref_compare: case ENTRY_ref_check: case ENTRY_ref_get_state:
        saw(s->entry, FLUKE_SUCCESS);   /* what they return is no status */
        break;
    default:
        saw(s->entry, s->entry >= ENTRY_COUNT || !after_prefix(entry_names[s->entry], "ipc_") ? s->out.eax
                                                                                                  : IPC_STATUS(s->out.eax));
    }
}

int status_seen(u32 entry, u32 status, int only_about_entries)
{
    return (only_about_entries ? seen[entry].named : seen[entry].any)[status / 32] >> status % 32 & 1;
}

u32 tests_about(u32 entry)
{
    return seen[entry].tests;
}

void todo(const char *why)
{
    reason = why;
}

u32 tests_end(void)
{
    u32 any = 0;

    /* Tests that name no entry point are not about them. */
    for (u32 entry = 0; entry < ENTRY_COUNT; entry++)
        any |= seen[entry].tests;
    for (u32 entry = 0; any && entry < ENTRY_COUNT; entry++)
        if (!seen[entry].tests) {
            test(entry, "has a test");
            failed = 1;
        }
    end_test();
    if (fluke_abi()->kstack_used)
        print("# kernel stack: %u bytes used, at most %u by the call graph", fluke_abi()->kstack_used, fluke_abi()->kstack_needed);
    print("1..%u", number);
    return failures;
}

void note(const char *format, ...)
{
    char line[200];
    struct text t = text_in(line, sizeof line);
    va_list args;

    va_start(args, format);
    text_vformat(&t, format, args);
    va_end(args);
    print("# %s", line);
}

int check_equal(u32 is, u32 expected, const char *what, const char *file, u32 line)
{
    if (is == expected)
        return 1;
    failed = 1;
    note("%s:%u: %s is %u (0x%x), expected %u (0x%x)", file, line, what, is, is, expected, expected);
    return 0;
}

int check_text(const char *is, const char *expected, const char *file, u32 line)
{
    if (strcmp(is, expected) == 0)
        return 1;
    failed = 1;
    note("%s:%u:", file, line);
    print("#   is       %s", is);
    print("#   expected %s", expected);
    return 0;
}

void machine_exit(void)
{
    asm volatile("outb %0, %1" : : "a"((u8)(failures != 0)), "Nd"((u16)0xf4));
    thread_finish();
}

/* ---- Objects and memory ---- */

#define NAMES(name) { ENTRY_##name##_create, ENTRY_##name##_destroy, ENTRY_##name##_move, ENTRY_##name##_reference, \
                      ENTRY_##name##_get_state, ENTRY_##name##_set_state }

const u8 operations[TYPE_COUNT][OPERATIONS] = {
    [TYPE_MUTEX] = NAMES(mutex), [TYPE_COND] = NAMES(cond), [TYPE_MAPPING] = NAMES(mapping),
    [TYPE_REGION] = NAMES(region), [TYPE_PORT] = NAMES(port), [TYPE_PSET] = NAMES(pset), [TYPE_SPACE] = NAMES(space),
    [TYPE_THREAD] = NAMES(thread),
    [TYPE_REF] = { ENTRY_ref_create, ENTRY_ref_destroy, ENTRY_ref_move, ENTRY_ref_copy, ENTRY_ref_get_state, 0 },
};

const u8 state_words[TYPE_COUNT] = {
    [TYPE_MUTEX] = sizeof(struct fluke_mutex_state) / 4, [TYPE_COND] = sizeof(struct fluke_cond_state) / 4,
    [TYPE_MAPPING] = sizeof(struct fluke_mapping_state) / 4, [TYPE_REGION] = sizeof(struct fluke_region_state) / 4,
    [TYPE_PORT] = sizeof(struct fluke_port_state) / 4, [TYPE_PSET] = sizeof(struct fluke_pset_state) / 4,
    [TYPE_SPACE] = sizeof(struct fluke_space_state) / 4, [TYPE_THREAD] = FRAME_WORDS,
};

const u8 link_count[TYPE_COUNT] = {
    [TYPE_MUTEX] = 1, [TYPE_COND] = 1, [TYPE_MAPPING] = 2, [TYPE_REGION] = 2, [TYPE_PORT] = 1, [TYPE_SPACE] = 1,
    [TYPE_THREAD] = LINKS,
};

const u8 link_types[TYPE_COUNT][5] = {
    [TYPE_MUTEX] = { TYPE_THREAD }, [TYPE_COND] = { TYPE_THREAD }, [TYPE_MAPPING] = { TYPE_REGION, TYPE_SPACE },
    [TYPE_REGION] = { TYPE_SPACE, TYPE_PORT }, [TYPE_PORT] = { TYPE_PSET }, [TYPE_SPACE] = { TYPE_PORT },
    [TYPE_THREAD] = { TYPE_SPACE, TYPE_PORT, TYPE_COUNT, TYPE_THREAD, TYPE_THREAD },
};

#define PLACES 200
#define FOUND 32
#define SLOT_PAGES 16
#define SLOTS (SLOT_PAGES * PAGE_SIZE / OBJECT_SIZE)
#define SCRATCH_PAGES 80
static u32 places[PLACES], place_count;
static u32 slots_base, slots_used;
static u32 scratch_base, scratch_used;
static u32 lasting_pool_region;

static u32 subject_count, pager_made;
#define SUBJECTS 24
static struct subject subjects[SUBJECTS];

static void track(u32 address)
{
    must(place_count == PLACES, "places of a test");
    places[place_count++] = address;
}

u32 slot(void)
{
    u32 n = slots_used++;

    must(n == SLOTS, "slots of a test");
    /* Page by page in turn: the kernel goes through the objects of a page one by one. */
    return slots_base + n % SLOT_PAGES * PAGE_SIZE + n / SLOT_PAGES * OBJECT_SIZE;
}

void make_at(u32 type, u32 address)
{
    track(address);
    must(object_create(type, address, 0), "make_at");
}

u32 make(u32 type)
{
    u32 address = slot();

    must(object_create(type, address, 0), "make");
    return address;
}

u32 make_ref(u32 type, u32 object)
{
    u32 ref = make(TYPE_REF);

    if (type < TYPE_COUNT)
        must(object_reference(type, object, ref), "make_ref");
    return ref;
}

static u32 search(u32 start, u32 end, struct fluke_found *found, u32 slots)
{
    struct fluke_regs r = { .eax = lasting_pool_region, .ebx = start - POOL_BASE, .ecx = end - start, .edx = (u32)found,
        .esi = slots };

    fluke_call(ENTRY_region_search, &r);
    return slots - r.esi;
}

static void end_object(u32 type, u32 address)
{
    struct fluke_mutex_state unlocked = { .locked = 0 };
    struct fluke_regs r = { .eax = address };

    if (type == TYPE_MUTEX)
        fluke_mutex_set_state(address, (u32)&unlocked, 0);
    fluke_call(operations[type][DESTROY], &r);
    must(r.eax, "end_object");
}

void forget(u32 address)
{
    struct fluke_found found;

    if (search(address, address + 1, &found, 1))
        end_object(found.type, address);
}

u32 pages(u32 count)
{
    u32 address = scratch_base + scratch_used * PAGE_SIZE;

    must(scratch_used + count > SCRATCH_PAGES, "pages of a test");
    scratch_used += count;
    memset((void *)address, 0, count * PAGE_SIZE);
    return address;
}

void clean_up(void)
{
    static struct fluke_found found[FOUND];

    /* Threads first: then nobody is left to wake and run while the rest goes. */
    for (u32 i = 0; i < subject_count; i++)
        forget(subjects[i].thread);
    while (place_count)
        forget(places[--place_count]);
    for (u32 n, at = slots_base; (n = search(at, slots_base + SLOT_PAGES * PAGE_SIZE, found, FOUND)) != 0;)
        for (u32 i = 0; i < n; i++)
            end_object(found[i].type, at = found[i].offset + POOL_BASE);
    slots_used = 0;
    scratch_used = 0;
    subject_count = 0;
    pager_made = 0;
}

u32 hash_of(u32 ref)
{
    u32 hash;

    ref_target(ref, &hash);
    return hash;
}

/* ---- Subjects ---- */

static volatile u32 others_run;
static u32 idler_stack[256];

static void idler(u32 main_thread)
{
    for (;;)
        if (others_run) {
            others_run = 0;
            fluke_thread_interrupt(main_thread);
        }
}

void settle(void)
{
    others_run = 1;
    fluke_thread_wait(0);
    for (u32 i = 0; i < subject_count; i++)
        note_outcome(&subjects[i]);
}

int settling(void)
{
    return (int)others_run;
}

struct subject *subject_in(u32 space_ref, u32 priority)
{
    struct subject *s = &subjects[subject_count];

    must(subject_count == SUBJECTS, "subjects of a test");
    memset(s, 0, sizeof *s);
    s->thread = make(TYPE_THREAD);
    subject_count++;
    s->ref = make_ref(TYPE_THREAD, s->thread);
    for (u32 i = 0; i < LINKS; i++)
        s->links[i] = make(TYPE_REF);
    s->frame = (struct fluke_thread_state){
        .thread_va = s->thread, .sched_val = priority, .flags = THREAD_EXCEPTION_ENABLE | THREAD_STOPPED, .eip = (u32)subject_rest,
        .esp = (u32)(s->stack + 254), .trap_handler = (u32)trap_entry, .interrupt_handler = (u32)interrupt_entry,
        .client_alert_handler = (u32)alert_entry, .server_alert_handler = (u32)alert_entry,
    };
    must(fluke_thread_set_state(s->thread, (u32)&s->frame, space_ref, 0, 0, 0, 0), "subject");
    return s;
}

struct subject *subject(u32 priority)
{
    return subject_in(root_space_ref(), priority);
}

static u32 get_state(struct subject *s, u32 flags)
{
    u32 *l = s->links;

    s->frame.flags = flags;
    return fluke_thread_get_state(s->thread, (u32)&s->frame, l[0], l[1], l[2], l[3], l[4]);
}

struct fluke_thread_state *look(struct subject *s)
{
    must(get_state(s, THREAD_PEEK), "look");
    return &s->frame;
}

struct fluke_thread_state *stop(struct subject *s)
{
    must(get_state(s, 0), "stop");
    s->frame.flags &= ~THREAD_STOPPED;
    return &s->frame;
}

void put(struct subject *s)
{
    must(fluke_thread_set_state(s->thread, (u32)&s->frame, 0, 0, 0, 0, 0), "put");
}

void set_flags(struct subject *s, u32 set, u32 clear)
{
    stop(s);
    s->frame.flags = (s->frame.flags & ~clear) | set;
    put(s);
}

void set_priority(struct subject *s, u32 priority)
{
    stop(s);
    s->frame.sched_val = priority;
    put(s);
}

static void set_stack(struct subject *s, u32 argument)
{
    s->stack[252] = (u32)subject_done;
    s->stack[253] = argument;
    s->stack[254] = (u32)s;
    s->frame.esp = (u32)(s->stack + 252);
    memset(&s->out, 0xee, sizeof s->out);
    s->started = 1;
    s->noted = 0;
    s->entry = ENTRY_COUNT;
    s->finished = s->trapped = s->trap = 0;
}

void start_at(struct subject *s, u32 eip, struct fluke_regs r)
{
    struct fluke_thread_state *f = stop(s);

    if (s->trapped)     /* it is still in its handler */
        f->flags |= THREAD_EXCEPTION_ENABLE;
    set_stack(s, (u32)s);
    f->eax = r.eax; f->ebx = r.ebx; f->ecx = r.ecx; f->edx = r.edx;
    f->esi = r.esi; f->edi = r.edi; f->ebp = r.ebp;
    f->eip = eip;
    f->flags &= ~(THREAD_CAUSE_MASK | THREAD_INTERRUPT_PENDING);
    put(s);
}

void start_call(struct subject *s, u32 entry, struct fluke_regs r)
{
    start_at(s, ENTRY_BASE + entry * ENTRY_SIZE, r);
    s->entry = entry;
}

u32 call_and_settle(struct subject *s, u32 entry, struct fluke_regs r)
{
    start_call(s, entry, r);
    settle();
    return s->out.eax;
}

/* The function returns into this one, whose stack then holds the argument, and above it the record. */
asm(".globl function_done\nfunction_done:\n    addl $4, %esp\n    jmp subject_done\n");
void function_done(void);

void start_function(struct subject *s, u32 (*function)(u32), u32 argument)
{
    struct fluke_thread_state *f = stop(s);

    if (s->trapped)
        f->flags |= THREAD_EXCEPTION_ENABLE;
    set_stack(s, argument);
    s->stack[252] = (u32)function_done;
    f->eip = (u32)function;
    f->flags &= ~(THREAD_CAUSE_MASK | THREAD_INTERRUPT_PENDING);
    put(s);
}

int sleeps_at(struct subject *s, u32 entry, u32 ref)
{
    struct fluke_thread_state *f = look(s);
    u32 eip = ENTRY_BASE + entry * ENTRY_SIZE;

    if (!s->finished && !s->trapped && !(f->flags & THREAD_STOPPED) && f->eip == eip &&
        (ref ? fluke_ref_compare(ref, s->links[LINK_WAITING_FOR]) : !fluke_ref_check(s->links[LINK_WAITING_FOR])))
        return 1;
    note("finished %u, trapped %u, flags %x, eip %x (%s), expected %x, waits for hash %x", s->finished, s->trapped, f->flags, f->eip,
        f->eip - ENTRY_BASE < ENTRY_COUNT * ENTRY_SIZE ? entry_names[(f->eip - ENTRY_BASE) / ENTRY_SIZE] : "user code", eip,
        hash_of(s->links[LINK_WAITING_FOR]));
    return 0;
}

const char *events(struct subject *s)
{
    static char seen[400];
    struct text t = text_in(seen, sizeof seen);

    for (u32 i = 0; i < 40; i++) {
        u32 off;

        settle();
        look(s);
        if (!(s->frame.flags & THREAD_STOPPED))
            break;
        off = s->frame.eip - ENTRY_BASE;
        text_format(&t, "%s%s@%s", t.used ? " " : "", cause_names[THREAD_CAUSE(s->frame.flags)],
            off < ENTRY_COUNT * ENTRY_SIZE ? entry_names[off / ENTRY_SIZE] : "user");
        s->frame.flags &= ~THREAD_STOPPED;
        put(s);
    }
    return seen;
}

void recreate(struct subject *s, struct subject *peer)
{
    static const u8 kept[] = { LINK_WAITING_FOR, LINK_CLIENT, LINK_SERVER };
    u32 named[sizeof kept], *l = s->links;

    stop(s);
    for (u32 i = 0; peer && i < sizeof kept; i++) {
        if (!i)
            stop(peer);
        named[i] = fluke_ref_compare(peer->links[kept[i]], s->ref);
    }
    must(fluke_thread_destroy(s->thread), "recreate: destroy");
    must(fluke_thread_create(s->thread, s->frame.hash), "recreate: create");
    must(fluke_thread_reference(s->thread, s->ref), "recreate: reference");
    must(fluke_thread_set_state(s->thread, (u32)&s->frame, l[0], l[1], l[2], l[3], l[4]), "recreate: set_state");
    if (!peer)
        return;
    must(fluke_thread_set_state(peer->thread, (u32)&peer->frame, 0, 0, named[0] ? s->ref : 0, named[1] ? s->ref : 0,
             named[2] ? s->ref : 0), "recreate: peer");
}

static struct subject *subject_of(u32 thread)
{
    for (u32 i = 0; i < subject_count; i++)
        if (subjects[i].thread == thread)
            return &subjects[i];
    return 0;
}

void trap_handle(u32 thread, u32 code, u32 address)
{
    struct fluke_saved_state saved;
    struct subject *s = subject_of(thread);

    fluke_thread_get_saved_state(thread, (u32)&saved);
    if (code >= EXCEPTION_INSANITY) {
        saw((saved.eip - ENTRY_BASE) / ENTRY_SIZE, code - EXCEPTION_INSANITY);
        if (s)
            s->noted = 1;
        saved.eax = code - EXCEPTION_INSANITY;
        saved.eip += ENTRY_RET;
        fluke_thread_set_saved_state(thread, (u32)&saved);
        return;
    }
    if (!s) {
        print("Bail out! trap %u in main at %x, address %x", code, saved.eip, address);
        failures++;
        machine_exit();
    }
    s->trapped = 1;
    s->trap = code;
    s->trap_address = address;
    thread_finish();
}

void interrupt_handle(u32 thread)
{
    struct subject *s = subject_of(thread);

    if (s)
        s->interrupts++;
}

void alert_handle(u32 thread, u32 word)
{
    struct subject *s = subject_of(thread);

    if (!s)
        return;
    s->alerts++;
    s->alert_word = word;
}

/* ---- Memory ---- */

u32 pool_region(void)
{
    return lasting_pool_region;
}

u32 region_over(u32 space, u32 start, u32 bytes)
{
    struct fluke_region_state s = { .start_va = start, .size = bytes, .max_prot = PROT_ALL };
    u32 region = make(TYPE_REGION);

    must(fluke_region_set_state(region, (u32)&s, space, 0), "region_over");
    return region;
}

u32 map(u32 region, u32 offset, u32 bytes, u32 space, u32 start, u32 prot)
{
    struct fluke_mapping_state s = { .region_off = offset, .start_va = start, .size = bytes, .prot = prot };
    u32 mapping = make(TYPE_MAPPING);

    must(fluke_mapping_set_state(mapping, (u32)&s, make_ref(TYPE_REGION, region), space), "map");
    return mapping;
}

extern char image_end[];

u32 space_new(u32 *ref)
{
    u32 space = make(TYPE_SPACE), image = (u32)image_end - ROOT_BASE;

    *ref = make_ref(TYPE_SPACE, space);
    map(region_over(root_space_ref(), ROOT_BASE, image), 0, image, *ref, ROOT_BASE, PROT_ALL);
    map(pool_region(), 0, pool_bytes(), *ref, POOL_BASE, PROT_ALL);
    return space;
}

static struct pager the_pager;

struct pager *pager(void)
{
    struct pager *p = &the_pager;
    u32 port;
    struct fluke_port_state s = { .alias = 77 };

    if (pager_made)
        return p;
    pager_made = 1;
    p->subject = subject(16);
    p->pset = make(TYPE_PSET);
    port = make(TYPE_PORT);
    must(fluke_port_set_state(port, (u32)&s, make_ref(TYPE_PSET, p->pset)), "pager");
    p->port_ref = make_ref(TYPE_PORT, port);
    p->params = (struct fluke_params){ .recv_words = 8, .recv_address = (u32)p->words };
    call(p->subject, ENTRY_ipc_setup_wait_receive, .eax = p->pset, .ebx = (u32)&p->params);
    return p;
}

void window_open(struct window *w, u32 base, u32 page_count, u32 space)
{
    w->base = base;
    w->store = make(TYPE_SPACE);
    w->store_ref = make_ref(TYPE_SPACE, w->store);
    w->region = region_over(w->store_ref, base, page_count * PAGE_SIZE);
    must(fluke_region_set_state(w->region, 0, 0, pager()->port_ref), "window_open");
    w->mapping = map(w->region, 0, page_count * PAGE_SIZE, space, base, PROT_ALL);
}

u32 window_supply(struct window *w, u32 offset, u32 page)
{
    return map(pool_region(), page - POOL_BASE, PAGE_SIZE, w->store_ref, w->base + offset, PROT_ALL);
}

int pager_asked(u32 offset, u32 access)
{
    struct subject *s = pager()->subject;

    if (s->finished && FAULT_OFFSET(s->out.esi) == offset && FAULT_ACCESS(s->out.esi) == access && s->out.ebx == 77)
        return 1;
    note("pager: finished %u, word 0 %x, alias %u", s->finished, s->out.esi, s->out.ebx);
    return 0;
}

void pager_answer(void)
{
    struct pager *p = pager();

    call(p->subject, ENTRY_ipc_reply_wait_receive, .ebx = (u32)&p->params);
}

/* ---- Start ---- */

void tests_begin(void)
{
    names_set_directory(page_alloc(NAMES_PAGES));
    memory_init();
    must(fluke_thread_set_handlers(fluke_thread_self(), (u32)trap_entry, 0, 0, 0), "thread_set_handlers");
    must(fluke_thread_enable_exceptions(fluke_thread_self()), "thread_enable_exceptions");
    lasting_pool_region = region_new(POOL_BASE, pool_bytes());
    must(thread_start(object_alloc(), root_space_ref(), idler, BOOT_THREAD, (u32)(idler_stack + 256), 1, 0, "idler"), "idler");
    slots_base = page_alloc(SLOT_PAGES);
    scratch_base = page_alloc(SCRATCH_PAGES);
}
