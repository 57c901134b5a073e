/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC. A reliable connection is two threads whose links name each other; which half sends, and whether a
 * reversal is offered, are flags in their frames. Nothing else describes it: a thread asleep in a stage of
 * an IPC call is known by its eip alone, and its progress by its registers.
 *
 * Words move when one thread runs its stage while the other sleeps in the opposite one. Both frames are
 * brought up to date before anything can wait. A soft fault on either side is resolved in place. A hard
 * fault belongs to the side whose memory it is: the running thread takes its own; a sleeping peer is woken
 * to run into its own, while the running thread waits for it at its restart point.
 */
#include "kern/entry.h"
#include "kern/ipc.h"
#include "kern/lib.h"
#include "kern/lock.h"
#include "kern/memory.h"
#include "kern/sched.h"
#include "kern/sync.h"

enum side { CLIENT, SERVER };

/* The flags of the two halves lie side by side. */
#define SENDER(side) ((u32)THREAD_CLIENT_SENDER << (side))
#define OVER(side) ((u32)THREAD_CLIENT_OVER << (side))
#define ACK(side) ((u32)THREAD_CLIENT_ACK << (side))
#define ONEWAY(side) ((u32)THREAD_CLIENT_ONEWAY << (side))
#define HALF_FLAGS(side) (SENDER(side) | OVER(side) | ACK(side) | ONEWAY(side))

enum stage { NO_STAGE, SEND_STAGE, RECEIVE_STAGE, OVER_STAGE, ACK_STAGE };

static const u8 stages[ENTRY_COUNT + 1] = {
    [ENTRY_ipc_client_send] = SEND_STAGE, [ENTRY_ipc_client_send_over_receive] = SEND_STAGE,
    [ENTRY_ipc_server_send] = SEND_STAGE, [ENTRY_ipc_server_send_over_receive] = SEND_STAGE,
    [ENTRY_ipc_server_send_wait_receive] = SEND_STAGE,
    [ENTRY_ipc_client_receive] = RECEIVE_STAGE, [ENTRY_ipc_server_receive] = RECEIVE_STAGE,
    [ENTRY_ipc_client_over_receive] = OVER_STAGE, [ENTRY_ipc_server_over_receive] = OVER_STAGE,
    [ENTRY_ipc_client_ack_send] = ACK_STAGE, [ENTRY_ipc_client_ack_send_over_receive] = ACK_STAGE,
    [ENTRY_ipc_server_ack_send] = ACK_STAGE, [ENTRY_ipc_server_ack_send_over_receive] = ACK_STAGE,
    [ENTRY_ipc_server_ack_send_wait_receive] = ACK_STAGE,
};

static struct link *half(struct thread *t, enum side side)
{
    return side == CLIENT ? &t->server : &t->client;
}

/* The thread at the other end, if it too takes itself for connected to t. */
static struct thread *peer_of(struct thread *t, enum side side)
{
    struct thread *p = as_thread(link_get(half(t, side)));
    return p && link_get(half(p, !side)) == OBJECT(t) ? p : 0;
}

/* Is the peer asleep in this stage of the connection with t? */
static int sleeps_in(struct thread *peer, struct thread *t, enum stage stage)
{
    return peer->run == RUN_ASLEEP && stages[entry_of(peer)] == stage && !peer->request &&
           link_get(&peer->waiting_for) == OBJECT(t);
}

static void poke(struct thread *peer, struct thread *t)
{
    if (peer->run == RUN_ASLEEP && !peer->request && link_get(&peer->waiting_for) == OBJECT(t))
        thread_wake(peer, CAUSE_WAKE);
}

static void half_clear(struct thread *t, enum side side)
{
    link_set(half(t, side), 0);
    t->flags &= ~HALF_FLAGS(side);
    if (side == SERVER)
        t->flags &= ~THREAD_SERVER_IDEMPOTENT;
}

static int is_idempotent(struct thread *client)
{
    return client->request || entry_of(client) == ENTRY_ipc_call;
}

/* The client of an idempotent request, if it still waits for t's answer. */
static struct thread *idempotent_client(struct thread *t)
{
    struct thread *c = as_thread(link_get(&t->client));
    return c && c->run == RUN_ASLEEP && link_get(&c->waiting_for) == OBJECT(t) && is_idempotent(c) ? c : 0;
}

/*
 * End the connection of this half. The peer finds out at its next stage, or now if it waits for t; the
 * client of an idempotent request that was not answered asks again.
 */
static void disconnect(struct thread *t, enum side side)
{
    struct thread *p = peer_of(t, side), *c = side == SERVER ? idempotent_client(t) : 0;
    half_clear(t, side);
    if (c)
        thread_wake(c, CAUSE_ROLL_BACK);
    else if (p)
        poke(p, t);
}

