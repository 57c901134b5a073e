/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads on which debugd acts: stop, resume, step, trace, edit, destroy and create again. Everything
 * here runs under the big lock. While main changes a thread (stopped for that moment), the thread's tracer
 * wakes and waits for the lock; when it gets it, it looks at what the thread is now.
 */
#include "user/debugd/debugd.h"
#include "user/lib/info.h"
#include "user/lib/names.h"
#include "user/lib/thread.h"

#define TRACER_STACK 4096
#define LINKS 5
#define LINK_CLIENT 3
#define LINK_SERVER 4
#define MAX_KEPT_REFS 32
#define MAX_KEPT_MUTEXES 8
#define SIGNAL_TRAP 5
#define SIGNAL_FAULT 11

enum mode { MODE_NONE, MODE_STEP, MODE_UNTIL };

struct target {
    struct object_memory ref, go, tracer, kept_ref[LINKS]; /* kept_ref: the links of a destroyed thread */
    struct object *object;
    u8 has_tracer, has_refs;
    u8 recording, mode, until_cause, until_entry;
    u8 session;     /* who asked for the mode */
    u8 watched;     /* there is a breakpoint that it may come to */
    u8 parked;      /* stopped, and not by an event that the tracer has to handle */
    u8 gone;        /* destroyed, by whom ever */
    u8 kept;        /* destroyed by us: the words below are what it was */
    struct fluke_thread_state start, state;
    struct object *peer[2];             /* client and server, stopped meanwhile */
    struct fluke_thread_state peer_state[2];
    u8 peer_parked[2];
    u32 ref_address[MAX_KEPT_REFS], ref_count;      /* references that named it, */
    u32 mutex_address[MAX_KEPT_MUTEXES], mutex_count; /* mutexes that it owned */
    char stack[TRACER_STACK] __attribute__((aligned(16)));
};

static struct target *targets;
static u32 target_count, max_targets;

static void tracer_main(u32 argument);

void targets_init(u32 memory, u32 bytes)
{
    targets = (struct target *)((memory + OBJECT_SIZE - 1) & ~(OBJECT_SIZE - 1));
    max_targets = bytes / sizeof *targets - 1;
}

static int armed(const struct target *t)
{
    return t->recording || t->watched || t->mode != MODE_NONE;
}

/* The record of a thread, made at the first need; null: too many. */
static struct target *target_of(struct object *o)
{
    struct target *t;

    if (o->target) {
        if (o->target->gone && o->alive) { /* somebody else made a thread there again */
            o->target->gone = o->target->kept = 0;
            fluke_thread_reference(o->address, (u32)&o->target->ref);
        }
        return o->target;
    }
    t = &targets[target_count];
    if (target_count == max_targets)
        return 0;
    if (object_create(TYPE_REF, (u32)&t->ref, 0) || object_create(TYPE_COND, (u32)&t->go, 0))
        return 0;
    target_count++;
    t->object = o;
    o->target = t;
    fluke_thread_reference(o->address, (u32)&t->ref);
    return t;
}

/* Without effect on the thread. Fails for debugd's own threads only if OWN_TOO is 0. */
static int peek(struct object *o, struct fluke_thread_state *s, int own_too)
{
    u32 status, hash;

    s->flags = THREAD_PEEK;
    status = fluke_thread_get_state(o->address, (u32)s, scratch_ref(0), 0, 0, 0, 0);
    if (status == FLUKE_CURRENT_THREAD)
        return E_NOT_NOW;
    if (status) {
        o->alive = 0;
        return E_NO_THREAD;
    }
    ref_target(scratch_ref(0), &hash);
    return !own_too && hash == own_space_hash() ? E_NOT_NOW : 0;
}

/* Sets the frame of a stopped thread, and its run state. */
static int put(struct object *o, struct fluke_thread_state *s, int stopped)
{
    const struct target *t = o->target;

    s->flags &= ~(THREAD_STOPPED | THREAD_TRACE | THREAD_PEEK);
    if (stopped)
        s->flags |= THREAD_STOPPED;
    if (t && armed(t))
        s->flags |= THREAD_TRACE;
    return fluke_thread_set_state(o->address, (u32)s, 0, 0, 0, 0, 0) ? E_BAD_VALUE : 0;
}

