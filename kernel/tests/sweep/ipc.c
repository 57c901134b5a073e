/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scenes of IPC. Each is a script of calls that the two ends make in turn; one of them is made with the timer
 * counting. What a message is made of, and where its memory comes from, varies from scene to scene.
 */
#include "sweep.h"
#include "user/lib/string.h"

enum end { CLIENT, SERVER };

/* What the messages are. */
enum shape {
    PLAIN,      /* one buffer, which crosses a page's end, on each side at another word */
    PIECES,     /* several buffers, cut differently on the two sides */
    REFS,       /* with references, one of them null */
    LONG,       /* beyond two preemption points */
    SHORT,      /* larger than the receiver's buffers: data, then references are left over */
    NO_WORDS,   /* only the minimum */
};

/* Where their memory comes from. */
enum memory { OWN, SENDER_PAGER, RECEIVER_PAGER, BOTH_PAGERS, LEVELS, LEVELS_PAGER };

#define WORDS 96
#define LONG_WORDS 5000
#define REF_COUNT 3
#define BEFORE_PAGE_END(words) (PAGE_SIZE - 4 * (words))

/* One end: what it sends and where it receives, as main sees it. */
struct ends {
    struct subject *subject;
    struct fluke_params *params;
    u32 out, in, in_words;
    u32 refs_out[REF_COUNT], refs_in[REF_COUNT];
};

static struct ends ends[2];
static u32 pset, port_ref, mutex;
static struct { struct window window; u32 page, count; } windows[4];
static u32 window_count;
static const struct scene *playing;

#define SHAPE(scene) ((enum shape)((scene)->type >> 8 & 15))
#define MEMORY(scene) ((enum memory)((scene)->type >> 12 & 15))

/* Lasting pages for messages: each of the four ends of transfers has its own. */
#define BUFFER_PAGES ((LONG_WORDS + 48) / 1024 + 2)

/*
 * Memory for a message, filled with FILL, FILL + STEP, ...: returns where main sees it; *ADDRESS is where the ends do.
 * The first page is there already.
 */
static u32 buffer(u32 index, u32 words, u32 before_end, int sends, u32 fill, u32 step, u32 *address)
{
    static u32 lasting[4];
    enum memory memory = MEMORY(playing);
    u32 count = (words + before_end) / 1024 + 2, page, base;
    struct window *w = &windows[window_count].window;
    int paged = memory == BOTH_PAGERS || memory == LEVELS_PAGER || memory == (sends ? SENDER_PAGER : RECEIVER_PAGER);

    if (!lasting[index])
        lasting[index] = page_alloc(BUFFER_PAGES);
    page = lasting[index];
    *address = page + BEFORE_PAGE_END(before_end);
    for (u32 i = 0; i <= words; i++, fill += step)
        ((u32 *)*address)[i] = fill;
    if (paged || memory == LEVELS) {
        base = WINDOW_BASE + window_count * 0x100000;
        if (memory == LEVELS || memory == LEVELS_PAGER)
            nested_window(w, base, count);
        else
            window_open(w, base, count, root_space_ref());
        for (u32 i = 0; i < (paged ? 1 : count); i++)
            window_supply(w, i * PAGE_SIZE, page + i * PAGE_SIZE);
        windows[window_count].page = page;
        windows[window_count++].count = paged ? count : 0;
        *address = base + BEFORE_PAGE_END(before_end);
    }
    return page + BEFORE_PAGE_END(before_end);
}

/* All that the pager can be asked for, in one go. */
static void pager_step(void)
{
    if (MEMORY(playing) == OWN || !pager()->subject->finished)
        return;
    for (u32 i = 0; i < window_count; i++)
        while (windows[i].count > 1) {
            u32 offset = --windows[i].count * PAGE_SIZE;
            window_supply(&windows[i].window, offset, windows[i].page + offset);
        }
    serve_pager();
}