void ipc_thread_gone(struct thread *t)
{
    struct thread *client = as_thread(link_get(&t->client));
    struct thread *server = as_thread(link_get(&t->server));
    /* waiting_for still names t here, dead as it is: compare the raw links. */
    struct thread *peers[2] = { client, server };
    for (int i = 0; i < 2; i++)
        if (peers[i] && peers[i]->run == RUN_ASLEEP && peers[i]->waiting_for.to == OBJECT(t))
            thread_wake(peers[i], CAUSE_WAKE);
    thread_wake_all(&t->waiters);
}

/* ---- Moving words and references ---- */

/* One side of a transfer: what is left of its buffers. space null: the words are in kernel memory. */
struct cursor {
    struct space *space;
    u32 words, address, buffers, table, refs, ref_table;
};

enum moved { SENT_ALL, DATA_FULL, REFS_FULL, SENDER_FAULT, RECEIVER_FAULT, PREEMPTED };

static struct cursor cursor_of(struct thread *t)
{
    struct regs *r = &t->regs;
    return (struct cursor){ thread_space(t), r->ecx, r->esi, r->eax & 0xff, r->edi, r->eax >> 8 & 0xff, r->edx };
}

static void cursor_store(struct thread *t, const struct cursor *c)
{
    struct regs *r = &t->regs;
    r->eax = c->refs << 8 | c->buffers;
    r->ecx = c->words;
    r->esi = c->address;
    r->edi = c->table;
    r->edx = c->ref_table;
}

/* The kernel address of a word of a buffer. */
static void *cursor_word(struct cursor *c, u32 va, u32 access, struct hard_fault *hard)
{
    if (va & 3) {
        hard->insanity = FLUKE_BUFFER_UNALIGNED;
        return 0;
    }
    return c->space ? user_byte(c->space, va, access, hard) : (void *)va;
}

/* Read a few words of a table, which need not lie in one page. 0: hard fault. */
static int cursor_read(struct cursor *c, u32 va, u32 *to, u32 words, struct hard_fault *hard)
{
    u8 *b = (u8 *)to;
    for (u32 bytes = words * 4, n; bytes; b += n, va += n, bytes -= n) {
        u8 *from = user_byte(c->space, va, PROT_READ, hard);
        if (!from)
            return 0;
        n = PAGE_SIZE - (va & PAGE_MASK);
        if (n > bytes)
            n = bytes;
        memcpy(b, from, n);
    }
    return 1;
}

/* The current buffer is used up: take the next from the table. 0: hard fault. */
static int next_buffer(struct cursor *c, struct hard_fault *hard)
{
    struct fluke_buffer b;
    if (!cursor_read(c, c->table, (u32 *)&b, 2, hard))
        return 0;
    c->words = b.words;
    c->address = b.address;
    c->table += sizeof b;
    c->buffers--;
    return 1;
}

static struct ref *cursor_ref(struct cursor *c, struct hard_fault *hard, int *faulted)
{
    u32 va;
    *faulted = 1;
    if (!cursor_read(c, c->ref_table, &va, 1, hard))
        return 0;
    u8 *byte = va % OBJECT_SIZE ? 0 : user_byte(c->space, va, PROT_READ, hard);
    if (!byte && va % OBJECT_SIZE == 0)
        return 0;
    *faulted = 0;
    struct object *o = byte ? object_at(VIRT_TO_PHYS(byte)) : 0;
    return o && o->type == TYPE_REF ? (struct ref *)o : 0;
}

/* One of each side's references. SENT_ALL: it went. */
static enum moved move_ref(struct cursor *from, struct cursor *to, struct hard_fault *hard)
{
    int faulted;
    struct ref *source = cursor_ref(from, hard, &faulted);
    if (faulted)
        return SENDER_FAULT;
    struct ref *target = cursor_ref(to, hard, &faulted);
    if (faulted)
        return RECEIVER_FAULT;
    /* What is no reference is sent as null, and received into nothing. */
    if (target)
        link_set(&target->target, source ? link_get(&source->target) : 0);
    from->ref_table += 4;
    from->refs--;
    to->ref_table += 4;
    to->refs--;
    return SENT_ALL;
}

static u32 words_to_page_end(u32 address)
{
    return (PAGE_SIZE - (address & PAGE_MASK)) / 4;
}

/* A step of a transfer takes, besides the copying, about as long as copying so many bytes. */
#define STEP_BYTES 256

