/* SPDX-License-Identifier: BSD-2-Clause */
/* vFluke packets: what RSP has no word for. */
#include "user/debugd/debugd.h"

#define ALL_THREADS 0xffffffff
#define MAX_EDITS 64

/* ;HEX... ; null if that is not what P begins with. */
static const char *argument(const char *p, u32 *value)
{
    return p && *p == ';' ? parse_hex(p + 1, value) : 0;
}

/* Does ACTION to every thread of the scenario, in order of tid. */
static int each_scenario_thread(int (*action)(struct object *o, int on), int on)
{
    struct object *o, *next;
    u32 last = 0;
    int error = 0, e;

    objects_discover();
    for (;;) {
        next = 0;
        for (o = object_next(0); o; o = object_next(o))
            if (o->type == TYPE_THREAD && o->id > last && (!next || o->id < next->id) && object_is_scenario(o))
                next = o;
        if (!next)
            return error;
        last = next->id;
        e = action(next, on);
        if (e)
            error = e;
    }
}

static int resume_one(struct object *o, int on) { return target_resume(o); }
static int stop_one(struct object *o, int on) { return target_stop(o, 1); }

/* TID;REGNUM=VALUE;... */
static int edit(struct object *o, const char *p)
{
    struct edit edits[MAX_EDITS];
    u32 count = 0;

    while (p && *p) {
        if (count == MAX_EDITS)
            return E_MALFORMED;
        p = argument(p, &edits[count].regnum);
        if (!p || *p != '=')
            return E_MALFORMED;
        p = parse_hex(p + 1, &edits[count].value);
        count++;
    }
    return p && count ? target_edit(o, edits, count) : E_MALFORMED;
}

/* ADDRESS;WORD... ;LINK... : the words of a frame, then its links */
static void restore(const char *p)
{
    u32 words[FRAME_WORDS], links[5], address, tid, i;
    char line[20];
    struct text t = text_in(line, sizeof line);
    int error;

    p = argument(p, &address);
    for (i = 0; p && i < FRAME_WORDS; i++)
        p = argument(p, &words[i]);
    for (i = 0; p && i < 5; i++)
        p = argument(p, &links[i]);
    error = !p || *p ? E_MALFORMED : target_restore(address, words, links, &tid);
    if (error) {
        reply_error(error);
        return;
    }
    text_format(&t, "tid:%x", tid);
    reply_text(line);
}

/* TID */
static void stack(const char *p)
{
    struct object *o, *space;
    struct object_state s;
    char line[20];
    struct text t = text_in(line, sizeof line);
    u32 tid;

    p = argument(p, &tid);
    if (!p || *p) {
        reply_error(E_MALFORMED);
        return;
    }
    o = thread_by_tid(tid);
    space = o && object_read(o, &s) ? object_by_id(s.links[0]) : 0;
    if (!space) {
        reply_error(E_NO_THREAD);
        return;
    }
    objects_discover();
    memory_refresh();
    text_format(&t, "stack:%x", memory_stack_peak(space->hash, s.words[WORD_esp]));
    reply_text(line);
}

static int perform(char *packet)
{
    static const char *const names[] = {
        "edit", "stop", "resume", "step", "until", "interrupt", "trace", "destroy", "create",
        "break", "unbreak",
    };
    enum { EDIT, STOP, RESUME, STEP, UNTIL, INTERRUPT, TRACE, DESTROY, CREATE, BREAK, UNBREAK, COUNT };
    const char *p = 0;
    struct object *o;
    u32 what, tid, a, b;

    for (what = 0; what < COUNT; what++) {
        p = after_prefix(packet, names[what]);
        if (p && *p == ';')
            break;
    }
    if (what == COUNT)
        return -1;
    p = argument(p, &tid);
    if (!p)
        return E_MALFORMED;
    if (what == TRACE) {
        p = argument(p, &a);
        if (!p || a > 1)
            return E_MALFORMED;
    } else if (what == UNTIL || what >= BREAK) {
        p = argument(p, &a);
        p = argument(p, &b);
    }
    if (!p || (what != EDIT && *p))
        return E_MALFORMED;
    if (what >= BREAK) /* here the first number is the entry point */
        return what == BREAK ? break_add(tid, a, b) : break_remove(tid, a, b);
    if (tid == ALL_THREADS) {
        switch (what) {
        case STOP: return each_scenario_thread(stop_one, 0);
        case RESUME: return each_scenario_thread(resume_one, 0);
        case TRACE: return each_scenario_thread(target_trace, (int)a);
        default: return E_NO_THREAD;
        }
    }
    if (what == CREATE) {
        o = object_by_id(tid);
        return o && o->type == TYPE_THREAD ? target_create(o) : E_NO_THREAD;
    }
    o = thread_by_tid(tid);
    if (!o)
        return E_NO_THREAD;
    switch (what) {
    case EDIT: return edit(o, p);
    case STOP: return target_stop(o, 1);
    case RESUME: return target_resume(o);
    case STEP: return target_step(o);
    case UNTIL: return target_until(o, a, b);
    case INTERRUPT: return target_interrupt(o);
    case TRACE: return target_trace(o, (int)a);
    default: return target_destroy(o);
    }
}

void vfluke_packet(char *packet)
{
    const char *rest = after_prefix(packet, "restore");
    int error;

    if (rest && *rest == ';') {
        restore(rest);
        return;
    }
    rest = after_prefix(packet, "stack");
    if (rest && *rest == ';') {
        stack(rest);
        return;
    }
    error = perform(packet);

    if (error < 0)
        reply_text(""); /* as for any packet that we do not know */
    else
        reply_error(error);
}