static void end_open(enum end e, u32 params)
{
    static const u8 before_end[2][2] = { { 40, 48 }, { 8, 24 } };    /* receives, sends */
    static struct fluke_buffer tables[2][4];
    struct ends *s = &ends[e];
    enum shape shape = SHAPE(playing);
    u32 words = shape == LONG ? LONG_WORDS : shape == NO_WORDS ? MIN_MSG_WORDS : WORDS, in, out;
    struct fluke_buffer *table = tables[e];
    int pieces = shape == PIECES || shape == SHORT;

    s->params = (struct fluke_params *)params + e;
    s->in_words = shape == SHORT ? 40 : words;
    s->out = buffer(e, words, before_end[e][1], 1, (e + 1) * 0x10000, 1, &out);
    s->in = buffer(2 + e, s->in_words, before_end[e][0], 0, 0, 0, &in);
    *s->params = (struct fluke_params){ .send_words = words, .send_address = out, .recv_words = s->in_words, .recv_address = in };
    if (pieces) {
        table[0] = (struct fluke_buffer){ 36, out + 20 * 4 };
        table[1] = (struct fluke_buffer){ 40, out + 56 * 4 };
        table[2] = (struct fluke_buffer){ s->in_words - 30, in + 30 * 4 };
        s->params->send_words = 20;
        s->params->send_buffers = 2;
        s->params->send_table = (u32)table;
        s->params->recv_words = 30;
        s->params->recv_buffers = 1;
        s->params->recv_table = (u32)(table + 2);
    }
    if (shape == REFS || shape == SHORT) {
        for (u32 i = 0; i < REF_COUNT; i++) {
            s->refs_out[i] = i == 1 ? make_ref(TYPE_COUNT, 0) : make_ref(TYPE_MUTEX, mutex);
            s->refs_in[i] = make_ref(TYPE_PSET, pset);
        }
        s->params->send_refs = REF_COUNT;
        s->params->send_ref_table = (u32)s->refs_out;
        s->params->recv_refs = shape == SHORT ? 1 : REF_COUNT;
        s->params->recv_ref_table = (u32)s->refs_in;
    }
}

static void open(const struct scene *scene, enum end caller)
{
    struct fluke_port_state s = { .alias = 7 };
    u32 port = make(TYPE_PORT), params = pages(1);

    playing = scene;
    window_count = 0;
    if (MEMORY(scene) != OWN)
        pager();
    ends[caller].subject = actor(10);
    ends[!caller].subject = actor(9);
    pset = make(TYPE_PSET);
    mutex = make(TYPE_MUTEX);
    fluke_mutex_lock(mutex);
    fluke_port_set_state(port, (u32)&s, make_ref(TYPE_PSET, pset));
    port_ref = make_ref(TYPE_PORT, port);
    end_open(CLIENT, params);
    end_open(SERVER, params);
}

/* ---- The steps ---- */

static struct fluke_regs arguments(enum end e, u32 entry)
{
    const struct fluke_params *p = ends[e].params;
    u32 thread = ends[e].subject->thread;

    switch (entry) {
    case ENTRY_ipc_call: case ENTRY_ipc_send: case ENTRY_ipc_client_connect_send:
    case ENTRY_ipc_client_connect_send_over_receive:
        return (struct fluke_regs){ .eax = port_ref, .ebx = (u32)p };
    case ENTRY_ipc_setup_wait_receive:
        return (struct fluke_regs){ .eax = pset, .ebx = (u32)p };
    case ENTRY_ipc_client_receive: case ENTRY_ipc_server_receive:
        return (struct fluke_regs){ .eax = p->recv_refs << 8 | p->recv_buffers, .ecx = p->recv_words, .esi = p->recv_address,
            .edi = p->recv_table, .edx = p->recv_ref_table };
    case ENTRY_mutex_lock:
        return (struct fluke_regs){ .eax = mutex };
    case ENTRY_thread_enable_exceptions: case ENTRY_thread_disable_exceptions:
        return (struct fluke_regs){ .eax = thread };
    case ENTRY_ipc_client_alert: case ENTRY_ipc_server_alert:
        return (struct fluke_regs){ .ebx = 0x5a };
    default:
        return (struct fluke_regs){ .ebx = (u32)p, .eax = p->send_refs << 8 | p->send_buffers, .ecx = p->send_words,
            .esi = p->send_address, .edi = p->send_table, .edx = p->send_ref_table };
    }
}

static void make_call(enum end e, u32 entry)
{
    start_call(ends[e].subject, entry, arguments(e, entry));
    settle();
    pager_step();
}

/* What is more than one call, or no end's. */
enum { END, CONNECT = ENTRY_COUNT, TURN, SERVE_ON, SERVE_AGAIN, PORTSET, UNLOCK };

/* A receiver without room, left alone with a word that it can't take, returns; so does the sender then. */
static void leave(enum end receiver, enum end sender)
{
    start(ends[sender].subject, sender == CLIENT ? ENTRY_ipc_client_send : ENTRY_ipc_server_send, .ecx = 1, .esi = ends[sender].out);
    settle();
    must(!ends[receiver].subject->finished, "leave");
    start(ends[sender].subject, ENTRY_thread_self, .eax = 0);
    settle();
}