/* Both cursors are exact whatever the result. */
static enum moved move(struct cursor *from, struct cursor *to, struct hard_fault *hard)
{
    for (u32 since = 0;; since += STEP_BYTES) {
        if (since >= PREEMPT_BYTES) {
            since = 0;
            if (preempt_point())
                return PREEMPTED;
        }
        if (!from->words && from->buffers) {
            if (!next_buffer(from, hard))
                return SENDER_FAULT;
            continue;
        }
        if (!from->words) {
            if (!from->refs)
                return SENT_ALL;
            if (!to->refs)
                return REFS_FULL;
            enum moved m = move_ref(from, to, hard);
            if (m != SENT_ALL)
                return m;
            continue;
        }
        if (!to->words && to->buffers) {
            if (!next_buffer(to, hard))
                return RECEIVER_FAULT;
            continue;
        }
        if (!to->words)
            return DATA_FULL;
        void *source = cursor_word(from, from->address, PROT_READ, hard);
        if (!source)
            return SENDER_FAULT;
        void *target = cursor_word(to, to->address, PROT_WRITE, hard);
        if (!target)
            return RECEIVER_FAULT;
        u32 n = from->words < to->words ? from->words : to->words;
        if (n > words_to_page_end(from->address))
            n = words_to_page_end(from->address);
        if (n > words_to_page_end(to->address))
            n = words_to_page_end(to->address);
        memcpy(target, source, n * 4);
        from->words -= n;
        from->address += n * 4;
        to->words -= n;
        to->address += n * 4;
        since += n * 4;
    }
}

/* Move between two threads in their stages, progress into both frames. */
static enum moved transfer(struct thread *sender, struct thread *receiver, struct hard_fault *hard)
{
    struct cursor from = cursor_of(sender), to = cursor_of(receiver);
    enum moved m = move(&from, &to, hard);
    cursor_store(sender, &from);
    cursor_store(receiver, &to);
    return m;
}

/* ---- Ends of calls ---- */

static void set_status(struct thread *t, u32 status)
{
    t->regs.eax = (t->regs.eax & 0xffff) | status << 16;
}

static kr_t done(struct thread *t, u32 status)
{
    set_status(t, status);
    return KR_OK;
}

static void deliver_minimum(struct thread *t)
{
    if (t->flags & THREAD_MIN_VALID) {
        t->regs.esi = t->pr[0];
        t->regs.edi = t->pr[1];
        t->pr[0] = t->pr[1] = 0;
        t->flags &= ~THREAD_MIN_VALID;
    }
}

/* A server that gave an entry address for this kind of request starts there instead of returning. */
static kr_t server_enter(struct thread *t, u32 eip)
{
    if (!eip)
        return KR_OK;
    t->regs.eip = eip;
    if (t->server_esp)
        t->regs.esp = t->server_esp;
    return thread_event(t, CAUSE_COMPLETE) ? block(t) : KR_RESTART;
}

static kr_t receive_done(struct thread *t, enum side side, u32 status)
{
    /* Only a request's first receive has a minimum message: it ends ipc_wait_receive. */
    int request = (t->flags & THREAD_MIN_VALID) != 0;
    u32 eip = t->server_eip[t->flags & THREAD_SERVER_ONEWAY ? 0 : 2];
    deliver_minimum(t);
    set_status(t, status);
    return side == SERVER && request ? server_enter(t, eip) : KR_OK;
}

static void load_send(struct thread *t, const struct fluke_params *p)
{
    struct regs *r = &t->regs;
    r->eax = p->send_refs << 8 | p->send_buffers;
    r->ecx = p->send_words;
    r->esi = p->send_address;
    r->edi = p->send_table;
    r->edx = p->send_ref_table;
}

static void load_receive(struct thread *t, const struct fluke_params *p)
{
    struct regs *r = &t->regs;
    r->eax = p->recv_refs << 8 | p->recv_buffers;
    r->ecx = p->recv_words;
    r->esi = p->recv_address;
    r->edi = p->recv_table;
    r->edx = p->recv_ref_table;
}

/* The thread waits where it is for its peer to do something. */
static kr_t wait_for(struct thread *t, struct thread *peer)
{
    return sleep_on(t, 0, OBJECT(peer));
}

/* ---- Stages of a reliable connection ---- */