/* Stops the thread; *WAS_STOPPED says what it was. */
static int hold(struct object *o, struct fluke_thread_state *s, int *was_stopped)
{
    int error = peek(o, s, 0);

    if (error)
        return error;
    *was_stopped = (s->flags & THREAD_STOPPED) != 0;
    s->flags = 0;
    return fluke_thread_get_state(o->address, (u32)s, 0, 0, 0, 0, 0) ? E_NO_THREAD : 0;
}

int target_is_stopped(struct object *o)
{
    struct fluke_thread_state s;

    return peek(o, &s, 0) == 0 && (s.flags & THREAD_STOPPED);
}

u8 target_last_cause(const struct object *o, u32 flags)
{
    return THREAD_CAUSE(flags);
}

int target_stop(struct object *o, int report)
{
    struct fluke_thread_state s;
    int was_stopped, error = hold(o, &s, &was_stopped);

    if (error)
        return error;
    if (o->target) {
        o->target->mode = MODE_NONE;
        o->target->parked = 1;
        put(o, &s, 1);
    }
    o->report_breaks = 0;
    if (!was_stopped && report)
        report_add(o, 0, (u8)THREAD_CAUSE(s.flags));
    return 0;
}

/* Lets a stopped thread go on; its tracer, if it needs one, watches it from here on. */
static int release(struct object *o, struct fluke_thread_state *s)
{
    struct target *t = o->target;

    if (t) {
        t->parked = 0;
        if (armed(t))
            fluke_cond_signal((u32)&t->go);
    }
    report_drop(o);
    return put(o, s, 0);
}

int target_resume(struct object *o)
{
    struct fluke_thread_state s;
    int error = peek(o, &s, 0);

    if (error)
        return error;
    return s.flags & THREAD_STOPPED ? release(o, &s) : 0;
}

static int start_tracer(struct target *t)
{
    if (!t->has_tracer)
        t->has_tracer = thread_start((u32)&t->tracer, INFO_SLOT(SLOT_SPACE), tracer_main, (u32)t,
            (u32)t->stack + TRACER_STACK, PRIORITY_TRACER, 0, "debugd/tracer") == 0;
    return t->has_tracer ? 0 : E_NO_MEMORY;
}

/* Stops the thread at an event that fulfils MODE, or lets it run till then. */
static int run_until(struct object *o, enum mode mode)
{
    struct fluke_thread_state s;
    struct target *t;
    int was_stopped, error = peek(o, &s, 0);

    if (error)
        return error;
    t = target_of(o);
    if (!t || start_tracer(t))
        return E_NO_MEMORY;
    error = hold(o, &s, &was_stopped);
    if (error)
        return error;
    t->mode = (u8)mode;
    t->session = session->number;
    t->start = s;
    return release(o, &s);
}

int target_step(struct object *o)
{
    return run_until(o, MODE_STEP);
}

int target_until(struct object *o, u32 cause, u32 entry)
{
    struct target *t;
    int error;

    if ((cause >= CAUSE_COUNT && cause != 0xff) || (entry > NO_ENTRY && entry != 0xff))
        return E_BAD_VALUE;
    error = run_until(o, MODE_UNTIL);
    t = o->target;
    if (!error && t) { /* the thread is less urgent than we are: it has not run yet */
        t->until_cause = (u8)cause;
        t->until_entry = (u8)entry;
    }
    return error;
}

int target_trace(struct object *o, int on)
{
    struct fluke_thread_state s;
    struct target *t;
    int was_stopped, error = peek(o, &s, 0);

    if (error)
        return error;
    if (!on && !o->target)
        return 0;
    t = target_of(o);
    if (!t || (on && start_tracer(t)))
        return E_NO_MEMORY;
    if (t->recording == on)
        return 0;
    t->recording = (u8)on;
    error = hold(o, &s, &was_stopped);
    if (error)
        return error;
    t->parked = (u8)was_stopped;
    if (armed(t))
        fluke_cond_signal((u32)&t->go);
    return put(o, &s, was_stopped);
}

