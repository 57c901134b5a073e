/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads: what they do to themselves, what others do to them, exceptions. */
#include "tests/harness.h"
#include "user/lib/string.h"
#include <fluke/names.h>

void thread_tests(void);

static u32 spin(u32 counter)
{
    while (++*(volatile u32 *)counter != 0xffffffff)
        ;
    return 0;
}

/* ---- Trivial calls: traced, they complete in one event ---- */

static void trivial(void)
{
    static const u8 entries[] = {
        ENTRY_thread_self, ENTRY_thread_enable_exceptions, ENTRY_thread_disable_exceptions, ENTRY_thread_get_handlers,
        ENTRY_thread_set_handlers, ENTRY_ipc_client_disconnect, ENTRY_ipc_server_disconnect,
    };
    struct subject *s;
    const char *seen;

    for (u32 i = 0; i < sizeof entries; i++) {
        test(entries[i], "trivial: one event, no sleep, no fault");
        s = subject(10);
        set_flags(s, THREAD_TRACE, 0);
        start(s, entries[i], .eax = s->thread);
        seen = after_prefix(events(s), "complete@");
        if (holds(seen))
            same_text(after_prefix(seen, entry_names[entries[i]]), " call@thread_wait sleep@thread_wait");
        equal(s->finished, 1);

        if (entries[i] == ENTRY_thread_self || entries[i] >= ENTRY_ipc_client_disconnect)
            continue;
        test(entries[i], "another thread is NOT_CURRENT_THREAD");
        s = subject(10);
        start(s, entries[i], .eax = BOOT_THREAD);
        settle();
        returned(s, FLUKE_NOT_CURRENT_THREAD);
    }

    test(ENTRY_thread_self, "is the address at which the thread sees itself");
    s = subject(10);
    call(s, ENTRY_thread_self, .eax = 1);
    returned(s, s->thread);

    test(ENTRY_thread_get_handlers, "gives back what set_handlers put");
    s = subject(10);
    stop(s);
    s->frame.trap_handler = 0x11;
    s->frame.interrupt_handler = 0x22;
    s->frame.client_alert_handler = 0x33;
    s->frame.server_alert_handler = 0x44;
    put(s);
    call(s, ENTRY_thread_get_handlers, .eax = s->thread);
    equal(s->out.ebx, 0x11);
    equal(s->out.ecx, 0x22);
    equal(s->out.edx, 0x33);
    equal(s->out.esi, 0x44);
    call(s, ENTRY_thread_set_handlers, .eax = s->thread, .ebx = 1, .ecx = 2, .edx = 3, .esi = 4);
    look(s);
    equal(s->frame.trap_handler, 1);
    equal(s->frame.interrupt_handler, 2);
    equal(s->frame.client_alert_handler, 3);
    equal(s->frame.server_alert_handler, 4);

    test(ENTRY_thread_set_handlers, "is what thread_get_state shows");
    s = subject(10);
    call(s, ENTRY_thread_set_handlers, .eax = s->thread, .ebx = 5, .ecx = 6, .edx = 7, .esi = 8);
    returned(s, FLUKE_SUCCESS);
    equal(look(s)->client_alert_handler, 7);
}

/* ---- Interrupts and exceptions ---- */