/* KR_OK: everything is sent, or there is nobody left who wants it (then *status says so). */
static kr_t send_stage(struct thread *t, enum side side, u32 *status)
{
    struct thread *p = peer_of(t, side);
    *status = FLUKE_SUCCESS;
    if (!p) {
        *status = t->flags & ONEWAY(side) ? FLUKE_SUCCESS : FLUKE_IPC_SEND_DISCONNECTED;
        half_clear(t, side);
        return KR_OK;
    }
    if (!(t->flags & SENDER(side)))
        return insane(t, FLUKE_NOT_SENDER);
    if (p->flags & ACK(!side)) {
        /* The peer wants the line and reads no more. */
        t->regs.eax = t->regs.ecx = 0;
        return KR_OK;
    }
    if (!t->regs.ecx && !(t->regs.eax & 0xffff))
        return KR_OK;
    if (!sleeps_in(p, t, RECEIVE_STAGE))
        return wait_for(t, p);
    struct hard_fault hard;
    switch (transfer(t, p, &hard)) {
    case SENT_ALL:
        return KR_OK;
    case SENDER_FAULT:
        return take_fault(t, &hard);
    case PREEMPTED:
        return KR_RESTART;
    default:
        /* The peer is full, or has a fault or an insanity of its own to run into. */
        poke(p, t);
        return wait_for(t, p);
    }
}

static kr_t receive_stage(struct thread *t, enum side side)
{
    struct thread *p = peer_of(t, side);
    if (!p) {
        half_clear(t, side);
        return receive_done(t, side, FLUKE_IPC_RECV_DISCONNECTED);
    }
    if (t->flags & SENDER(side))
        return insane(t, FLUKE_NOT_RECEIVER);
    if (sleeps_in(p, t, SEND_STAGE)) {
        struct hard_fault hard;
        switch (transfer(p, t, &hard)) {
        case DATA_FULL:
            return receive_done(t, side, FLUKE_IPC_RECV_MORE_DATA);
        case REFS_FULL:
            return receive_done(t, side, FLUKE_IPC_RECV_MORE_REFS);
        case RECEIVER_FAULT:
            return take_fault(t, &hard);
        case PREEMPTED:
            return KR_RESTART;
        default:
            poke(p, t);
        }
    } else if (p->flags & OVER(!side)) {
        return receive_done(t, side, FLUKE_SUCCESS);
    }
    return wait_for(t, p);
}

/* ebx=params. Offer the line, wait for the peer to take it, then load the receive registers. */
static kr_t over_stage(struct thread *t, enum side side)
{
    struct thread *p = peer_of(t, side);
    int turned = (t->flags & (OVER(side) | SENDER(side))) == OVER(side);
    if (!p && !turned) {
        half_clear(t, side);
        return done(t, FLUKE_IPC_OVER_DISCONNECTED);
    }
    if (t->flags & SENDER(side)) {
        if (!(p->flags & ACK(!side))) {
            t->flags |= OVER(side);
            poke(p, t);
            return wait_for(t, p);
        }
        /* The peer already waits for the line. */
        t->flags = (t->flags & ~SENDER(side)) | OVER(side);
        p->flags = (p->flags & ~ACK(!side)) | SENDER(!side);
        poke(p, t);
    }
    if (!(t->flags & OVER(side)))
        return insane(t, FLUKE_NOT_SENDER);
    struct fluke_params params;
    kr_t kr = user_read(t, t->regs.ebx, &params, sizeof params);
    if (kr != KR_OK)
        return kr;
    t->flags &= ~OVER(side);
    load_receive(t, &params);
    return advance(t, side == CLIENT ? ENTRY_ipc_client_receive : ENTRY_ipc_server_receive);
}

/* Take the line over. KR_OK: t is the sender now; or there is no peer (*status). */
static kr_t ack_stage(struct thread *t, enum side side, u32 *status)
{
    struct thread *p = peer_of(t, side);
    *status = FLUKE_SUCCESS;
    if (!p) {
        half_clear(t, side);
        *status = FLUKE_IPC_ACK_DISCONNECTED;
        return KR_OK;
    }
    if (t->flags & SENDER(side))
        return KR_OK;
    if (p->flags & OVER(!side)) {
        /* The peer keeps OVER until it has seen that the line turned. */
        p->flags &= ~SENDER(!side);
        t->flags = (t->flags & ~ACK(side)) | SENDER(side);
        poke(p, t);
        return KR_OK;
    }
    t->flags |= ACK(side);
    if (sleeps_in(p, t, SEND_STAGE))
        poke(p, t);
    return wait_for(t, p);
}

static kr_t send_call(struct thread *t, enum side side)
{
    u32 status;
    kr_t kr = send_stage(t, side, &status);
    if (kr != KR_OK)
        return kr;
    if (t->flags & ONEWAY(side))
        disconnect(t, side);
    return done(t, status);
}

static kr_t send_over_receive_call(struct thread *t, enum side side, int next)
{
    u32 status;
    kr_t kr = send_stage(t, side, &status);
    if (kr != KR_OK)
        return kr;
    return status ? done(t, status) : advance(t, next);
}