/* Gives the thread a tracer while it may come to a breakpoint, or lets it do without. */
int target_watch(struct object *o, int on)
{
    struct fluke_thread_state s;
    struct target *t = o->target;
    int was_stopped, error;

    if (t ? t->watched == on : !on)
        return 0;
    error = peek(o, &s, 0);
    if (error)
        return error;
    t = target_of(o);
    if (!t || start_tracer(t))
        return E_NO_MEMORY;
    t->watched = (u8)on;
    error = hold(o, &s, &was_stopped);
    if (error)
        return error;
    t->parked = (u8)was_stopped;
    if (armed(t))
        fluke_cond_signal((u32)&t->go);
    return put(o, &s, was_stopped);
}

void target_forget_steps(u32 number)
{
    struct fluke_thread_state s;
    struct target *t;
    int was_stopped;

    for (t = targets; t < targets + target_count; t++)
        if (t->mode != MODE_NONE && t->session == number && !t->gone) {
            t->mode = MODE_NONE;
            if (hold(t->object, &s, &was_stopped) == 0)
                put(t->object, &s, was_stopped);
        }
}

void target_forget(u32 number)
{
    target_forget_steps(number);
    breaks_forget(number);
}

/* What a client has done to a thread goes into the trace, and the other clients hear of it. */
static void log_change(struct object *o, u32 cause, const struct fluke_thread_state *s)
{
    char line[40];
    struct text t = text_in(line, sizeof line);

    trace_log(o->id, cause, 0, (const u32 *)s);
    text_format(&t, "Fluke:%s;%x", cause_names[cause], o->id);
    session_tell_others(line);
}

int target_edit(struct object *o, const struct edit *edits, u32 count)
{
    struct fluke_thread_state s, old;
    u32 i;
    int was_stopped, error = peek(o, &s, 0);

    /* First on a copy: a wrong edit must not even stop the thread for a moment. */
    for (i = 0; i < count && !error; i++)
        error = register_set((u32 *)&s, edits[i].regnum, edits[i].value);
    if (error)
        return error;
    error = hold(o, &s, &was_stopped);
    if (error)
        return error;
    old = s;
    for (i = 0; i < count; i++)
        register_set((u32 *)&s, edits[i].regnum, edits[i].value);
    s.flags = (s.flags & ~THREAD_CAUSE_MASK) | CAUSE_EDIT << 24;
    error = put(o, &s, was_stopped);
    if (error)
        put(o, &old, was_stopped);
    else
        log_change(o, CAUSE_EDIT, &s);
    return error;
}

int target_interrupt(struct object *o)
{
    struct fluke_thread_state s;
    int error = peek(o, &s, 0);

    return error ? error : fluke_thread_interrupt(o->address) ? E_NO_THREAD : 0;
}

/* References and mutexes that name the thread lose it when it is destroyed: remember which. */
static void keep_names_of(struct target *t)
{
    struct object_state s;
    struct object *o;
    u32 hash;

    t->ref_count = t->mutex_count = 0;
    for (o = object_next(0); o; o = object_next(o)) {
        if (o->type == TYPE_REF && t->ref_count < MAX_KEPT_REFS) {
            if (fluke_ref_copy(o->address, scratch_ref(0)) == 0
                && ref_target(scratch_ref(0), &hash) == TYPE_THREAD + 1 && hash == t->object->hash)
                t->ref_address[t->ref_count++] = o->address;
        } else if (o->type == TYPE_MUTEX && t->mutex_count < MAX_KEPT_MUTEXES) {
            if (object_read(o, &s) && s.links[0] == t->object->id)
                t->mutex_address[t->mutex_count++] = o->address;
        }
    }
    ref_clear(scratch_ref(0), null_ref());
}

static void give_names_back(struct target *t)
{
    struct fluke_mutex_state m;
    u32 i, hash;

    for (i = 0; i < t->ref_count; i++)
        fluke_thread_reference(t->object->address, t->ref_address[i]);
    for (i = 0; i < t->mutex_count; i++) /* still locked, and nobody's: unless somebody unlocked it meanwhile */
        if (fluke_mutex_get_state(t->mutex_address[i], (u32)&m, scratch_ref(0)) == 0 && m.locked
            && ref_target(scratch_ref(0), &hash) == 0)
            fluke_mutex_set_state(t->mutex_address[i], 0, (u32)&t->ref);
}

/*
 * Stops the thread at the other end of a connection, so that it does not see the end of the connection:
 * unless it has left the connection already, which the thread will find out by itself.
 */