static void exceptions(void)
{
    struct subject *s;
    u32 m;

    test(ENTRY_thread_interrupt, "a sleeper takes its handler, and goes back to sleep where it was");
    m = make(TYPE_MUTEX);
    fluke_mutex_trylock(m);
    s = subject(10);
    call(s, ENTRY_mutex_lock, .eax = m, .ebx = 1, .ecx = 2, .edx = 3);
    equal(fluke_thread_interrupt(s->thread), FLUKE_SUCCESS);
    settle();
    equal(s->interrupts, 1);
    asleep(s, ENTRY_mutex_lock, make_ref(TYPE_MUTEX, m));
    equal(s->frame.eax, m);
    equal(s->frame.ecx, 2);
    equal(s->frame.edx, 3);
    equal(s->frame.flags & THREAD_EXCEPTION_ENABLE, THREAD_EXCEPTION_ENABLE);
    fluke_mutex_unlock(m);
    settle();
    returned(s, FLUKE_SUCCESS);

    test(ENTRY_thread_interrupt, "the handler's frame: eax the thread, saved words the call");
    m = make(TYPE_MUTEX);
    fluke_mutex_trylock(m);
    s = subject(10);
    call(s, ENTRY_mutex_lock, .eax = m, .ecx = 2, .edx = 3);
    set_flags(s, THREAD_TRACE, 0);
    settle();
    fluke_thread_interrupt(s->thread);
    settle();
    /* The first event is the end of the sleep, or already the handler: go on to the handler. */
    for (u32 i = 0; i < 4 && look(s)->flags & THREAD_STOPPED && s->frame.eip != s->frame.interrupt_handler; i++) {
        s->frame.flags &= ~THREAD_STOPPED;
        put(s);
        settle();
    }
    equal(s->frame.eip, s->frame.interrupt_handler);
    equal(THREAD_CAUSE(s->frame.flags), CAUSE_INTERRUPT);
    equal(s->frame.eax, s->thread);
    equal(s->frame.saved_eax, m);
    equal(s->frame.saved_ecx, 2);
    equal(s->frame.saved_edx, 3);
    equal(s->frame.saved_eip, ENTRY_BASE + ENTRY_mutex_lock * ENTRY_SIZE);
    equal(s->frame.flags & (THREAD_EXCEPTION_ENABLE | THREAD_INTERRUPT_PENDING), 0);

    test(ENTRY_thread_interrupt, "with exceptions disabled it is deferred, and delivered when they are enabled");
    m = make(TYPE_MUTEX);
    fluke_mutex_trylock(m);
    s = subject(10);
    call(s, ENTRY_thread_disable_exceptions, .eax = s->thread);
    call(s, ENTRY_mutex_lock, .eax = m);
    equal(fluke_thread_interrupt(s->thread), FLUKE_SUCCESS);
    settle();
    equal(s->interrupts, 0);
    asleep(s, ENTRY_mutex_lock, make_ref(TYPE_MUTEX, m));
    equal(s->frame.flags & THREAD_INTERRUPT_PENDING, THREAD_INTERRUPT_PENDING);
    fluke_mutex_unlock(m);
    settle();
    returned(s, FLUKE_SUCCESS);
    set_flags(s, THREAD_EXCEPTION_ENABLE, 0);
    settle();
    equal(s->interrupts, 1);
    equal(look(s)->flags & THREAD_INTERRUPT_PENDING, 0);

    test(ENTRY_thread_enable_exceptions, "a pending interrupt is delivered on the way out");
    s = subject(10);
    stop(s);
    s->frame.flags = (s->frame.flags | THREAD_INTERRUPT_PENDING) & ~THREAD_EXCEPTION_ENABLE;
    s->frame.eip = ENTRY_BASE + ENTRY_thread_wait * ENTRY_SIZE; /* asleep, with the interrupt pending */
    s->frame.eax = 0;
    put(s);
    settle();
    equal(s->interrupts, 0);
    start(s, ENTRY_thread_enable_exceptions, .eax = s->thread);
    fluke_thread_interrupt(s->thread);
    settle();
    returned(s, FLUKE_SUCCESS);
    equal(s->interrupts, 1);

    test(ENTRY_thread_disable_exceptions, "clears the flag that thread_get_state shows");
    s = subject(10);
    call(s, ENTRY_thread_disable_exceptions, .eax = s->thread);
    returned(s, FLUKE_SUCCESS);
    equal(look(s)->flags & THREAD_EXCEPTION_ENABLE, 0);
    call(s, ENTRY_thread_enable_exceptions, .eax = s->thread);
    equal(look(s)->flags & THREAD_EXCEPTION_ENABLE, THREAD_EXCEPTION_ENABLE);

    test(ENTRY_thread_interrupt, "without a handler a sleeper just sleeps on");
    m = make(TYPE_MUTEX);
    fluke_mutex_trylock(m);
    s = subject(10);
    call(s, ENTRY_thread_set_handlers, .eax = s->thread);
    call(s, ENTRY_mutex_lock, .eax = m);
    equal(fluke_thread_interrupt(s->thread), FLUKE_SUCCESS);
    settle();
    asleep(s, ENTRY_mutex_lock, make_ref(TYPE_MUTEX, m));

    test(ENTRY_thread_interrupt, "user code is interrupted too");
    static u32 counter;
    s = subject(0);     /* below the idler */
    start_function(s, spin, (u32)&counter);
    fluke_thread_interrupt(s->thread);
    settle();
    equal(s->interrupts, 0);
    stop(s);
    s->frame.sched_val = 10;
    s->frame.eip = ENTRY_BASE + ENTRY_thread_wait * ENTRY_SIZE;
    s->frame.eax = 0;
    put(s);
    settle();
    equal(s->interrupts, 1);

    test(ENTRY_thread_interrupt, "a stopped thread takes it when it goes on");
    s = subject(10);
    call(s, ENTRY_thread_wait, .eax = 0);
    stop(s);
    equal(fluke_thread_interrupt(s->thread), FLUKE_SUCCESS);
    settle();
    equal(s->interrupts, 0);
    stop(s);
    put(s);
    settle();
    equal(s->interrupts, 1);

    test(ENTRY_thread_interrupt, "oneself is CURRENT_THREAD");
    equal(fluke_thread_interrupt(BOOT_THREAD), FLUKE_CURRENT_THREAD);

    test(ENTRY_thread_return_from_exception, "reloads the five saved words, enables exceptions");
    s = subject(10);
    m = make(TYPE_MUTEX);
    fluke_mutex_trylock(m);
    stop(s);
    s->frame.saved_eax = m;
    s->frame.saved_ecx = 22;
    s->frame.saved_edx = 33;
    s->frame.saved_eip = ENTRY_BASE + ENTRY_mutex_lock * ENTRY_SIZE;
    s->frame.saved_eflags = 0xd5;
    s->frame.flags &= ~THREAD_EXCEPTION_ENABLE;
    put(s);
    call(s, ENTRY_thread_return_from_exception, .eax = s->thread, .ebx = 7);
    asleep(s, ENTRY_mutex_lock, make_ref(TYPE_MUTEX, m));
    equal(s->frame.eax, m);
    equal(s->frame.ebx, 7);
    equal(s->frame.ecx, 22);
    equal(s->frame.edx, 33);
    equal(s->frame.eflags & 0xd5, 0xd5);
    if (equal(s->frame.flags & THREAD_EXCEPTION_ENABLE, THREAD_EXCEPTION_ENABLE))
        saw(ENTRY_thread_return_from_exception, FLUKE_SUCCESS);

    test(ENTRY_thread_return_from_exception, "saved eflags do not give I/O privilege or disable interrupts");
    s = subject(10);
    stop(s);
    s->frame.saved_eip = ENTRY_BASE + ENTRY_thread_wait * ENTRY_SIZE;
    put(s);
    struct fluke_saved_state saved = { .eip = ENTRY_BASE + ENTRY_thread_wait * ENTRY_SIZE, .eflags = 0x3000 };
    call(s, ENTRY_thread_set_saved_state, .eax = s->thread, .ebx = (u32)&saved);
    call(s, ENTRY_thread_return_from_exception, .eax = s->thread);
    asleep(s, ENTRY_thread_wait, 0);
    equal(s->frame.eflags & 0x3200, 0x200);

    test(ENTRY_thread_return_from_exception, "another thread is NOT_CURRENT_THREAD");
    s = subject(10);
    equal(call(s, ENTRY_thread_return_from_exception, .eax = BOOT_THREAD), FLUKE_NOT_CURRENT_THREAD);

    test(ENTRY_thread_set_saved_state, "and get_saved_state: all five words");
    s = subject(10);
    struct fluke_saved_state put_words = { 1, 2, 3, 4, 0x246 }, got;
    equal(call(s, ENTRY_thread_set_saved_state, .eax = s->thread, .ebx = (u32)&put_words), FLUKE_SUCCESS);
    equal(call(s, ENTRY_thread_get_saved_state, .eax = s->thread, .ebx = (u32)&got), FLUKE_SUCCESS);
    equal(memcmp(&put_words, &got, sizeof got), 0);
    equal(call(s, ENTRY_thread_set_saved_state, .eax = BOOT_THREAD, .ebx = (u32)&put_words), FLUKE_NOT_CURRENT_THREAD);
    equal(call(s, ENTRY_thread_get_saved_state, .eax = BOOT_THREAD, .ebx = (u32)&got), FLUKE_NOT_CURRENT_THREAD);
}