/* Both are in no call; the client is the sender, or (turn) the server. */
static void connected(int turn)
{
    struct fluke_params kept[2] = { *ends[0].params, *ends[1].params };
    struct fluke_params *c = ends[CLIENT].params, *s = ends[SERVER].params;

    /* Only the minimum, in the first two words, and no room for more. */
    *c = (struct fluke_params){ .send_words = MIN_MSG_WORDS, .send_address = ends[CLIENT].out };
    *s = (struct fluke_params){ .send_words = 0 };
    make_call(SERVER, ENTRY_ipc_setup_wait_receive);
    make_call(CLIENT, ENTRY_ipc_client_connect_send);
    leave(SERVER, CLIENT);
    if (turn) {
        make_call(CLIENT, ENTRY_ipc_client_over_receive);
        make_call(SERVER, ENTRY_ipc_server_ack_send);
        leave(CLIENT, SERVER);
    }
    *c = kept[CLIENT];
    *s = kept[SERVER];
}

static void special(u32 what)
{
    struct subject *server = ends[SERVER].subject, *client = ends[CLIENT].subject;

    switch (what) {
    case CONNECT:
        connected(0);
        break;
    case TURN:
        connected(1);
        break;
    case SERVE_ON:  /* the server answers until there is nobody left to be answered */
        for (u32 i = 0; i < 4 && (!i || server->finished); i++)
            make_call(SERVER, ENTRY_ipc_reply_wait_receive);
        break;
    case SERVE_AGAIN:   /* whatever it takes, the client gets its answer */
        for (u32 i = 0; i < 4 && !client->finished; i++) {
            make_call(SERVER, ENTRY_ipc_setup_wait_receive);
            make_call(SERVER, ENTRY_ipc_reply);
        }
        break;
    case PORTSET:
        stop(server);
        server->frame.server_pset = pset;
        put(server);
        break;
    case UNLOCK:
        fluke_mutex_unlock(mutex);
        settle();
        break;
    }
}

#define SCRIPT(name, variants, freedom, ...) { name, variants, freedom, { __VA_ARGS__ } }

/* A call: by whom, and is it the one that is swept? */
#define C(n) { ENTRY_##n, CLIENT, 0 }
#define S(n) { ENTRY_##n, SERVER, 0 }
#define GO_C(n) { ENTRY_##n, CLIENT, 1 }
#define GO_S(n) { ENTRY_##n, SERVER, 1 }
#define DO(what) { what, 0, 0 }

/* Scripts that are played with all shapes, with other kinds of memory, with a long message. */
enum { SHAPES = 1, MEMORIES = 2, LENGTHS = 4, MORE_MEMORIES = 8 };
#define ASKED_AGAIN "an interrupted request may be delivered again"