static kr_t ack_call(struct thread *t, enum side side, int next)
{
    u32 status;
    kr_t kr = ack_stage(t, side, &status);
    if (kr != KR_OK)
        return kr;
    return status ? done(t, status) : advance(t, next);
}

/* ---- Binding a client to a server ---- */

enum bound { BOUND, CLIENT_FAULT, SERVER_FAULT, BIND_PREEMPTED };

static int read_params(struct thread *t, struct fluke_params *p, struct hard_fault *hard)
{
    struct cursor c = { .space = thread_space(t) };
    return cursor_read(&c, t->regs.ebx, (u32 *)p, sizeof *p / 4, hard);
}

/* Words of a request that the kernel makes for a thread: see kernel-made requests in fluke/types.h. */
#define REQUEST_WORDS 5
static u32 kernel_request(struct thread *t, u32 *words)
{
    struct space *s = thread_space(t);
    words[0] = t->request_word[0];
    words[1] = t->request == REQUEST_FAULT ? 0 : t->object.hash;
    words[2] = t->request_word[1];
    words[3] = t->object.hash;
    words[4] = s ? s->object.hash : 0;
    return REQUEST_WORDS;
}

/* Split off the minimum message: the first two words, zeros where there are none. 0: hard fault. */
static int take_minimum(struct cursor *c, u32 *minimum, struct hard_fault *hard)
{
    for (u32 i = 0; i < MIN_MSG_WORDS; i++) {
        minimum[i] = 0;
        if (!c->words)
            continue;
        u32 *from = cursor_word(c, c->address, PROT_READ, hard);
        if (!from)
            return 0;
        minimum[i] = *from;
        c->address += 4;
        c->words--;
    }
    return 1;
}

static struct cursor send_cursor(struct thread *t, const struct fluke_params *p)
{
    return (struct cursor){ thread_space(t), p->send_words, p->send_address, p->send_buffers, p->send_table,
                            p->send_refs, p->send_ref_table };
}

static struct cursor receive_cursor(struct thread *t, const struct fluke_params *p)
{
    return (struct cursor){ thread_space(t), p->recv_words, p->recv_address, p->recv_buffers, p->recv_table,
                            p->recv_refs, p->recv_ref_table };
}

/*
 * Whoever of the two is not current sleeps; all that can fault comes before the first change. Afterwards
 * the one that is not current is where it would have come to by itself: asleep in its next stage, or done.
 */
static enum bound bind(struct thread *client, struct thread *server, struct port *port, struct hard_fault *hard)
{
    struct fluke_params p;
    struct regs *s = &server->regs;
    u32 minimum[MIN_MSG_WORDS], words[REQUEST_WORDS];
    struct cursor from, to;

    if (!read_params(server, &p, hard))
        return SERVER_FAULT;
    to = receive_cursor(server, &p);
    if (client->request) {
        u32 n = kernel_request(client, words);
        from = (struct cursor){ 0, n, (u32)words, 0, 0, 0, 0 };
    } else {
        if (!read_params(client, &p, hard))
            return CLIENT_FAULT;
        from = send_cursor(client, &p);
    }
    if (!take_minimum(&from, minimum, hard))
        return CLIENT_FAULT;

    int oneway = entry_of(client) == ENTRY_ipc_send, notice = client->request == REQUEST_SCHEDULE;
    if (is_idempotent(client)) {
        /* All in one go: nothing of it is kept in a frame, so any interruption starts it afresh. */
        switch (move(&from, &to, hard)) {
        case SENDER_FAULT: return CLIENT_FAULT;
        case RECEIVER_FAULT: return SERVER_FAULT;
        case PREEMPTED: return BIND_PREEMPTED;
        default: break;     /* what did not fit is dropped */
        }
        half_clear(server, SERVER);
        cursor_store(server, &to);
        s->esi = minimum[0];
        s->edi = minimum[1];
        if (!notice)
            server->flags |= THREAD_SERVER_IDEMPOTENT;
    } else {
        disconnect(client, CLIENT);
        half_clear(server, SERVER);
        cursor_store(client, &from);
        client->flags |= SENDER(CLIENT) | (oneway ? ONEWAY(CLIENT) : 0);
        link_set(&client->server, OBJECT(server));
        cursor_store(server, &to);
        memcpy(server->pr, minimum, sizeof server->pr);
        server->flags |= THREAD_MIN_VALID | (oneway ? ONEWAY(SERVER) : 0);
    }
    /* Nobody waits for an answer to a notice. */
    link_set(&server->client, notice ? 0 : OBJECT(client));
    s->ebx = port->alias;
    s->ebp = notice ? IPC_ONEWAY : is_idempotent(client) ? IPC_IDEMPOTENT : oneway ? IPC_ONEWAY : IPC_RELIABLE;
    return BOUND;
}