static int hold_peer(struct target *t, u32 n)
{
    struct object *peer = object_named_by((u32)&t->kept_ref[LINK_CLIENT + n]);
    struct object_state s;
    int was_stopped, error;

    t->peer[n] = 0;
    if (!peer || !object_read(peer, &s) || s.links[n == 0 ? LINK_SERVER : LINK_CLIENT] != t->object->id)
        return 0;
    error = hold(peer, &t->peer_state[n], &was_stopped);
    if (error)
        return error;
    t->peer[n] = peer;
    if (peer->target) {
        t->peer_parked[n] = peer->target->parked;
        peer->target->parked = 1;
    }
    if (!was_stopped)
        t->peer_state[n].flags &= ~THREAD_STOPPED;
    return 0;
}

/* The peer is what it was; a thread of that name at the other end of its connection again, if there is one. */
static void release_peer(struct target *t, u32 n)
{
    struct object *peer = t->peer[n];
    struct fluke_thread_state *s = &t->peer_state[n];
    int stopped = (s->flags & THREAD_STOPPED) != 0;
    u32 self = t->gone ? 0 : (u32)&t->ref;

    if (!peer)
        return;
    s->flags &= ~THREAD_TRACE;
    if (peer->target) {
        peer->target->parked = t->peer_parked[n];
        if (armed(peer->target)) {
            s->flags |= THREAD_TRACE;
            fluke_cond_signal((u32)&peer->target->go);
        }
    }
    s->flags = stopped ? s->flags | THREAD_STOPPED : s->flags & ~THREAD_STOPPED;
    /* Our server's link to its client, our client's to its server. */
    fluke_thread_set_state(peer->address, (u32)s, 0, 0, 0, n == 1 ? self : 0, n == 0 ? self : 0);
    t->peer[n] = 0;
}

int target_destroy(struct object *o)
{
    u32 refs[LINKS], i;
    struct target *t;
    int was_stopped, error = peek(o, &(struct fluke_thread_state){ 0 }, 0);

    if (error)
        return error;
    t = target_of(o);
    if (!t)
        return E_NO_MEMORY;
    for (i = 0; i < LINKS; i++) {
        refs[i] = (u32)&t->kept_ref[i];
        if (!t->has_refs && object_create(TYPE_REF, refs[i], 0))
            return E_NO_MEMORY;
    }
    t->has_refs = 1;
    error = hold(o, &t->state, &was_stopped);
    if (error)
        return error;
    t->parked = 1;
    t->mode = MODE_NONE;
    t->state.flags = 0;
    if (fluke_thread_get_state(o->address, (u32)&t->state, refs[0], refs[1], refs[2], refs[3], refs[4]))
        return E_NO_THREAD;
    objects_discover();
    keep_names_of(t);
    error = hold_peer(t, 0);
    if (!error)
        error = hold_peer(t, 1);
    if (!error && fluke_thread_destroy(o->address))
        error = E_NOT_NOW;
    if (error) {
        release_peer(t, 0);
        release_peer(t, 1);
        t->parked = (u8)was_stopped;
        put(o, &t->state, was_stopped);
        return error;
    }
    o->alive = 0;
    t->gone = t->kept = 1;
    report_drop(o);
    log_change(o, CAUSE_DESTROY, &t->state);
    return 0;
}

/* What target_destroy held back for the thread's return. */
static void reunite(struct target *t)
{
    u32 i;

    give_names_back(t);
    release_peer(t, 0);
    release_peer(t, 1);
    for (i = 0; i < LINKS; i++)
        ref_clear((u32)&t->kept_ref[i], null_ref());
}

