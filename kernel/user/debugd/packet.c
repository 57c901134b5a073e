/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The standard packets of the remote serial protocol. In all-stop mode the debugger believes that all
 * threads stand still while it does not wait for a stop; they do not: reads peek, and edits stop one
 * thread for a moment.
 */
#include "user/debugd/debugd.h"

#define SIGNAL_INTERRUPT 2
#define ANY_THREAD 0
#define EVERY_THREAD 0xffffffff
#define MAX_MEMORY (PACKET_SIZE / 2 - 16) /* bytes in one packet */

static char reply_buffer[PACKET_SIZE];

const char *parse_hex(const char *p, u32 *value)
{
    u32 n = 0, digits = 0;

    for (;; p++, digits++) {
        char c = *p;

        if (c >= '0' && c <= '9')
            c -= '0';
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            c = (char)((c | 0x20) - 'a' + 10);
        else
            break;
        if (n >> 28)
            return 0;
        n = n << 4 | (u32)c;
    }
    *value = n;
    return digits ? p : 0;
}

/* A thread id: hex, or -1 for all. */
static const char *parse_tid(const char *p, u32 *tid)
{
    if (p[0] == '-' && p[1] == '1') {
        *tid = EVERY_THREAD;
        return p + 2;
    }
    return parse_hex(p, tid);
}

/* COUNT bytes of hex digits; null if they are not there. */
static const char *parse_bytes(const char *p, u8 *to, u32 count)
{
    for (; count; count--, p += 2) {
        char digits[3] = { p[0], p[0] ? p[1] : 0, 0 };
        u32 value;
        const char *end = parse_hex(digits, &value);

        if (!end || end != digits + 2)
            return 0;
        *to++ = (u8)value;
    }
    return p;
}

void reply_text(const char *text)
{
    rsp_reply(text, strlen(text));
}

void reply_error(int error)
{
    char text[4] = { 'E', '0', (char)('0' + error), 0 };

    reply_text(error ? text : "OK");
}

void put_bytes(struct text *t, const void *data, u32 bytes)
{
    const u8 *p = data;

    while (bytes--)
        text_format(t, "%02x", *p++);
}

/* The thread a debugger sees first: one of the scenario if there is one. */
static u32 default_tid(void)
{
    struct object *o, *first = 0, *scenario = 0;
    struct object_state s;
    u32 own = own_space_hash();

    objects_discover();
    for (o = object_next(0); o; o = object_next(o)) {
        if (o->type != TYPE_THREAD)
            continue;
        if (!scenario && object_is_scenario(o))
            scenario = o;
        if (!first && object_read(o, &s)) {
            const struct object *space = object_by_id(s.links[0]);

            if (space && space->hash != own)
                first = o;
        }
    }
    return scenario ? scenario->id : first ? first->id : 1;
}

static struct object *general_thread(void)
{
    struct object *o = session->general_tid && session->general_tid != EVERY_THREAD ? thread_by_tid(session->general_tid) : 0;

    if (!o && (!session->general_tid || session->general_tid == EVERY_THREAD)) {
        session->general_tid = default_tid();
        o = thread_by_tid(session->general_tid);
    }
    return o;
}

static void put_report(struct text *t, const struct object *o)
{
    text_format(t, "T%02xthread:%x;", o->report_signal, o->id);
    if (o->report_cause != CAUSE_NONE && o->report_cause < CAUSE_COUNT)
        text_format(t, "fluke-cause:%s;", cause_names[o->report_cause]);
    if (session->knows_swbreak && o->report_breaks & 1 << session->number)
        text_format(t, "swbreak:;");
}

void packet_report_stops(void)
{
    struct object *r = report_first();
    char line[80];
    struct text t = text_in(line, sizeof line);

    if (!r)
        return;
    if (session->non_stop && !session->notified) {
        text_format(&t, "Stop:");
        put_report(&t, r);
        session->notified = 1;
        session->notified_tid = r->id;
        rsp_notify(line);
    } else if (!session->non_stop && session->awaits_stop) {
        if (session->awaited_tid != EVERY_THREAD)
            r = object_by_id(session->awaited_tid);
        if (!r || !(r->reported & 1 << session->number))
            return;
        put_report(&t, r);
        session->general_tid = r->id;
        report_take(r);
        session->awaits_stop = 0;
        reply_text(line);
    }
}

/* The next report as an answer (to vStopped or ?), or OK at the end. */
static void reply_next_report(void)
{
    struct object *r = report_first();
    char line[80];
    struct text t = text_in(line, sizeof line);

    session->notified = r != 0;
    if (r) {
        session->notified_tid = r->id;
        put_report(&t, r);
        reply_text(line);
    } else {
        reply_text("OK");
    }
}

