/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Breakpoints on entry points. The kernel has none: a thread that may come to one is traced, and stopped
 * when an event says that its frame has just come to the entry point, by a call or by advancing to it.
 */
#include "user/debugd/debugd.h"

#define MAX_BREAKS 64
static struct breakpoint { u8 session, entry, scope, lifted; u32 id; } breaks[MAX_BREAKS];
static u32 break_count;

static int covers(const struct breakpoint *b, struct object *o)
{
    return b->scope == BREAK_ALL ? object_is_scenario(o) : b->scope == BREAK_SPACE ? o->home == b->id : o->id == b->id;
}

/*
 * Where a breakpoint is for many threads, all of the scenario are watched: any of them may make a new one,
 * which has to be found before it runs.
 */
static int wants(struct object *o)
{
    u32 i;

    for (i = 0; i < break_count; i++)
        if (covers(&breaks[i], o) || (breaks[i].scope != BREAK_THREAD && object_is_scenario(o)))
            return 1;
    return 0;
}

static int renew(void)
{
    struct object_state s;
    struct object *o;
    int error = 0, e;

    objects_discover();
    memory_refresh();
    for (o = object_next(0); o; o = object_next(o)) {
        if (o->type != TYPE_THREAD || (!o->home && !object_read(o, &s)))
            continue;
        e = target_watch(o, wants(o));
        if (e && e != E_NOT_NOW && e != E_NO_THREAD) /* one of our own, or gone meanwhile */
            error = e;
    }
    return error || objects_are_all() ? error : E_NO_MEMORY;
}

void breaks_renew(void)
{
    u32 i;

    for (i = 0; i < break_count; i++)
        if (breaks[i].scope != BREAK_THREAD) {
            renew();
            return;
        }
}

static struct breakpoint *find(u32 entry, u32 scope, u32 id)
{
    struct breakpoint *b;

    for (b = breaks; b < breaks + break_count; b++)
        if (b->session == session->number && b->entry == entry && b->scope == scope && b->id == id)
            return b;
    return 0;
}

int break_add(u32 entry, u32 scope, u32 id)
{
    struct breakpoint *b;
    struct object *o;
    int error;

    if (entry >= ENTRY_COUNT || scope >= BREAK_SCOPES)
        return E_BAD_VALUE;
    if (scope == BREAK_ALL)
        id = 0;
    o = scope == BREAK_SPACE ? object_by_id(id) : thread_by_tid(id);
    if (scope != BREAK_ALL && (!o || !o->alive || o->type != (scope == BREAK_SPACE ? TYPE_SPACE : TYPE_THREAD)
        || o->hash == own_space_hash()))
        return E_NO_THREAD;
    b = find(entry, scope, id);
    if (b) {
        b->lifted = 0;
        return 0;
    }
    if (break_count == MAX_BREAKS)
        return E_NO_MEMORY;
    breaks[break_count++] = (struct breakpoint){ session->number, (u8)entry, (u8)scope, 0, id };
    error = renew();
    if (error)
        break_remove(entry, scope, id);
    return error;
}

int break_remove(u32 entry, u32 scope, u32 id)
{
    struct breakpoint *b = find(entry, scope, scope == BREAK_ALL ? 0 : id);

    if (!b)
        return 0;
    *b = breaks[--break_count];
    renew();
    return 0;
}

/*
 * In all-stop mode gdb takes its breakpoints away whenever it has stopped, for it thinks that so has everything
 * else. They stay until it goes on without having put them back.
 */
void break_lift(u32 entry)
{
    struct breakpoint *b = find(entry, BREAK_ALL, 0);

    if (b)
        b->lifted = 1;
}

static void forget(u32 number, int lifted_only)
{
    u32 i, before = break_count;

    for (i = 0; i < break_count;)
        if (breaks[i].session == number && (!lifted_only || breaks[i].lifted))
            breaks[i] = breaks[--break_count];
        else
            i++;
    if (break_count != before)
        renew();
}

void breaks_forget(u32 number)
{
    forget(number, 0);
}

void breaks_forget_lifted(void)
{
    forget(session->number, 1);
}

u32 breaks_hit(struct object *o, u32 entry)
{
    u32 hits = 0, i;

    for (i = 0; i < break_count; i++)
        if (breaks[i].entry == entry && covers(&breaks[i], o))
            hits |= 1u << breaks[i].session;
    return hits;
}

void breaks_list(struct text *t)
{
    static const char *const scopes[] = { "all threads", "the threads of space", "thread" };
    u32 i;

    for (i = 0; i < break_count; i++) {
        text_format(t, "client %u: %s, %s", breaks[i].session, entry_names[breaks[i].entry], scopes[breaks[i].scope]);
        if (breaks[i].scope != BREAK_ALL)
            text_format(t, " %u", breaks[i].id);
        text_put(t, '\n');
    }
}