static int client_next_entry(struct thread *client)
{
    return entry_of(client) == ENTRY_ipc_client_connect_send_over_receive ? ENTRY_ipc_client_send_over_receive
                                                                          : ENTRY_ipc_client_send;
}

/* The thread that is not current moves to its next stage, and goes on waiting there for its new peer. */
static void advance_other(struct thread *t, int entry, struct thread *peer)
{
    queue_remove(&t->run_node);
    t->regs.eip = ENTRY_BASE + entry * ENTRY_SIZE;
    link_set(&t->waiting_for, OBJECT(peer));
    thread_event(t, CAUSE_ADVANCE);
}

/* The server's side of an idempotent bind is a completed ipc_wait_receive. True: go on at the server's entry. */
static int idempotent_entered(struct thread *server)
{
    if (!server->server_eip[1])
        return 0;
    server->regs.eip = server->server_eip[1];
    if (server->server_esp)
        server->regs.esp = server->server_esp;
    return 1;
}

void ipc_client_waits(struct thread *t, struct port *port)
{
    struct pset *pset = (struct pset *)link_get(&port->pset);
    struct node *server = pset ? queue_first(&pset->servers) : 0;
    queue_add(&port->clients, &t->run_node);
    if (server)
        thread_wake(container(server, struct thread, run_node), CAUSE_WAKE);
    thread_wake_all(&port->donors);
}

/* In line for a server. */
static kr_t wait_at(struct thread *t, struct port *port)
{
    thread_wake_all(&port->donors);
    return sleep_on(t, &port->clients, OBJECT(port));
}

/* The current thread, or the kernel as the current thread, asks for service at a port. */
static kr_t connect(struct thread *t, struct port *port)
{
    /* An idempotent client sleeps once it is bound: what a trace has to say of that comes before the request is out. */
    if (is_idempotent(t) && sleep_event(t))
        return block(t);
    struct pset *pset = (struct pset *)link_get(&port->pset);
    struct thread *server;
    struct hard_fault hard;
    enum bound bound;
    do {
        struct node *n = pset ? queue_first(&pset->servers) : 0;
        if (!n)
            return wait_at(t, port);
        server = container(n, struct thread, run_node);
        bound = bind(t, server, port, &hard);
        if (bound == CLIENT_FAULT) {
            t->request = REQUEST_NONE;
            return take_fault(t, &hard);
        }
        if (bound == BIND_PREEMPTED)
            return KR_RESTART;
        /* A server's fault is its own to take, when it runs; t goes on to the next in line. */
        if (bound == SERVER_FAULT)
            thread_wake(server, CAUSE_WAKE);
    } while (bound == SERVER_FAULT);
    if (is_idempotent(t)) {
        if (idempotent_entered(server))
            thread_wake(server, CAUSE_COMPLETE);
        else
            complete_other(server);
        return wait_for(t, server);
    }
    advance_other(server, ENTRY_ipc_server_receive, t);
    return advance(t, client_next_entry(t));
}

kr_t ipc_request(struct thread *t, struct port *port)
{
    return connect(t, port);
}

/* eax=port reference. */
static kr_t find_port(struct thread *t, struct port **port)
{
    struct object *o;
    kr_t kr = ref_find(t, t->regs.eax, TYPE_COUNT, &o);
    if (kr == KR_OK)
        *port = o && o->type == TYPE_PORT ? (struct port *)o : 0;
    return kr;
}

static kr_t connect_call(struct thread *t, u32 no_port)
{
    struct port *port;
    kr_t kr = find_port(t, &port);
    if (kr != KR_OK)
        return kr;
    if (!port) {
        t->regs.eax = no_port << 16;
        return KR_OK;
    }
    return connect(t, port);
}

kr_t sys_ipc_client_connect_send(struct thread *t)
{
    return connect_call(t, FLUKE_IPC_CONNECT_INVALID_DEST);
}

kr_t sys_ipc_client_connect_send_over_receive(struct thread *t)
{
    return connect_call(t, FLUKE_IPC_CONNECT_INVALID_DEST);
}

kr_t sys_ipc_send(struct thread *t)
{
    return connect_call(t, FLUKE_INVALID_DEST);
}