#define STEPS 6
static const struct script {
    const char *name;
    u32 variants;
    const char *freedom;
    struct { u8 what, end, go; } steps[STEPS];
} scripts[] = {
    SCRIPT("server waits", SHAPES, 0, S(ipc_setup_wait_receive), GO_C(ipc_client_connect_send),
        C(ipc_client_disconnect)),
    SCRIPT("server comes", 0, 0, GO_C(ipc_client_connect_send), S(ipc_setup_wait_receive), C(ipc_client_disconnect)),
    SCRIPT("again: the old link ends", 0, 0, DO(CONNECT), S(ipc_setup_wait_receive), GO_C(ipc_client_connect_send),
        C(ipc_client_disconnect)),
    SCRIPT("server waits", SHAPES | MEMORIES, 0, S(ipc_setup_wait_receive), GO_C(ipc_client_connect_send_over_receive),
        S(ipc_server_ack_send_wait_receive)),
    SCRIPT("server comes", 0, 0, GO_C(ipc_client_connect_send_over_receive), S(ipc_setup_wait_receive),
        S(ipc_server_ack_send_wait_receive)),
    SCRIPT("server waits", SHAPES | MEMORIES | LENGTHS, ASKED_AGAIN, S(ipc_setup_wait_receive), GO_C(ipc_call), DO(SERVE_ON)),
    SCRIPT("server comes", 0, ASKED_AGAIN, GO_C(ipc_call), S(ipc_setup_wait_receive), DO(SERVE_ON)),
    SCRIPT("server waits", SHAPES, 0, S(ipc_setup_wait_receive), GO_C(ipc_send), C(ipc_client_disconnect)),
    SCRIPT("server comes", 0, 0, GO_C(ipc_send), S(ipc_setup_wait_receive), C(ipc_client_disconnect)),
    SCRIPT("client waits", 0, 0, C(ipc_client_connect_send), GO_S(ipc_setup_wait_receive),
        C(ipc_client_disconnect)),
    SCRIPT("client comes", 0, 0, GO_S(ipc_setup_wait_receive), C(ipc_client_connect_send), C(ipc_client_disconnect)),
    SCRIPT("caller waits", 0, ASKED_AGAIN, C(ipc_call), GO_S(ipc_setup_wait_receive), DO(SERVE_ON)),
    SCRIPT("one-way client waits", 0, 0, C(ipc_send), GO_S(ipc_setup_wait_receive)),
    SCRIPT("client waits", 0, 0, DO(PORTSET), C(ipc_client_connect_send), GO_S(ipc_wait_receive),
        C(ipc_client_disconnect)),
    SCRIPT("client comes", 0, 0, DO(PORTSET), GO_S(ipc_wait_receive), C(ipc_client_connect_send),
        C(ipc_client_disconnect)),
    SCRIPT("client called", SHAPES | MEMORIES, ASKED_AGAIN, S(ipc_setup_wait_receive), C(ipc_call), GO_S(ipc_reply), DO(SERVE_AGAIN)),
    SCRIPT("client called", 0, ASKED_AGAIN, S(ipc_setup_wait_receive), C(ipc_call), GO_S(ipc_reply_wait_receive),
        DO(SERVE_ON)),
    SCRIPT("before the receiver", 0, 0, DO(CONNECT), GO_C(ipc_client_send), S(ipc_server_receive),
        C(ipc_client_disconnect)),
    SCRIPT("to a receiver", SHAPES | MEMORIES | LENGTHS | MORE_MEMORIES, 0, DO(CONNECT), S(ipc_server_receive), GO_C(ipc_client_send),
        C(ipc_client_disconnect)),
    SCRIPT("to a receiver, answered", 0, 0, DO(CONNECT), S(ipc_server_receive), GO_C(ipc_client_send_over_receive),
        S(ipc_server_ack_send_wait_receive)),
    SCRIPT("before the receiver, answered", 0, 0, DO(CONNECT), GO_C(ipc_client_send_over_receive),
        S(ipc_server_receive), S(ipc_server_ack_send_wait_receive)),
    SCRIPT("the peer waits for the line", 0, 0, DO(CONNECT), S(ipc_server_ack_send), GO_C(ipc_client_over_receive),
        S(ipc_server_disconnect)),
    SCRIPT("the peer comes", 0, 0, DO(CONNECT), GO_C(ipc_client_over_receive), S(ipc_server_ack_send_wait_receive)),
    SCRIPT("from a sender", SHAPES, 0, DO(TURN), S(ipc_server_send), GO_C(ipc_client_receive), S(ipc_server_disconnect)),
    SCRIPT("before the sender", 0, 0, DO(TURN), GO_C(ipc_client_receive), S(ipc_server_send), S(ipc_server_disconnect)),
    SCRIPT("after the peer's over", 0, 0, DO(TURN), S(ipc_server_over_receive), GO_C(ipc_client_ack_send),
        C(ipc_client_disconnect)),
    SCRIPT("before the peer's over", 0, 0, DO(TURN), GO_C(ipc_client_ack_send), S(ipc_server_over_receive),
        C(ipc_client_disconnect)),
    SCRIPT("after the peer's over", SHAPES, 0, DO(TURN), S(ipc_server_over_receive),
        GO_C(ipc_client_ack_send_over_receive), S(ipc_server_ack_send_wait_receive)),
    SCRIPT("before the peer's over", 0, 0, DO(TURN), GO_C(ipc_client_ack_send_over_receive), S(ipc_server_over_receive),
        S(ipc_server_ack_send_wait_receive)),
    SCRIPT("before the sender", 0, 0, DO(CONNECT), GO_S(ipc_server_receive), C(ipc_client_send),
        C(ipc_client_disconnect)),
    SCRIPT("from a sender", SHAPES | MEMORIES | LENGTHS, 0, DO(CONNECT), C(ipc_client_send), GO_S(ipc_server_receive),
        C(ipc_client_disconnect)),
    SCRIPT("until the peer's over", 0, 0, DO(CONNECT), GO_S(ipc_server_receive), C(ipc_client_send_over_receive)),
    SCRIPT("to a receiver", SHAPES, 0, DO(TURN), C(ipc_client_receive), GO_S(ipc_server_send),
        S(ipc_server_disconnect)),
    SCRIPT("before the receiver", 0, 0, DO(TURN), GO_S(ipc_server_send), C(ipc_client_receive),
        S(ipc_server_disconnect)),
    SCRIPT("to a receiver, answered", 0, 0, DO(TURN), C(ipc_client_receive), GO_S(ipc_server_send_over_receive),
        C(ipc_client_ack_send), C(ipc_client_disconnect)),
    SCRIPT("the peer waits for the line", 0, 0, DO(TURN), C(ipc_client_ack_send), GO_S(ipc_server_over_receive),
        C(ipc_client_disconnect)),
    SCRIPT("the peer comes", 0, 0, DO(TURN), GO_S(ipc_server_over_receive), C(ipc_client_ack_send),
        C(ipc_client_disconnect)),
    SCRIPT("after the peer's over", 0, 0, DO(CONNECT), C(ipc_client_over_receive), GO_S(ipc_server_ack_send),
        S(ipc_server_disconnect)),
    SCRIPT("before the peer's over", 0, 0, DO(CONNECT), GO_S(ipc_server_ack_send), C(ipc_client_over_receive),
        S(ipc_server_disconnect)),
    SCRIPT("after the peer's over", 0, 0, DO(CONNECT), C(ipc_client_over_receive),
        GO_S(ipc_server_ack_send_over_receive), C(ipc_client_ack_send), C(ipc_client_disconnect)),
    SCRIPT("before the peer's over", 0, 0, DO(CONNECT), GO_S(ipc_server_ack_send_over_receive),
        C(ipc_client_over_receive), C(ipc_client_ack_send), C(ipc_client_disconnect)),
    SCRIPT("after the peer's over", 0, 0, DO(CONNECT), C(ipc_client_over_receive),
        GO_S(ipc_server_ack_send_wait_receive)),
    SCRIPT("before the peer's over", 0, 0, DO(CONNECT), GO_S(ipc_server_ack_send_wait_receive),
        C(ipc_client_over_receive)),
    SCRIPT("to a receiver", 0, 0, DO(TURN), C(ipc_client_receive), GO_S(ipc_server_send_wait_receive)),
    SCRIPT("before the receiver", 0, 0, DO(TURN), GO_S(ipc_server_send_wait_receive), C(ipc_client_receive)),
    SCRIPT("the peer receives", 0, 0, DO(CONNECT), S(ipc_server_receive), GO_C(ipc_client_disconnect)),
    SCRIPT("the peer sends", 0, 0, DO(TURN), S(ipc_server_send), GO_C(ipc_client_disconnect)),
    SCRIPT("the peer waits for the line", 0, 0, DO(CONNECT), S(ipc_server_ack_send), GO_C(ipc_client_disconnect)),
    SCRIPT("the peer sends", 0, 0, DO(CONNECT), C(ipc_client_send), GO_S(ipc_server_disconnect)),
    SCRIPT("the peer receives", 0, 0, DO(TURN), C(ipc_client_receive), GO_S(ipc_server_disconnect)),
    SCRIPT("the peer waits for an answer", 0, ASKED_AGAIN, S(ipc_setup_wait_receive), C(ipc_call),
        GO_S(ipc_server_disconnect), DO(SERVE_AGAIN)),
    SCRIPT("the peer sleeps", 0, 0, DO(CONNECT), S(mutex_lock), GO_C(ipc_client_alert), DO(UNLOCK)),
    SCRIPT("the peer receives", 0, 0, DO(CONNECT), S(ipc_server_receive), GO_C(ipc_client_alert), C(ipc_client_send),
        C(ipc_client_disconnect)),
    SCRIPT("the peer can't yet", 0, 0, DO(CONNECT), S(thread_disable_exceptions), GO_C(ipc_client_alert),
        S(thread_enable_exceptions)),
    SCRIPT("the peer sleeps", 0, 0, DO(CONNECT), C(mutex_lock), GO_S(ipc_server_alert), DO(UNLOCK)),
    SCRIPT("the peer sends", 0, 0, DO(CONNECT), C(ipc_client_send), GO_S(ipc_server_alert), S(ipc_server_receive),
        C(ipc_client_disconnect)),
    SCRIPT("the peer can't yet", 0, 0, DO(CONNECT), C(thread_disable_exceptions), GO_S(ipc_server_alert),
        C(thread_enable_exceptions)),
    SCRIPT("an alert waits", 0, 0, DO(CONNECT), S(thread_disable_exceptions), C(ipc_client_alert),
        GO_S(thread_enable_exceptions)),
};