static u32 divide(u32 by)
{
    return 1000 / *(volatile u32 *)&by;
}

static u32 peek_at(u32 address)
{
    return *(volatile u32 *)address;
}

static u32 privileged(u32 unused)
{
    asm volatile("cli");
    return 0;
}

static u32 forged_trap(u32 unused)
{
    asm volatile("int $0x30" : : "a"(0));
    return 0;
}

#define EFLAGS_TF 0x100

static u32 floating(u32 unused)
{
    asm volatile("fld1");
    return 0;
}

static u32 single_step(u32 unused)
{
    asm volatile("pushfl; orl %0, (%%esp); popfl; nop" : : "i"(EFLAGS_TF) : "cc", "memory");
    return 0;
}

static u32 virtual_8086(u32 unused)
{
    asm volatile("movl %%esp, %%eax; pushl $0; pushl $0; pushl $0; pushl $0; pushl $0; pushl %%eax; pushl $0x23002; pushl $0x1003; "
                 "pushl $0; iret" : : : "eax", "memory");
    return 0;
}

/* Waits with these flags. */
static u32 odd_flags(u32 flags)
{
    asm volatile("pushl %0; popfl; call *%1; pushl $2; popfl"
                 : : "b"(flags), "c"(ENTRY_BASE + ENTRY_thread_wait * ENTRY_SIZE), "a"(0) : "edx", "cc", "memory");
    return 0;
}

