/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * debugd, the live door: an ordinary process that shows and edits the frames of threads with nothing but
 * the public API, and speaks GDB's remote serial protocol on its lines (line.h), one session each.
 * kernel/doc/live-door.md is its contract.
 *
 * Threads: a driver for each device wakes main at its interrupts; main handles packets; one tracer
 * for each thread that is traced, stepped or watched. All state below is under one mutex, the big lock: main
 * holds it while it handles packets, a tracer while it handles an event. Tracers are the most urgent threads
 * of the system, so the order of the trace is the order of the events.
 */
#ifndef USER_DEBUGD_DEBUGD_H
#define USER_DEBUGD_DEBUGD_H

#include "user/lib/fluke.h"
#include "user/lib/string.h"
#include <fluke/names.h>

#define NO_ENTRY ENTRY_COUNT /* "eip stands at no entry point", in packets and tables */
#define PACKET_SIZE 0x4000 /* the most that gdb takes */
#define PACKET_SIZE_TEXT "4000"

/* Answers that say why not: E NN. 0 is success. */
enum error {
    E_MALFORMED = 1, E_NO_THREAD = 2, E_NO_REGISTER = 3, E_BAD_ADDRESS = 4, E_BAD_VALUE = 5, E_NO_MEMORY = 6,
    E_NOT_NOW = 7,
};

/* main.c */
void big_lock(void);
void big_unlock(void);
u32 big_lock_mutex(void);               /* for cond_wait */
void main_wake(void);                   /* there is something to report */
u32 own_space_hash(void);
static inline u64 icount(void)
{
    u64 n;

    asm volatile("rdtsc" : "=A"(n));
    return n;
}

/* session.c: clients. Whoever handles a packet finds its session in this variable, and the reply goes there. */
#define MAX_SESSIONS 3
#define MAX_OBJECTS 8192
struct object;
struct line;
struct session {
    struct line *line;
    u8 number, attached;    /* attached: somebody has introduced himself */
    u8 knows_fluke, knows_swbreak; /* what the client says that it understands */
    u32 left;               /* of the line: how many clients we know to have gone */
    u8 input[256];          /* bytes that are not looked at yet */
    u32 input_at, input_end;
    struct rsp {            /* rsp.c */
        u8 state, ack, overlong, stale, sum, wanted_sum;
        u32 input_bytes, last_bytes;
        char input[PACKET_SIZE + 1], last[PACKET_SIZE + 16];
    } rsp;
    u8 non_stop;            /* packet.c */
    u8 awaits_stop;         /* all-stop: a vCont is not answered yet */
    u8 notified;            /* non-stop: a report was sent that vStopped has not confirmed */
    u8 first_round;         /* non-stop: the reports that ? began */
    u32 notified_tid, awaited_tid;
    u32 general_tid;        /* of the last Hg */
    u32 listed;             /* of qfThreadInfo and qsThreadInfo */
    struct object *reports[MAX_OBJECTS]; /* trace.c: stopped threads of which the client does not know yet */
    u32 report_count;
    u8 *data;               /* transfer.c: what the client reads by the piece */
    u32 data_kind, data_bytes;
    u8 printing;            /* monitor.c: data is text that goes out as console output */
    u32 printed;
};
#define SESSION_BYTES (1280 * 1024)
extern struct session sessions[MAX_SESSIONS], *session;
extern u32 session_count;
void sessions_init(u32 memory);         /* SESSION_BYTES for each of MAX_SESSIONS */
int sessions_serve(void);               /* some work for every session; returns whether there may be more */
void session_tell_others(const char *text); /* a notification to those that understand ours */
void session_begin(int attached);       /* for the current one: its client has come, or gone */

/* objects.c: the table of all objects in memory, found by region_search. */
/* All that get_state tells about an object. The words are those of frame.tsv or objects.tsv, hash first. */
struct object_state {
    u32 words[FRAME_WORDS + 1], links[5]; /* links: ids, 0 for null */
    u8 nwords, nlinks;
    u8 myself;                        /* the calling thread: the kernel tells nothing about it */
};