/* ---- The result ---- */

static void end_result(enum end e)
{
    struct ends *s = &ends[e];
    struct subject *a = s->subject;
    u32 sum = 0, ref;

    for (u32 i = 0; i <= s->in_words; i++)
        sum = sum * 31 + ((u32 *)s->in)[i];
    result(sum);
    result_registers(a);
    look(a);
    result(a->frame.eip);
    result(a->frame.flags & ~(THREAD_CAUSE_MASK | THREAD_STOPPED));
    result(fluke_ref_compare(a->links[LINK_CLIENT], ends[!e].subject->ref));
    result(fluke_ref_compare(a->links[LINK_SERVER], ends[!e].subject->ref));
    result(a->frame.pr0);
    result(a->frame.pr1);
    result(a->alerts);
    result(a->alert_word);
    for (u32 i = 0; i < REF_COUNT && (ref = s->refs_in[i]); i++) {
        result(fluke_ref_check(ref));
        result(fluke_ref_compare(ref, s->refs_out[0]));
    }
}

static void talk(const struct scene *scene)
{
    const struct script *script = &scripts[scene->type & 0xff];
    enum end caller = CLIENT;
    int gone = 0;

    for (u32 i = 0; i < STEPS; i++)
        if (script->steps[i].go)
            caller = script->steps[i].end;
    memset(ends, 0, sizeof ends);
    open(scene, caller);
    for (u32 i = 0; i < STEPS && script->steps[i].what; i++) {
        u32 what = script->steps[i].what, end = script->steps[i].end;
        if (what >= ENTRY_COUNT)
            special(what);
        else if (!script->steps[i].go)
            make_call(end, what);
        else {
            gone = 1;
            set_out(ends[end].subject, what, arguments(end, what));
            pager_step();
        }
        if (gone && ends[caller].subject->finished)
            swept();
    }
    end_result(CLIENT);
    end_result(SERVER);
}