static void stopped_packet(void)
{
    struct object *r = report_first();

    if (r && session->notified && r->id == session->notified_tid)
        report_take(r);
    if (session->first_round) {
        session->first_round = session->notified = 0;
        reply_text("OK");
        return;
    }
    reply_next_report();
}

/*
 * "?": why is it stopped? In non-stop mode: begins a round of reports of all stopped threads. Only the
 * first is part of that round, the others follow as notifications: gdb 13 fails an assertion when it
 * gets several before it has finished connecting.
 */
static void question_packet(void)
{
    struct object *o;
    char line[80];
    struct text t = text_in(line, sizeof line);

    session->awaits_stop = 0;
    report_clear();
    if (session->non_stop) {
        objects_discover();
        for (o = object_next(0); o; o = object_next(o))
            if (o->type == TYPE_THREAD && target_is_stopped(o))
                report_add_here(o, 0, CAUSE_NONE);
        reply_next_report();
        session->first_round = session->notified;
        return;
    }
    session->general_tid = default_tid();
    text_format(&t, "T00thread:%x;", session->general_tid);
    reply_text(line);
}

/* FEATURES of the client: feature+;feature-;... */
static int supports(const char *features, const char *feature)
{
    for (; *features; features++)
        if ((features[-1] == ':' || features[-1] == ';') && after_prefix(features, feature))
            return 1;
    return 0;
}

static void supported_packet(const char *p)
{
    session_begin(1);
    if (*p == ':') {
        session->knows_fluke = (u8)supports(p + 1, "vFluke+");
        session->knows_swbreak = (u8)supports(p + 1, "swbreak+");
    }
    reply_text("PacketSize=" PACKET_SIZE_TEXT ";QStartNoAckMode+;QNonStop+;qXfer:features:read+;qXfer:threads:read+;"
        "qXfer:osdata:read+;qXfer:fluke-snapshot:read+;qXfer:fluke-trace:read+;vContSupported+;swbreak+;vFluke+");
}

static void detach_packet(void)
{
    reply_error(0);
    session_begin(0);
}

static void list_threads(int first)
{
    struct text t = text_in(reply_buffer, sizeof reply_buffer);
    struct object *o;
    u32 last = first ? 0 : session->listed, n = 0;

    if (first)
        objects_discover();
    text_put(&t, 'm');
    for (o = object_next(0); o && n < 1000; o = object_next(o))
        if (o->type == TYPE_THREAD && o->id > last) {
            text_format(&t, n++ ? ",%x" : "%x", o->id);
            session->listed = o->id;
        }
    reply_text(n ? reply_buffer : "l");
}

static void thread_extra_info(const char *p)
{
    char line[160];
    struct text description = text_in(line, sizeof line), t = text_in(reply_buffer, sizeof reply_buffer);
    struct object *o;
    u32 tid;

    p = parse_tid(p, &tid);
    if (!p || *p) {
        reply_error(E_MALFORMED);
        return;
    }
    o = thread_by_tid(tid);
    if (!o) {
        reply_error(E_NO_THREAD);
        return;
    }
    if (*object_name(o))
        text_format(&description, "%s, ", object_name(o));
    describe_thread(&description, o);
    put_bytes(&t, line, description.used);
    reply_text(reply_buffer);
}

/* Hg, Hc */
static void select_packet(const char *p)
{
    u32 tid;
    const char *end = *p == 'g' || *p == 'c' ? parse_tid(p + 1, &tid) : 0;

    if (!end || *end)
        reply_error(E_MALFORMED);
    else if (tid != ANY_THREAD && tid != EVERY_THREAD && !thread_by_tid(tid))
        reply_error(E_NO_THREAD);
    else {
        if (*p == 'g')
            session->general_tid = tid;
        reply_error(0);
    }
}

static void alive_packet(const char *p)
{
    u32 tid;

    p = parse_tid(p, &tid);
    reply_error(!p || *p ? E_MALFORMED : thread_by_tid(tid) ? 0 : E_NO_THREAD);
}

static void put_register(struct text *t, const u32 *words, u32 regnum)
{
    u32 value, i;

    if (register_get(words, regnum, &value))
        put_bytes(t, &value, sizeof value);
    else
        for (i = 0; i < (u32)register_bytes(regnum); i++)
            text_format(t, "xx");
}