static u32 set_selectors(u32 selector)
{
    asm volatile("movl %0, %%fs; movl %0, %%gs" : : "r"(selector));
    fluke_thread_wait(0);
    return 0;
}

static u32 get_selectors(u32 unused)
{
    u32 fs, gs;

    asm volatile("movl %%fs, %0; movl %%gs, %1" : "=r"(fs), "=r"(gs));
    return fs | gs;
}

static void traps(void)
{
    struct subject *s;
    u32 space_ref, space, port, pset;
    static u32 words[8];
    static struct fluke_params p = { .recv_words = 8, .recv_address = (u32)words };

    test(ENTRY_COUNT, "traps reach the handler: division");
    s = subject(10);
    start_function(s, divide, 0);
    settle();
    equal(s->trapped, 1);
    equal(s->trap, 0);
    holds(look(s)->saved_eip - (u32)divide < 64);

    test(ENTRY_COUNT, "traps reach the handler: access to nothing, and to the kernel");
    s = subject(10);
    start_function(s, peek_at, 0x123);
    settle();
    equal(s->trap, 14);
    equal(s->trap_address, 0x123);
    s = subject(10);
    start_function(s, peek_at, 0xc0100000);
    settle();
    equal(s->trap, 14);

    test(ENTRY_COUNT, "traps reach the handler: privileged instructions");
    s = subject(10);
    start_function(s, privileged, 0);
    settle();
    equal(s->trap, 13);

    test(ENTRY_COUNT, "traps reach the handler: the entry points' trap from elsewhere");
    s = subject(10);
    start_function(s, forged_trap, 0);
    settle();
    equal(s->trap, FLUKE_TRAP);

    test(ENTRY_COUNT, "traps reach the handler: floating point");
    s = subject(10);
    start_function(s, floating, 0);
    settle();
    equal(s->trap, 7);

    test(ENTRY_COUNT, "traps reach the handler: a single step, which the handler is rid of");
    s = subject(10);
    start_function(s, single_step, 0);
    settle();
    equal(s->trap, 1);
    equal(look(s)->eflags & EFLAGS_TF, 0);
    equal(s->frame.saved_eflags & EFLAGS_TF, EFLAGS_TF);

    /* By the manuals a general protection fault; QEMU goes there, where nothing is mapped. */
    test(ENTRY_COUNT, "traps reach the handler: virtual-8086 mode, and nothing else is harmed");
    s = subject(10);
    struct subject *o = subject(9);
    start_function(s, virtual_8086, 0);
    settle();
    if (!holds(s->trap == 13 || s->trap == 14))
        note("trap %u, finished %u, trapped %u, eip %x", s->trap, s->finished, s->trapped, look(s)->eip);
    call(o, ENTRY_thread_self, .eax = 0);
    returned(o, o->thread);
    call(s, ENTRY_thread_self, .eax = 0);
    returned(s, s->thread);

    test(ENTRY_COUNT, "flags that user code can set by itself are in its frame, and come back from there");
    s = subject(10);
    start_function(s, odd_flags, 0x244cd5);
    stop(s);
    settle();
    equal(s->frame.eflags & 0x244dd5, 0x202 & 0x244dd5);
    put(s);
    settle();
    look(s);
    equal(s->frame.eflags & 0x244cd5, 0x244cd5);
    recreate(s, 0);
    settle();
    look(s);
    equal(s->frame.eflags & 0x244cd5, 0x244cd5);
    call(s, ENTRY_thread_self, .eax = 0);
    returned(s, s->thread);

    test(ENTRY_COUNT, "what one thread leaves in fs and gs no other finds");
    s = subject(10);
    o = subject(9);
    start_function(s, set_selectors, 0x23);
    start_function(o, get_selectors, 0);
    settle();
    returned(o, 0);

    test(ENTRY_COUNT, "a frame with a garbage eip in the entry page is a trap");
    s = subject(10);
    stop(s);
    s->frame.eip = ENTRY_BASE + 7;
    s->frame.esp = (u32)(s->stack + 250);
    put(s);
    settle();
    holds(s->trap != 0);

    test(ENTRY_COUNT, "an exception without a handler becomes a request to the space's keeper");
    s = subject(10);
    space = space_new(&space_ref);
    port = make(TYPE_PORT);
    pset = make(TYPE_PSET);
    must(fluke_port_set_state(port, 0, make_ref(TYPE_PSET, pset)), "keeper");
    must(fluke_space_set_state(space, 0, make_ref(TYPE_PORT, port)), "keeper");
    call(s, ENTRY_ipc_setup_wait_receive, .eax = pset, .ebx = (u32)&p);
    struct subject *t = subject_in(space_ref, 9);
    call(t, ENTRY_thread_set_handlers, .eax = t->thread);
    call(t, ENTRY_mutex_lock, .eax = 3);
    asleep(t, ENTRY_mutex_lock, s->ref);
    equal(s->finished, 1);
    equal(s->out.ebp, IPC_IDEMPOTENT);
    equal(s->out.esi, EXCEPTION_INSANITY + FLUKE_NOT_ALIGNED);
    equal(s->out.edi, t->frame.hash);
    /* The keeper mends the frame, and answers: the call is made again. */
    stop(t);
    t->frame.eip = ENTRY_BASE + ENTRY_thread_self * ENTRY_SIZE;
    put(t);
    settle();
    returned(t, t->thread);

    test(ENTRY_COUNT, "an exception with neither handler nor keeper stops the thread there");
    s = subject(10);
    call(s, ENTRY_thread_set_handlers, .eax = s->thread);
    call(s, ENTRY_mutex_lock, .eax = 3);
    equal(look(s)->flags & THREAD_STOPPED, THREAD_STOPPED);
    equal(s->frame.eip, ENTRY_BASE + ENTRY_mutex_lock * ENTRY_SIZE);
    equal(s->frame.eax, 3);
}