struct target;
struct object {
    u32 id;             /* never used again for another object; a thread's tid */
    u32 hash;           /* 0 for references, which have none */
    u32 address;        /* where debugd sees it: in the pool */
    u8 type, alive, seen;
    u8 reported;        /* bit n: in the reports of session n; the report: */
    u8 report_signal, report_cause;
    u8 report_breaks;   /* bit n: a breakpoint of session n */
    struct target *target; /* threads that debugd acts on, else null */
    const struct name_entry *name; /* objects.c: null while none is known, */
    u16 names_seen;         /* and then how much of the directory was looked through */
    u16 next_id, next_key;  /* objects.c: chains */
    u32 home;               /* threads: id of the space, as last read */
    u32 owner, owner_round; /* memory.c */
    u8 sent_name;           /* snapshot.c: what the last record said, */
    u32 sent_digest, sent_detail, sent_space, changed; /* and the snapshot in which it was news */
    u32 digest, read_digest; /* of the state now, and when it was last read; see fluke_found */
    struct object_state *kept; /* as it was read then, null: never */
    u32 detail;             /* what region_search told: a thread's processor time, the hash of a reference's target */
};

u32 objects_init(u32 memory);         /* returns the bytes that it takes */
void objects_discover(void);
int objects_are_all(void);              /* did they all find a place in the table? */
struct object *object_next(struct object *after);       /* live ones, in order of discovery; null starts and ends */
struct object *object_by_id(u32 id);                    /* dead ones too */
struct object *object_by_hash(u32 type, u32 hash);
struct object *object_named_by(u32 ref);                /* discovers if it has to */
struct object *thread_by_tid(u32 tid);                  /* a live thread, or null */
int object_read(struct object *o, struct object_state *s); /* 0: it is gone */
/* As of the last discovery: reads only what has changed, into S or a place of its own. Null: it is gone. */
const struct object_state *object_read_kept(struct object *o, struct object_state *s);
const char *object_name(struct object *o);              /* "" if it has none */
int object_is_scenario(struct object *o);               /* needs memory_refresh */
u32 scratch_ref(u32 n);                                 /* five references for link arguments */
u32 null_ref(void);

/* memory.c: what a space shows at an address, resolved through Mappings and Regions as the kernel does. */
void memory_refresh(void);              /* reads the states of all Mappings and Regions; objects_discover first */
u32 memory_resolve(u32 space_hash, u32 address, u32 *left); /* debugd's address, 0 if nothing is there */
u32 memory_stack_peak(u32 space_hash, u32 esp); /* the lowest address below ESP that looks used */
u32 memory_owner(struct object *o);     /* id of the space to which the memory of O belongs */
u32 mapping_space(const struct object *o); /* id of the space into which a Mapping maps */

/* frame.c: registers of the protocol and words of the frame. */
enum run_state { STATE_RUNNABLE, STATE_SLEEPING, STATE_STOPPED, STATE_RUNNING };
#define REGISTER_COUNT 53
#define REGISTER_ENTRY 34
u32 entry_at(u32 eip);                  /* number of the entry point, or NO_ENTRY */
int register_bytes(u32 regnum);         /* size in the g packet */
int register_get(const u32 *words, u32 regnum, u32 *value); /* 0: the register is not available */
int register_set(u32 *words, u32 regnum, u32 value);        /* an enum error */
int frame_is_legal(const u32 *words);   /* could a thread have this frame? */
enum run_state run_state(const struct object_state *s);
void describe_thread(struct text *t, struct object *o);

/* target.c: threads on which debugd acts. All return an enum error. */
struct edit { u32 regnum, value; };
void targets_init(u32 memory, u32 bytes);
int target_stop(struct object *o, int report);
int target_resume(struct object *o);
int target_step(struct object *o);
int target_until(struct object *o, u32 cause, u32 entry);
int target_trace(struct object *o, int on);
int target_edit(struct object *o, const struct edit *edits, u32 count);
int target_watch(struct object *o, int on);
int target_interrupt(struct object *o);
int target_destroy(struct object *o);
int target_create(struct object *o);
int target_restore(u32 address, const u32 *words, const u32 *links, u32 *tid); /* links: ids, 0 for null */
int target_is_stopped(struct object *o);
void target_forget_steps(u32 session);  /* a debugger broke in: nobody waits for a step any more */
void target_forget(u32 session);        /* a debugger left: nor does it want to stop at anything */
u8 target_last_cause(const struct object *o, u32 flags);