/* g, and p REGNUM */
static void read_registers(const char *p, int one)
{
    struct text t = text_in(reply_buffer, sizeof reply_buffer);
    struct object *o = general_thread();
    struct object_state s;
    u32 regnum;

    if (one) {
        p = parse_hex(p, &regnum);
        if (!p || *p) {
            reply_error(E_MALFORMED);
            return;
        }
        if (regnum >= REGISTER_COUNT) {
            reply_error(E_NO_REGISTER);
            return;
        }
    } else if (*p) {
        reply_error(E_MALFORMED);
        return;
    }
    if (!o || !object_read(o, &s)) {
        reply_error(E_NO_THREAD);
        return;
    }
    if (one)
        put_register(&t, s.words, regnum);
    else
        for (regnum = 0; regnum < REGISTER_COUNT; regnum++)
            put_register(&t, s.words, regnum);
    reply_text(reply_buffer);
}

/* P REGNUM=VALUE */
static void write_register(const char *p)
{
    struct object *o;
    struct edit e;
    u8 bytes[10] = { 0 };

    p = parse_hex(p, &e.regnum);
    if (!p || *p != '=') {
        reply_error(E_MALFORMED);
        return;
    }
    if (e.regnum >= REGISTER_COUNT || register_bytes(e.regnum) != 4) {
        reply_error(E_NO_REGISTER);
        return;
    }
    p = parse_bytes(p + 1, bytes, 4);
    if (!p || *p) {
        reply_error(E_MALFORMED);
        return;
    }
    memcpy(&e.value, bytes, 4);
    o = general_thread();
    reply_error(o ? target_edit(o, &e, 1) : E_NO_THREAD);
}

/*
 * G: all registers, in which what the thread does not have may be anything (x). eip comes before the
 * register entry that is derived from it; of the two the one that differs from the frame counts.
 */
static void write_registers(const char *p)
{
    struct edit edits[REGISTER_COUNT];
    struct object *o = general_thread();
    struct object_state s;
    u32 regnum, count = 0, value, old;
    u8 bytes[4];

    if (!o || !object_read(o, &s)) {
        reply_error(E_NO_THREAD);
        return;
    }
    for (regnum = 0; regnum < REGISTER_COUNT; regnum++) {
        u32 digits = (u32)register_bytes(regnum) * 2, i;

        for (i = 0; i < digits && p[i]; i++)
            ;
        if (i < digits) {
            reply_error(E_MALFORMED);
            return;
        }
        if (register_get(s.words, regnum, &old) && *p != 'x') {
            if (!parse_bytes(p, bytes, 4)) {
                reply_error(E_MALFORMED);
                return;
            }
            memcpy(&value, bytes, 4);
            if (value != old)
                edits[count++] = (struct edit){ regnum, value };
        }
        p += digits;
    }
    reply_error(*p ? E_MALFORMED : count ? target_edit(o, edits, count) : 0);
}

/* The hash of the space in which memory packets act. */
static int memory_space(u32 *hash)
{
    struct object *o = general_thread(), *space;
    struct object_state s;

    if (!o || !object_read(o, &s))
        return 0;
    space = object_by_id(s.links[0]);
    if (!space)
        return 0;
    objects_discover();
    memory_refresh();
    *hash = space->hash;
    return 1;
}

/* debugd's address of what SPACE shows at ADDRESS; 0 if nothing. The kernel's pages are the same in every space. */
static u32 reach(u32 space, u32 address, u32 *left, int write)
{
    if (!write && (address & ~PAGE_MASK) == (ENTRY_BASE & ~PAGE_MASK)) {
        *left = PAGE_SIZE - (address & PAGE_MASK);
        return address;
    }
    if (!write && (address & ~PAGE_MASK) == ABI_BASE) {
        *left = PAGE_SIZE - (address & PAGE_MASK);
        return address;
    }
    return memory_resolve(space, address, left);
}

/* m ADDRESS,LENGTH */
static void read_memory(const char *p)
{
    struct text t = text_in(reply_buffer, sizeof reply_buffer);
    u32 address, length, space, from, left;

    p = parse_hex(p, &address);
    p = p && *p == ',' ? parse_hex(p + 1, &length) : 0;
    if (!p || *p) {
        reply_error(E_MALFORMED);
        return;
    }
    if (length > MAX_MEMORY)
        length = MAX_MEMORY; /* a shorter answer is legal */
    if (!memory_space(&space)) {
        reply_error(E_NO_THREAD);
        return;
    }
    while (length) {
        from = reach(space, address, &left, 0);
        if (!from)
            break;
        if (left > length)
            left = length;
        put_bytes(&t, (void *)from, left);
        length -= left;
        address += left;
    }
    if (!t.used && length)
        reply_error(E_BAD_ADDRESS);
    else
        reply_text(reply_buffer);
}