#define SCRIPTS (sizeof scripts / sizeof scripts[0])
#define LIMIT 200
static struct scene list[LIMIT];
static char names[LIMIT][80];
struct scenes ipc_scenes = { list, 0 };

static void add(u32 script, u32 type, const char *variant)
{
    u32 entry = 0, n = ipc_scenes.count++;
    struct text name;

    must(n == LIMIT, "scenes of IPC");
    name = text_in(names[n], sizeof names[n]);
    text_format(&name, variant ? "%s; %s" : "%s", scripts[script].name, variant);
    for (u32 i = 0; i < STEPS; i++)
        if (scripts[script].steps[i].go)
            entry = scripts[script].steps[i].what;
    list[n] = (struct scene){ entry, names[n], talk, script | type, scripts[script].freedom };
}

void ipc_scenes_make(void)
{
    static const struct { u8 shape, memory, variant, every; const char *name; } variants[] = {
        { PLAIN, OWN, 0, 0, 0 },
        { PIECES, OWN, SHAPES, 5, "several buffers" },
        { REFS, OWN, SHAPES, 5, "references" },
        { SHORT, OWN, SHAPES, 5, "more than fits" },
        { NO_WORDS, OWN, SHAPES, 5, "the minimum" },
        { LONG, OWN, LENGTHS, 23, "20,000 bytes" },
        { PLAIN, SENDER_PAGER, MEMORIES, 7, "the sender's page from a pager" },
        { PLAIN, RECEIVER_PAGER, MEMORIES, 7, "the receiver's page from a pager" },
        { PIECES, BOTH_PAGERS, MORE_MEMORIES, 11, "both pages from a pager" },
        { PLAIN, LEVELS, MEMORIES, 7, "memory through two levels" },
        { REFS, LEVELS_PAGER, MORE_MEMORIES, 11, "pages from a pager two levels up" },
    };

    for (u32 i = 0; i < SCRIPTS; i++)
        for (u32 k = 0; k < sizeof variants / sizeof variants[0]; k++)
            if (!variants[k].variant || scripts[i].variants & variants[k].variant)
                add(i, variants[k].shape << 8 | variants[k].memory << 12 | EVERY(variants[k].every), variants[k].name);
}