int target_create(struct object *o)
{
    struct target *t = o->target;
    struct fluke_regs r;
    u32 *refs, i, kept[LINKS], hash;

    if (!t || !t->kept)
        return E_NOT_NOW;
    r = (struct fluke_regs){ .eax = o->address, .ebx = t->state.hash };
    fluke_call(ENTRY_thread_create, &r);
    if (r.eax)
        return r.eax == FLUKE_NO_MEMORY ? E_NO_MEMORY : E_NOT_NOW;
    refs = kept;
    for (i = 0; i < LINKS; i++)
        refs[i] = ref_target((u32)&t->kept_ref[i], &hash) ? (u32)&t->kept_ref[i] : 0;
    t->state.flags &= ~(THREAD_TRACE | THREAD_PEEK);
    t->state.flags |= THREAD_STOPPED | (t->recording ? THREAD_TRACE : 0);
    if (fluke_thread_set_state(o->address, (u32)&t->state, refs[0], refs[1], refs[2], refs[3], refs[4])) {
        fluke_thread_destroy(o->address);
        return E_BAD_VALUE;
    }
    o->alive = 1;
    t->gone = t->kept = 0;
    t->parked = 1;
    fluke_thread_reference(o->address, (u32)&t->ref);
    reunite(t);
    log_change(o, CAUSE_CREATE, &t->state);
    return 0;
}

/* Any object that is there now, at debugd's address. */
static struct object *object_at(u32 address)
{
    struct object *o;

    for (o = object_next(0); o; o = object_next(o))
        if (o->address == address)
            return o;
    return 0;
}

/* Points each of REFS at the object that its id in LINKS names, or at nothing. */
static int point_at(const u32 *links, const u32 *refs)
{
    static const u8 types[LINKS] = { TYPE_SPACE, TYPE_PORT, TYPE_COUNT, TYPE_THREAD, TYPE_THREAD };
    u32 i;

    for (i = 0; i < LINKS; i++) {
        const struct object *o = links[i] ? object_by_id(links[i]) : 0;

        if (links[i] && (!o || !o->alive || (types[i] != TYPE_COUNT && o->type != types[i])))
            return E_BAD_VALUE;
        ref_clear(refs[i], null_ref());
        if (o && object_reference(o->type, o->address, refs[i]))
            return E_BAD_VALUE;
    }
    return 0;
}

/* Gives a peer of a restored thread its end of the connection, unless it has another one. LINK is ours. */
static void join(struct object *o, u32 link, u32 id)
{
    struct object *peer = id ? object_by_id(id) : 0;
    struct fluke_thread_state s;
    struct object_state now;
    int was_stopped;

    if (!peer || !object_read(peer, &now) || now.links[link == LINK_CLIENT ? LINK_SERVER : LINK_CLIENT]
        || hold(peer, &s, &was_stopped))
        return;
    fluke_thread_reference(o->address, scratch_ref(0));
    fluke_thread_set_state(peer->address, 0, 0, 0, 0, link == LINK_SERVER ? scratch_ref(0) : 0,
        link == LINK_CLIENT ? scratch_ref(0) : 0);
    put(peer, &s, was_stopped);
}

/*
 * A thread with this frame and these links at ADDRESS: the one that is there, or a new one. A frame may come
 * from anywhere, so nothing of it is believed that set_state would not check.
 */
int target_restore(u32 address, const u32 *words, const u32 *links, u32 *tid)
{
    struct fluke_thread_state s;
    struct object *o;
    u32 refs[LINKS], i;
    int was_stopped, made = 0, kept = 0, error;

    if (address % OBJECT_SIZE || address >= info()->pool_bytes || !frame_is_legal(words))
        return E_BAD_VALUE;
    address += POOL_BASE;
    objects_discover();
    o = object_at(address);
    if (o && (o->type != TYPE_THREAD || (words[WORD_hash] && words[WORD_hash] != o->hash)))
        return E_NOT_NOW;
    for (i = 0; i < LINKS; i++)
        refs[i] = scratch_ref(i);
    if (o) {
        error = hold(o, &s, &was_stopped);
        if (error)
            return error;
    } else {
        struct fluke_regs r = { .eax = address, .ebx = words[WORD_hash] };

        fluke_call(ENTRY_thread_create, &r);
        if (r.eax)
            return r.eax == FLUKE_NO_MEMORY ? E_NO_MEMORY : E_NOT_NOW;
        made = 1;
        objects_discover();
        o = object_at(address);
        if (!o) {
            fluke_thread_destroy(address);
            return E_NO_MEMORY;
        }
    }
    error = point_at(links, refs);
    if (!error) {
        struct target *t = o->target;

        memcpy(&s, words, sizeof s);
        s.hash = o->hash;
        if (t) {
            kept = t->kept;
            t->gone = t->kept = 0;
            t->mode = MODE_NONE;
            t->parked = 1;
            fluke_thread_reference(address, (u32)&t->ref);
        }
        s.flags &= ~(THREAD_TRACE | THREAD_PEEK | THREAD_CAUSE_MASK);
        s.flags |= THREAD_STOPPED | CAUSE_CREATE << 24 | (t && armed(t) ? THREAD_TRACE : 0);
        if (fluke_thread_set_state(address, (u32)&s, refs[0], refs[1], refs[2], refs[3], refs[4]))
            error = E_BAD_VALUE;
    }
    if (error) {
        if (made) {
            fluke_thread_destroy(address);
            o->alive = 0;
        } else if (!was_stopped)
            target_resume(o);
        return error;
    }
    if (kept)
        reunite(o->target);
    join(o, LINK_CLIENT, links[LINK_CLIENT]);
    join(o, LINK_SERVER, links[LINK_SERVER]);
    report_drop(o);
    log_change(o, CAUSE_CREATE, &s);
    breaks_renew();
    *tid = o->id;
    return 0;
}