/* M ADDRESS,LENGTH:HEX and X ADDRESS,LENGTH:BINARY */
static void write_memory(const char *p, u32 bytes, int binary)
{
    static u8 data[PACKET_SIZE];
    const char *start = p;
    u32 address, length, space, to, left, done;

    p = parse_hex(p, &address);
    p = p && *p == ',' ? parse_hex(p + 1, &length) : 0;
    if (!p || *p != ':' || length > sizeof data) {
        reply_error(E_MALFORMED);
        return;
    }
    p++;
    bytes -= (u32)(p - start);
    if (bytes != (binary ? length : length * 2) || (!binary && !parse_bytes(p, data, length))) {
        reply_error(E_MALFORMED);
        return;
    }
    if (binary)
        memcpy(data, p, length);
    if (length && !memory_space(&space)) {
        reply_error(E_NO_THREAD);
        return;
    }
    /* All of it or nothing. */
    for (done = 0; done < length; done += left)
        if (!reach(space, address + done, &left, 1)) {
            reply_error(E_BAD_ADDRESS);
            return;
        }
    for (done = 0; done < length; done += left) {
        to = reach(space, address + done, &left, 1);
        if (left > length - done)
            left = length - done;
        memcpy((void *)to, data + done, left);
    }
    reply_error(0);
}

/* One ;ACTION[:TID] of a vCont. Returns what follows, null if malformed. */
static const char *parse_action(const char *p, char *action, u32 *tid)
{
    u32 signal;

    if (*p != ';')
        return 0;
    *action = *++p;
    p++;
    if (*action == 'C' || *action == 'S') { /* we deliver no signals: like c and s */
        *action |= 0x20;
        p = parse_hex(p, &signal);
        if (!p)
            return 0;
    }
    if (*action != 'c' && *action != 's' && *action != 't')
        return 0;
    *tid = EVERY_THREAD;
    if (*p == ':') {
        p = parse_tid(p + 1, tid);
        if (!p)
            return 0;
        if (*tid == ANY_THREAD)
            *tid = session->general_tid ? session->general_tid : default_tid();
    }
    return *p == 0 || *p == ';' ? p : 0;
}

static int act(struct object *o, char action)
{
    return action == 'c' ? target_resume(o) : action == 's' ? target_step(o) : target_stop(o, 1);
}

/* For each thread the first action that names it counts. Without a name an action means all threads of the scenario. */
static void continue_packet(const char *packet)
{
    const char *p;
    struct object *o;
    u32 tid;
    char action;
    int error = 0;

    if (*packet == 0) {
        reply_error(E_MALFORMED);
        return;
    }
    for (p = packet; *p;) { /* nothing is done unless all of it can be read */
        p = parse_action(p, &action, &tid);
        if (!p) {
            reply_error(E_MALFORMED);
            return;
        }
        if (tid != EVERY_THREAD && !thread_by_tid(tid)) {
            reply_error(E_NO_THREAD);
            return;
        }
    }
    if (!session->non_stop && packet[1] == 'c')
        breaks_forget_lifted();
    objects_discover();
    for (o = object_next(0); o; o = object_next(o)) {
        if (o->type != TYPE_THREAD)
            continue;
        for (p = packet; *p;) {
            p = parse_action(p, &action, &tid);
            if (tid != o->id && (tid != EVERY_THREAD || !object_is_scenario(o)))
                continue;
            /* In all-stop mode the debugger has still to hear of what came to a breakpoint while it was not listening. */
            if (!session->non_stop && tid == EVERY_THREAD && o->reported & o->report_breaks & 1 << session->number)
                break;
            int e = act(o, action);

            if (e && tid != EVERY_THREAD)
                error = e;
            break;
        }
    }
    if (error || session->non_stop) {
        reply_error(error);
        return;
    }
    /* Where one thread alone is to go on, gdb fails an assertion if another one reports. */
    p = parse_action(packet, &action, &tid);
    session->awaited_tid = *p ? EVERY_THREAD : tid;
    session->awaits_stop = 1;
    packet_report_stops();
}