/* ---- get_state, set_state ---- */

static void states(void)
{
    struct subject *s, *o;
    u32 m, before;
    static u32 counter;

    test(ENTRY_thread_get_state, "stops the target, until set_state lets it go");
    s = subject(10);
    m = make(TYPE_MUTEX);
    fluke_mutex_trylock(m);
    call(s, ENTRY_mutex_lock, .eax = m);
    stop(s);
    fluke_mutex_unlock(m);
    settle();
    equal(look(s)->flags & THREAD_STOPPED, THREAD_STOPPED);
    equal(s->finished, 0);
    stop(s);
    put(s);
    settle();
    returned(s, FLUKE_SUCCESS);

    test(ENTRY_thread_get_state, "PEEK does not stop or disturb the target");
    s = subject(10);
    m = make(TYPE_MUTEX);
    fluke_mutex_trylock(m);
    call(s, ENTRY_mutex_lock, .eax = m);
    asleep(s, ENTRY_mutex_lock, make_ref(TYPE_MUTEX, m));
    equal(s->frame.flags & (THREAD_STOPPED | THREAD_PEEK), 0);
    fluke_mutex_unlock(m);
    settle();
    returned(s, FLUKE_SUCCESS);

    test(ENTRY_thread_get_state, "all five links");
    o = subject(10);
    s = subject(10);
    must(fluke_thread_set_state(s->thread, 0, 0, make_ref(TYPE_PORT, make(TYPE_PORT)), o->ref, o->ref, o->ref), "links");
    look(s);
    for (u32 i = 0; i < LINKS; i++)
        equal(fluke_ref_check(s->links[i]), 1);
    equal(fluke_ref_compare(s->links[LINK_SPACE], root_space_ref()), 1);
    equal(fluke_ref_compare(s->links[LINK_WAITING_FOR], o->ref), 1);
    equal(fluke_ref_compare(s->links[LINK_CLIENT], o->ref), 1);

    test(ENTRY_thread_get_state, "a running thread is stopped in user code");
    s = subject(0);
    counter = 0;
    start_function(s, spin, (u32)&counter);
    stop(s);
    before = counter;
    settle();
    equal(counter, before);
    holds(s->frame.eip - (u32)spin < 64);

    test(ENTRY_thread_get_state, "oneself is CURRENT_THREAD");
    equal(fluke_thread_get_state(BOOT_THREAD, 0, 0, 0, 0, 0, 0), FLUKE_CURRENT_THREAD);

    test(ENTRY_thread_set_state, "oneself is CURRENT_THREAD");
    equal(fluke_thread_set_state(BOOT_THREAD, 0, 0, 0, 0, 0, 0), FLUKE_CURRENT_THREAD);

    test(ENTRY_thread_set_state, "a thread that is not stopped is NOT_STOPPED");
    s = subject(10);
    call(s, ENTRY_thread_wait, .eax = 0);
    look(s);
    equal(fluke_thread_set_state(s->thread, (u32)&s->frame, 0, 0, 0, 0, 0), FLUKE_NOT_STOPPED);

    test(ENTRY_thread_set_state, "all 30 words come back, but for hash, STOPPED and fixed eflags");
    s = subject(10);
    stop(s);
    u32 *w = (u32 *)&s->frame, copy[FRAME_WORDS];
    for (u32 i = 0; i < FRAME_WORDS; i++)
        w[i] = 0x01010101 * (i + 1);
    s->frame.sched_val = 7;
    s->frame.flags = THREAD_STOPPED | THREAD_CLIENT_SENDER | THREAD_TRACE | THREAD_MIN_VALID | CAUSE_EDIT << 24;
    s->frame.eflags = 0x202;
    s->frame.saved_eflags = 0x202;
    memcpy(copy, w, sizeof copy);
    put(s);
    look(s);
    copy[WORD_hash] = w[WORD_hash];
    for (u32 i = 0; i < FRAME_WORDS; i++)
        if (!equal(w[i], copy[i]))
            note("word %u", i);

    test(ENTRY_thread_set_state, "I/O privilege can be given only by who has it");
    s = subject(10);
    o = subject(9);
    stop(o);
    o->frame.flags |= THREAD_STOPPED;
    o->frame.eflags |= EFLAGS_IOPL;
    equal(call(s, ENTRY_thread_set_state, .eax = o->thread, .ebx = (u32)&o->frame), FLUKE_PRIVILEGE);
    o->frame.eflags &= ~EFLAGS_IOPL;
    o->frame.saved_eflags |= EFLAGS_IOPL;
    equal(call(s, ENTRY_thread_set_state, .eax = o->thread, .ebx = (u32)&o->frame), FLUKE_PRIVILEGE);
    o->frame.eflags |= EFLAGS_IOPL;
    equal(fluke_thread_set_state(o->thread, (u32)&o->frame, 0, 0, 0, 0, 0), FLUKE_SUCCESS);
    equal(look(o)->eflags & EFLAGS_IOPL, EFLAGS_IOPL);

    test(ENTRY_thread_set_state, "a priority there isn't is INVALID_OBJECT");
    s = subject(10);
    stop(s);
    s->frame.sched_val = 32;
    equal(fluke_thread_set_state(s->thread, (u32)&s->frame, 0, 0, 0, 0, 0), FLUKE_INVALID_OBJECT);
    equal(look(s)->sched_val, 10);

    test(ENTRY_thread_set_state, "without a space it does not run, until it has one");
    u32 thread = make(TYPE_THREAD);
    static u32 stack[64];
    counter = 0;
    struct fluke_thread_state f = {
        .thread_va = thread, .sched_val = 10, .eip = ENTRY_BASE + ENTRY_thread_wait * ENTRY_SIZE, .esp = (u32)(stack + 60),
    };
    equal(fluke_thread_set_state(thread, (u32)&f, 0, 0, 0, 0, 0), FLUKE_SUCCESS);
    settle();
    f.flags = THREAD_PEEK;
    equal(fluke_thread_get_state(thread, (u32)&f, 0, 0, 0, 0, 0), FLUKE_SUCCESS);
    equal(f.flags & THREAD_STOPPED, THREAD_STOPPED);
    f.flags = 0;
    equal(fluke_thread_set_state(thread, (u32)&f, root_space_ref(), 0, 0, 0, 0), FLUKE_SUCCESS);
    settle();
    f.flags = THREAD_PEEK;
    equal(fluke_thread_get_state(thread, (u32)&f, 0, 0, 0, 0, 0), FLUKE_SUCCESS);
    equal(f.flags & THREAD_STOPPED, 0);

    test(ENTRY_thread_set_state, "changing eip changes the operation");
    s = subject(10);
    m = make(TYPE_MUTEX);
    fluke_mutex_trylock(m);
    call(s, ENTRY_mutex_lock, .eax = m);
    stop(s);
    s->frame.eip = ENTRY_BASE + (s->entry = ENTRY_mutex_trylock) * ENTRY_SIZE;
    put(s);
    settle();
    returned(s, FLUKE_MUTEX_HELD);

    test(ENTRY_space_destroy, "stops its threads, which keep their frames");
    u32 ref, space = space_new(&ref);
    s = subject_in(ref, 10);
    m = make(TYPE_MUTEX);
    fluke_mutex_trylock(m);
    call(s, ENTRY_mutex_lock, .eax = m);
    equal(fluke_space_destroy(space), FLUKE_SUCCESS);
    look(s);
    equal(s->frame.flags & THREAD_STOPPED, THREAD_STOPPED);
    equal(s->frame.eip, ENTRY_BASE + ENTRY_mutex_lock * ENTRY_SIZE);
    equal(fluke_ref_check(s->links[LINK_SPACE]), 0);
    /* In another space it goes on. */
    s->frame.flags &= ~THREAD_STOPPED;
    equal(fluke_thread_set_state(s->thread, (u32)&s->frame, root_space_ref(), 0, 0, 0, 0), FLUKE_SUCCESS);
    settle();
    asleep(s, ENTRY_mutex_lock, make_ref(TYPE_MUTEX, m));
}