/* A fault in the reply's buffer while the server answers would throw the answer away. */
static __attribute__((noinline)) kr_t touch_reply(struct thread *t)
{
    struct fluke_params p;
    kr_t kr = user_read(t, t->regs.ebx, &p, sizeof p);
    return kr == KR_OK && p.recv_words ? user_touch(t, p.recv_address, p.recv_words * 4, PROT_WRITE) : kr;
}

/* eax=port reference; ebx=params. */
kr_t sys_ipc_call(struct thread *t)
{
    kr_t kr = touch_reply(t);
    return kr == KR_OK ? connect_call(t, FLUKE_INVALID_DEST) : kr;
}

/* A client that waits at one of the set's ports, or null; *port: where. */
static struct thread *waiting_client(struct pset *pset, struct port **port)
{
    queue_each(&pset->ports, n) {
        *port = container(n, struct port, pset_node);
        struct node *c = queue_first(&(*port)->clients);
        if (c)
            return container(c, struct thread, run_node);
    }
    return 0;
}

/* ebx=params; the portset is at the frame's server_pset. */
kr_t sys_ipc_wait_receive(struct thread *t)
{
    struct pset *pset;
    struct port *port;
    kr_t kr = object_find(t, t->server_pset, TYPE_PSET, PROT_READ, &pset);
    if (kr != KR_OK)
        return kr;
    disconnect(t, SERVER);
    struct thread *client = waiting_client(pset, &port);
    if (!client)
        return sleep_on(t, &pset->servers, OBJECT(pset));
    struct hard_fault hard;
    switch (bind(client, t, port, &hard)) {
    case SERVER_FAULT:
        return take_fault(t, &hard);
    case CLIENT_FAULT:
        /* Woken to run into it, it would only get in line again, for there is no server until this one waits. */
        take_fault(client, &hard);
        deliver_to_sleeper(client);
        return KR_RESTART;
    case BIND_PREEMPTED:
        return KR_RESTART;
    case BOUND:
        break;
    }
    if (is_idempotent(client)) {
        queue_remove(&client->run_node);
        if (client->request != REQUEST_SCHEDULE)
            link_set(&client->waiting_for, OBJECT(t));
        return server_enter(t, t->server_eip[1]);
    }
    advance_other(client, client_next_entry(client), t);
    return advance(t, ENTRY_ipc_server_receive);
}

/* eax=portset; ebx=params. */
kr_t sys_ipc_setup_wait_receive(struct thread *t)
{
    struct pset *pset;
    kr_t kr = object_find(t, t->regs.eax, TYPE_PSET, PROT_READ, &pset);
    if (kr != KR_OK)
        return kr;
    t->server_pset = t->regs.eax;
    return advance(t, ENTRY_ipc_wait_receive);
}

/* ---- Answers to idempotent requests ---- */

/*
 * Send the answer that the send registers describe. The whole goes in one go, without a trace in the
 * server's frame until it is over. An answer that meets a fault of the client's is dropped: the client
 * asks again.
 */
static kr_t answer(struct thread *t)
{
    struct thread *c = idempotent_client(t);
    struct hard_fault hard;
    if (c && c->request) {
        thread_wake(c, CAUSE_WAKE);
    } else if (c) {
        struct fluke_params p;
        struct cursor from = cursor_of(t), to;
        u32 minimum[MIN_MSG_WORDS];
        enum moved m = RECEIVER_FAULT;
        if (!take_minimum(&from, minimum, &hard))
            return take_fault(t, &hard);
        if (read_params(c, &p, &hard)) {
            to = receive_cursor(c, &p);
            m = move(&from, &to, &hard);
        }
        if (m == PREEMPTED)
            return KR_RESTART;
        if (m == SENDER_FAULT)
            return take_fault(t, &hard);
        if (m == RECEIVER_FAULT) {
            take_fault(c, &hard);
            deliver_to_sleeper(c);
        } else {
            c->regs.eax = to.refs << 8 | to.buffers;
            c->regs.ecx = to.words;
            c->regs.esi = minimum[0];
            c->regs.edi = minimum[1];
            complete_other(c);
        }
    }
    disconnect(t, SERVER);
    return KR_OK;
}

/* ebx=params: load the send registers for the answer and go to the stage that sends it. */
static kr_t reply(struct thread *t, int next)
{
    struct fluke_params p;
    kr_t kr = user_read(t, t->regs.ebx, &p, sizeof p);
    if (kr != KR_OK)
        return kr;
    load_send(t, &p);
    t->flags |= THREAD_SERVER_IDEMPOTENT;
    return advance(t, next);
}

kr_t sys_ipc_reply(struct thread *t)
{
    return reply(t, ENTRY_ipc_server_send);
}