/* breaks.c: breakpoints on entry points, of each session its own. */
enum break_scope { BREAK_ALL, BREAK_SPACE, BREAK_THREAD, BREAK_SCOPES };
int break_add(u32 entry, u32 scope, u32 id);    /* an enum error; adding twice is adding once */
int break_remove(u32 entry, u32 scope, u32 id);
void break_lift(u32 entry);             /* one for all threads: to be removed, unless added again before the next, */
void breaks_forget_lifted(void);
void breaks_forget(u32 session);
u32 breaks_hit(struct object *o, u32 entry); /* bit n: a breakpoint of session n */
void breaks_renew(void);                /* there may be threads that they are new to */
void breaks_list(struct text *t);

/* trace.c: the log of events, and reports of stops on their way to the debugger. */
struct trace_event {
    u32 sequence, tid;
    u64 icount;
    u8 cause, entry;
    u16 zero;
    u32 waiting_for;
    u32 words[FRAME_WORDS];
};
void trace_init(u32 memory, u32 capacity);
void trace_log(u32 tid, u32 cause, u32 waiting_for, const u32 *words);
u32 trace_gather(u32 from, u8 *to, u32 size);   /* the transfer of live-door.md; returns its bytes */
u32 trace_count(void);
void report_add(struct object *o, u8 signal, u8 cause); /* to every session */
void report_add_here(struct object *o, u8 signal, u8 cause);
void report_drop(struct object *o);     /* the thread goes on: its stop is no news any more */
void report_clear(void);                /* those of the current session */
struct object *report_first(void);      /* its first one; null: none */
void report_take(struct object *o);

/* snapshot.c */
u32 snapshot_gather(u32 since, u8 *to, u32 size); /* since: a sequence number of which the client knows all, or 0 */

/* documents.c: what gdb reads as XML. Each returns the number of bytes written to TO. */
u32 document_target(char *to, u32 size);
u32 document_threads(char *to, u32 size);
int document_osdata(const char *table, char *to, u32 size, u32 *bytes); /* 0: no such table */

/* transfer.c: qXfer. PACKET is what follows "qXfer:". */
enum transfer_kind { FEATURES, THREADS, OSDATA, SNAPSHOT, TRACE, MONITOR };
void transfer_packet(const char *packet);
struct snapshot_cost { u32 gather, send, packets, bytes; }; /* the first two in cycles of the time stamp counter */
struct snapshot_cost snapshot_cost(void); /* of the last transfer */

/* monitor.c: qRcmd. COMMAND is what the user typed behind "monitor". */
void monitor_command(const char *command);
void monitor_print(void);               /* the next packet of its output */

/* rsp.c: framing, for the current session. */
void rsp_reset(int stale);
int rsp_input(u8 byte);                 /* whether a packet was complete */
void rsp_reply(const char *data, u32 bytes);
u32 rsp_reply_binary(const u8 *data, u32 bytes, u32 limit); /* a piece of a transfer: m or l, data; how much of it went */
void rsp_notify(const char *text);
void rsp_set_ack(int on);

/* packet.c: the meaning of packets. DATA has a NUL behind its BYTES. */
void packet_handle(char *data, u32 bytes);
void packet_overlong(void);
void packet_break(void);                /* the byte 0x03 outside of a packet */
void packet_report_stops(void);         /* send what there is to report, if the protocol allows it now */
void put_bytes(struct text *t, const void *data, u32 bytes); /* hex digits */
void reply_text(const char *text);
void reply_error(int error);            /* 0: OK */
const char *parse_hex(const char *p, u32 *value); /* null: no number here, or more than 32 bits */

/* vfluke.c: PACKET is what follows "vFluke:". */
void vfluke_packet(char *packet);

#endif