/* ---- thread_wait, the halves ---- */

static void waiting(void)
{
    struct subject *s, *o;
    u32 ref;

    test(ENTRY_thread_wait, "sleeps at its own entry until the thread is stopped");
    s = subject(10);
    o = subject(9);
    call(o, ENTRY_thread_wait, .eax = 0);
    call(s, ENTRY_thread_wait, .eax = o->ref);
    asleep(s, ENTRY_thread_wait, o->ref);
    equal(s->frame.eax, o->ref);
    stop(o);
    settle();
    returned(s, FLUKE_SUCCESS);

    test(ENTRY_thread_wait, "a thread that is destroyed meanwhile is DESTROYED");
    s = subject(10);
    o = subject(9);
    call(o, ENTRY_thread_wait, .eax = 0);
    call(s, ENTRY_thread_wait, .eax = o->ref);
    fluke_thread_destroy(o->thread);
    settle();
    returned(s, FLUKE_DESTROYED);

    test(ENTRY_thread_wait, "a stopped thread is not waited for; a null reference is DESTROYED; oneself CURRENT_THREAD");
    s = subject(10);
    o = subject(9);
    equal(call(s, ENTRY_thread_wait, .eax = o->ref), FLUKE_SUCCESS);
    equal(call(s, ENTRY_thread_wait, .eax = make(TYPE_REF)), FLUKE_DESTROYED);
    equal(call(s, ENTRY_thread_wait, .eax = s->ref), FLUKE_CURRENT_THREAD);

    test(ENTRY_thread_wait, "on nobody ends with an interrupt");
    s = subject(10);
    call(s, ENTRY_thread_wait, .eax = 0);
    asleep(s, ENTRY_thread_wait, 0);
    fluke_thread_interrupt(s->thread);
    settle();
    equal(s->finished, 1);

    for (u32 i = 0; i < 2; i++) {
        u32 get = i ? ENTRY_thread_get_server : ENTRY_thread_get_client;
        u32 set = i ? ENTRY_thread_set_server : ENTRY_thread_set_client;
        u32 flag = i ? THREAD_CLIENT_SENDER : THREAD_SERVER_SENDER;

        test(set, "link and role, as get gives them back");
        s = subject(10);
        o = subject(10);
        ref = make(TYPE_REF);
        equal(call(s, set, .eax = s->thread, .ebx = o->ref, .ecx = flag), FLUKE_SUCCESS);
        equal(look(s)->flags & flag, flag);
        equal(fluke_ref_compare(s->links[i ? LINK_SERVER : LINK_CLIENT], o->ref), 1);
        equal(call(s, get, .eax = s->thread, .ebx = ref), FLUKE_SUCCESS);
        equal(s->out.ecx, flag);
        equal(fluke_ref_compare(ref, o->ref), 1);
        equal(call(s, set, .eax = s->thread, .ebx = make(TYPE_REF), .ecx = 0), FLUKE_SUCCESS);
        equal(look(s)->flags & flag, 0);
        equal(fluke_ref_check(s->links[i ? LINK_SERVER : LINK_CLIENT]), 0);

        test(get, "another thread is NOT_CURRENT_THREAD");
        s = subject(10);
        ref = make(TYPE_REF);
        equal(call(s, get, .eax = BOOT_THREAD, .ebx = ref), FLUKE_NOT_CURRENT_THREAD);
        equal(call(s, set, .eax = BOOT_THREAD, .ebx = ref), FLUKE_NOT_CURRENT_THREAD);
    }
}