kr_t sys_ipc_reply_wait_receive(struct thread *t)
{
    return reply(t, ENTRY_ipc_server_send_wait_receive);
}

/* ---- The connection's entry points ---- */

kr_t sys_ipc_client_send(struct thread *t) { return send_call(t, CLIENT); }
kr_t sys_ipc_client_receive(struct thread *t) { return receive_stage(t, CLIENT); }
kr_t sys_ipc_server_receive(struct thread *t) { return receive_stage(t, SERVER); }
kr_t sys_ipc_client_over_receive(struct thread *t) { return over_stage(t, CLIENT); }
kr_t sys_ipc_server_over_receive(struct thread *t) { return over_stage(t, SERVER); }

kr_t sys_ipc_server_send(struct thread *t)
{
    if (!(t->flags & THREAD_SERVER_IDEMPOTENT))
        return send_call(t, SERVER);
    kr_t kr = answer(t);
    if (kr == KR_OK)
        t->regs.eax = FLUKE_SUCCESS;
    return kr;
}

kr_t sys_ipc_client_send_over_receive(struct thread *t)
{
    return send_over_receive_call(t, CLIENT, ENTRY_ipc_client_over_receive);
}

kr_t sys_ipc_server_send_over_receive(struct thread *t)
{
    return send_over_receive_call(t, SERVER, ENTRY_ipc_server_over_receive);
}

kr_t sys_ipc_client_ack_send(struct thread *t) { return ack_call(t, CLIENT, ENTRY_ipc_client_send); }
kr_t sys_ipc_server_ack_send(struct thread *t) { return ack_call(t, SERVER, ENTRY_ipc_server_send); }

kr_t sys_ipc_client_ack_send_over_receive(struct thread *t)
{
    return ack_call(t, CLIENT, ENTRY_ipc_client_send_over_receive);
}

kr_t sys_ipc_server_ack_send_over_receive(struct thread *t)
{
    return ack_call(t, SERVER, ENTRY_ipc_server_send_over_receive);
}

/* ebx=params. Take the line, send the answer, disconnect, wait for the next request. */
kr_t sys_ipc_server_ack_send_wait_receive(struct thread *t)
{
    struct fluke_params p;
    u32 status;
    kr_t kr = user_read(t, t->regs.ebx, &p, sizeof p);
    if (kr == KR_OK)
        kr = ack_stage(t, SERVER, &status);
    if (kr != KR_OK)
        return kr;
    if (status)
        return done(t, status);
    load_send(t, &p);
    return advance(t, ENTRY_ipc_server_send_wait_receive);
}

kr_t sys_ipc_server_send_wait_receive(struct thread *t)
{
    u32 status = FLUKE_SUCCESS;
    kr_t kr = t->flags & THREAD_SERVER_IDEMPOTENT ? answer(t) : send_stage(t, SERVER, &status);
    if (kr != KR_OK)
        return kr;
    if (status)
        return done(t, status);
    disconnect(t, SERVER);
    return advance(t, ENTRY_ipc_wait_receive);
}

kr_t sys_ipc_client_disconnect(struct thread *t)
{
    disconnect(t, CLIENT);
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

kr_t sys_ipc_server_disconnect(struct thread *t)
{
    disconnect(t, SERVER);
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

/* ---- Alerts ---- */

/*
 * ebx=alert word. There is no slot in which an alert could wait unseen: its word stays in the sender's
 * register, and the sender at this entry point, until the peer can take the handler of its half.
 */
static kr_t alert(struct thread *t, enum side side)
{
    struct thread *p = peer_of(t, side);
    if (!p) {
        t->regs.eax = FLUKE_IPC_SEND_DISCONNECTED << 16;
        return KR_OK;
    }
    mutex_pass_on(p);
    if (p->run == RUN_STOPPED || !handler_enter(p, side == CLIENT ? HANDLER_SERVER_ALERT : HANDLER_CLIENT_ALERT,
                                                t->regs.ebx, 0))
        return wait_for(t, p);
    if (p->run == RUN_ASLEEP)
        thread_wake(p, CAUSE_INTERRUPT);
    else
        thread_event(p, CAUSE_INTERRUPT);
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}

kr_t sys_ipc_client_alert(struct thread *t) { return alert(t, CLIENT); }
kr_t sys_ipc_server_alert(struct thread *t) { return alert(t, SERVER); }

void ipc_alerts_retry(struct thread *t)
{
    for (enum side side = CLIENT; side <= SERVER; side++) {
        struct thread *p = peer_of(t, side);
        if (p && entry_of(p) == (side == CLIENT ? ENTRY_ipc_server_alert : ENTRY_ipc_client_alert))
            poke(p, t);
    }
}