/* Has the frame moved on since the step began? Only where it names a restart point, or a call is over. */
static int step_done(const struct fluke_thread_state *from, const struct fluke_thread_state *to, u32 cause)
{
    if (entry_at(to->eip) == NO_ENTRY && cause != CAUSE_COMPLETE)
        return 0;
    return to->eax != from->eax || to->ebx != from->ebx || to->ecx != from->ecx || to->edx != from->edx
        || to->esi != from->esi || to->edi != from->edi || to->ebp != from->ebp || to->esp != from->esp
        || to->eip != from->eip || to->pr0 != from->pr0 || to->pr1 != from->pr1;
}

/* The thread was stopped by an event, unless something else has happened since. */
static void handle_event(struct target *t)
{
    struct fluke_thread_state s = { .flags = THREAD_PEEK };
    const struct object *awaited;
    u32 cause, entry, hits;
    int stop, fatal;

    if (fluke_thread_get_state(t->object->address, (u32)&s, 0, 0, scratch_ref(0), 0, 0)
        || !(s.flags & THREAD_STOPPED))
        return;
    awaited = object_named_by(scratch_ref(0));
    ref_clear(scratch_ref(0), null_ref());
    cause = THREAD_CAUSE(s.flags);
    entry = entry_at(s.eip);
    if (cause == CAUSE_COMPLETE && s.eip == ENTRY_BASE + ENTRY_thread_set_state * ENTRY_SIZE + ENTRY_RET)
        breaks_renew(); /* it may have let a new thread go; we are more urgent, so that has not run yet */
    /* Without a cause it did not stop for us: it was rolled back by a fault that nobody handles. */
    fatal = cause == CAUSE_NONE;
    if (fatal)
        cause = CAUSE_ROLL_BACK;
    if (t->recording)
        trace_log(t->object->id, cause, awaited ? awaited->id : 0, (u32 *)&s);
    hits = !fatal && t->watched && (cause == CAUSE_CALL || cause == CAUSE_ADVANCE) ? breaks_hit(t->object, entry) : 0;
    stop = fatal || hits || (t->mode == MODE_STEP && step_done(&t->start, &s, cause))
        || (t->mode == MODE_UNTIL && (t->until_cause == 0xff || t->until_cause == cause)
            && (t->until_entry == 0xff || t->until_entry == entry));
    if (!stop) {
        put(t->object, &s, 0);
        return;
    }
    t->mode = MODE_NONE;
    t->parked = 1;
    put(t->object, &s, 1);
    t->object->report_breaks = (u8)hits;
    report_add(t->object, fatal ? SIGNAL_FAULT : SIGNAL_TRAP, (u8)cause);
    main_wake();
}

static void tracer_main(u32 argument)
{
    struct target *t = (struct target *)argument;
    u32 status;

    big_lock();
    for (;;) {
        while (t->parked || t->gone || !armed(t))
            fluke_cond_wait((u32)&t->go, big_lock_mutex());
        big_unlock();
        status = fluke_thread_wait((u32)&t->ref);
        big_lock();
        if (status == FLUKE_DESTROYED && !t->kept && !t->parked) {
            t->gone = 1;
            t->object->alive = 0;
        } else if (!t->parked && !t->gone && armed(t)) {
            handle_event(t);
        }
    }
}