/* ---- Time, interrupt lines ---- */

static void deadline(struct fluke_regs *r, u32 ticks)
{
    u64 t = (u64)(fluke_abi()->ticks + ticks) * fluke_abi()->tick_us;

    *r = (struct fluke_regs){ .eax = (u32)t, .edx = (u32)(t >> 32) };
}

#define SLEEPERS 12

static u32 order[5], next, shared_mutex;

static u32 append(u32 number)
{
    order[next++] = number;
    return 0;
}

static u32 lock_and_append(u32 number)
{
    fluke_mutex_lock(shared_mutex);
    return append(number);
}

static u32 unlock_and_append(u32 number)
{
    fluke_mutex_unlock(shared_mutex);
    return append(number);
}

static void timing(void)
{
    static const u8 priorities[5] = { 9, 12, 9, 15, 12 }, expected[5] = { 3, 1, 4, 0, 2 };
    struct subject *s, *o;
    struct fluke_regs r;
    u32 before;

    test(ENTRY_thread_sleep, "a deadline that has passed returns at once");
    s = subject(10);
    equal(call(s, ENTRY_thread_sleep, .eax = 0, .edx = 0), FLUKE_SUCCESS);

    test(ENTRY_thread_sleep, "sleeps at its own entry, the deadline in its registers, until then");
    s = subject(10);
    deadline(&r, 3);
    call_and_settle(s, ENTRY_thread_sleep, r);
    asleep(s, ENTRY_thread_sleep, 0);
    equal(s->frame.eax, r.eax);
    equal(s->frame.edx, r.edx);
    deadline(&r, 4);
    fluke_thread_sleep(r.eax, r.edx);
    settle();
    returned(s, FLUKE_SUCCESS);

    test(ENTRY_thread_sleep, "sleepers wake in the order of their deadlines");
    s = subject(10);
    o = subject(11);
    deadline(&r, 2);
    start_call(s, ENTRY_thread_sleep, r);
    deadline(&r, 4);
    start_call(o, ENTRY_thread_sleep, r);
    settle();
    deadline(&r, 2);
    fluke_thread_sleep(r.eax, r.edx);
    settle();
    returned(s, FLUKE_SUCCESS);
    equal(o->finished, 0);
    deadline(&r, 2);
    fluke_thread_sleep(r.eax, r.edx);
    settle();
    returned(o, FLUKE_SUCCESS);

    test(ENTRY_thread_sleep, "many sleepers: each wakes at its own tick, those that are near not with the one that is due");
    struct subject *sleeper[SLEEPERS];
    for (u32 i = 0; i < SLEEPERS; i++) {
        sleeper[i] = subject(10);
        deadline(&r, i + 2);
        start_call(sleeper[i], ENTRY_thread_sleep, r);
    }
    settle();
    for (u32 i = 0; i < SLEEPERS; i++) {
        deadline(&r, i ? 1 : 2);
        fluke_thread_sleep(r.eax, r.edx);
        settle();
        for (u32 k = 0; k < SLEEPERS; k++)
            equal(sleeper[k]->finished, k <= i);
    }

    test(ENTRY_thread_sleep, "stopped over its deadline, it returns when it goes on");
    s = subject(10);
    deadline(&r, 2);
    call_and_settle(s, ENTRY_thread_sleep, r);
    stop(s);
    fluke_thread_sleep(r.eax, r.edx);
    equal(s->finished, 0);
    put(s);
    settle();
    returned(s, FLUKE_SUCCESS);

    test(ENTRY_irq_wait, "the clock: returns when the count differs, with the count");
    s = subject(10);
    stop(s);
    s->frame.eflags |= EFLAGS_IOPL;
    put(s);
    call(s, ENTRY_irq_wait, .eax = 0, .ebx = 0xffffffff);
    returned(s, FLUKE_SUCCESS);
    before = s->out.ebx;
    deadline(&r, 3);
    fluke_thread_sleep(r.eax, r.edx);
    call(s, ENTRY_irq_wait, .eax = 0, .ebx = before);
    returned(s, FLUKE_SUCCESS);
    holds(s->out.ebx > before);

    test(ENTRY_irq_wait, "a quiet line: sleeps at its own entry, line and count in its registers");
    s = subject(10);
    stop(s);
    s->frame.eflags |= EFLAGS_IOPL;
    put(s);
    call(s, ENTRY_irq_wait, .eax = 7, .ebx = 0);
    asleep(s, ENTRY_irq_wait, 0);
    equal(s->frame.eax, 7);
    equal(s->frame.ebx, 0);

    test(ENTRY_irq_wait, "needs I/O privilege; a line there isn't is INVALID_OBJECT");
    s = subject(10);
    equal(call(s, ENTRY_irq_wait, .eax = 0, .ebx = 0), FLUKE_PRIVILEGE);
    stop(s);
    s->frame.eflags |= EFLAGS_IOPL;
    put(s);
    equal(call(s, ENTRY_irq_wait, .eax = 1000, .ebx = 0), FLUKE_INVALID_OBJECT);

    test(ENTRY_COUNT, "the more urgent of two threads runs first, equals in the order of arrival");
    next = 0;
    for (u32 i = 0; i < 5; i++) {
        o = subject(priorities[i]);
        start_function(o, append, i);
    }
    settle();
    equal(next, 5);
    for (u32 i = 0; i < 5; i++)
        equal(order[i], expected[i]);

    test(ENTRY_mutex_unlock, "a more urgent waiter runs before the call returns");
    next = 0;
    s = subject(9);
    o = subject(10);
    shared_mutex = make(TYPE_MUTEX);
    call(s, ENTRY_mutex_lock, .eax = shared_mutex);
    start_function(o, lock_and_append, 1);
    settle();
    start_function(s, unlock_and_append, 2);
    settle();
    equal(next, 2);
    equal(order[0], 1);
    equal(order[1], 2);
}

void thread_tests(void)
{
    trivial();
    exceptions();
    traps();
    states();
    waiting();
    timing();
}