/* Z0 and Z1 ADDRESS,KIND: a breakpoint, which can only be at an entry point, for all threads. z takes it back. */
static void break_packet(const char *p, int set)
{
    u32 address, kind;

    if ((*p != '0' && *p != '1') || p[1] != ',') {
        reply_text(*p >= '2' && *p <= '4' ? "" : "E01");
        return;
    }
    p = parse_hex(p + 2, &address);
    p = p && *p == ',' ? parse_hex(p + 1, &kind) : 0;
    if (!p || *p)
        reply_error(E_MALFORMED);
    else if (entry_at(address) == NO_ENTRY)
        reply_error(E_BAD_ADDRESS);
    else if (set)
        reply_error(break_add(entry_at(address), BREAK_ALL, 0));
    else if (session->non_stop)
        reply_error(break_remove(entry_at(address), BREAK_ALL, 0));
    else {
        break_lift(entry_at(address));
        reply_error(0);
    }
}

/* The byte 0x03: in all-stop mode the debugger wants its prompt back. */
void packet_break(void)
{
    char line[32];
    struct text t = text_in(line, sizeof line);

    if (session->non_stop || !session->awaits_stop)
        return;
    session->awaits_stop = 0;
    target_forget_steps(session->number);
    if (!general_thread())
        session->general_tid = default_tid();
    text_format(&t, "T%02xthread:%x;", SIGNAL_INTERRUPT, session->general_tid);
    reply_text(line);
}

/* monitor COMMAND */
static void command_packet(const char *p)
{
    char command[64];
    u32 n = strlen(p) / 2;

    if (strlen(p) % 2 || n >= sizeof command || !parse_bytes(p, (u8 *)command, n)) {
        reply_error(E_MALFORMED);
        return;
    }
    command[n] = 0;
    monitor_command(command);
}

static void current_thread(void)
{
    char line[16];
    struct text t = text_in(line, sizeof line);
    struct object *o = general_thread();

    text_format(&t, "QC%x", o ? o->id : 1);
    reply_text(line);
}

static void set_non_stop(const char *p)
{
    if ((*p != '0' && *p != '1') || p[1]) {
        reply_error(E_MALFORMED);
        return;
    }
    session->non_stop = *p == '1';
    session->awaits_stop = session->notified = session->first_round = 0;
    reply_error(0);
}

static void query(char *p)
{
    const char *rest;

    if ((rest = after_prefix(p, "qSupported")))
        supported_packet(rest);
    else if (strcmp(p, "QStartNoAckMode") == 0) {
        reply_error(0);
        rsp_set_ack(0);
    } else if ((rest = after_prefix(p, "QNonStop:")))
        set_non_stop(rest);
    else if ((rest = after_prefix(p, "qXfer:")))
        transfer_packet(rest);
    else if (strcmp(p, "qC") == 0)
        current_thread();
    else if (strcmp(p, "qfThreadInfo") == 0)
        list_threads(1);
    else if (strcmp(p, "qsThreadInfo") == 0)
        list_threads(0);
    else if ((rest = after_prefix(p, "qThreadExtraInfo,")))
        thread_extra_info(rest);
    else if (after_prefix(p, "qAttached"))
        reply_text("1");
    else if ((rest = after_prefix(p, "qRcmd,")))
        command_packet(rest);
    else
        reply_text("");
}

void packet_handle(char *p, u32 bytes)
{
    const char *rest;

    switch (p[0]) {
    case 'q': case 'Q': query(p); break;
    case '!': reply_error(0); break;
    case '?': question_packet(); break;
    case 'H': select_packet(p + 1); break;
    case 'T': alive_packet(p + 1); break;
    case 'g': read_registers(p + 1, 0); break;
    case 'p': read_registers(p + 1, 1); break;
    case 'P': write_register(p + 1); break;
    case 'G': write_registers(p + 1); break;
    case 'm': read_memory(p + 1); break;
    case 'M': write_memory(p + 1, bytes - 1, 0); break;
    case 'X': write_memory(p + 1, bytes - 1, 1); break;
    case 'Z': break_packet(p + 1, 1); break;
    case 'z': break_packet(p + 1, 0); break;
    case 'D': detach_packet(); break;
    case 'v':
        if (strcmp(p, "vCont?") == 0)
            reply_text("vCont;c;C;s;S;t"); /* gdb takes no vCont without C and S */
        else if ((rest = after_prefix(p, "vCont")))
            continue_packet(rest);
        else if (strcmp(p, "vStopped") == 0)
            stopped_packet();
        else if (after_prefix(p, "vFluke:"))
            vfluke_packet(p + 7);
        else
            reply_text("");
        break;
    case 'k': /* a kernel is not killed from here, and k has no answer */
        break;
    default:
        reply_text("");
    }
}

void packet_overlong(void)
{
    reply_error(E_MALFORMED);
}
