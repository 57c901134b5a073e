/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * debugd, the live door: an ordinary process that shows and edits the frames of threads with nothing but
 * the public API, and speaks GDB's remote serial protocol on COM2. kernel/doc/live-door.md is its contract.
 *
 * Threads: the receiver fills a ring with bytes from the serial port; main handles packets; one tracer
 * for each thread that is traced or stepped. All state below is under one mutex, the big lock: main holds
 * it while it handles packets, a tracer while it handles an event. Tracers are the most urgent threads
 * of the system, so the order of the trace is the order of the events.
 */
#ifndef USER_DEBUGD_DEBUGD_H
#define USER_DEBUGD_DEBUGD_H

#include "user/lib/fluke.h"
#include "user/lib/string.h"
#include <fluke/names.h>

#define NO_ENTRY ENTRY_COUNT /* "eip stands at no entry point", in packets and tables */
#define PACKET_SIZE 0x1000

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

/* objects.c: the table of all objects in memory, found by region_search. */
struct target;
struct object {
    u32 id;             /* never used again for another object; a thread's tid */
    u32 hash;           /* 0 for references, which have none */
    u32 address;        /* where debugd sees it: in the pool */
    u8 type, alive, seen;
    struct target *target; /* threads that debugd acts on, else null */
};

/* All that get_state tells about an object. The words are those of frame.tsv or objects.tsv, hash first. */
struct object_state {
    u32 words[FRAME_WORDS], links[5]; /* links: ids, 0 for null */
    u8 nwords, nlinks;
    u8 myself;                        /* the calling thread: the kernel tells nothing about it */
};

void objects_init(u32 table, u32 capacity);
void objects_discover(void);
struct object *object_next(struct object *after);       /* live ones, in order of discovery; null starts and ends */
struct object *object_by_id(u32 id);                    /* dead ones too */
struct object *object_by_hash(u32 type, u32 hash);
struct object *object_named_by(u32 ref);                /* discovers if it has to */
struct object *thread_by_tid(u32 tid);                  /* a live thread, or null */
int object_read(const struct object *o, struct object_state *s); /* 0: it is gone */
const char *object_name(const struct object *o);        /* "" if it has none */
int object_is_scenario(const struct object *o);         /* needs memory_refresh */
u32 scratch_ref(u32 n);                                 /* five references for link arguments */
u32 null_ref(void);

/* memory.c: what a space shows at an address, resolved through Mappings and Regions as the kernel does. */
void memory_refresh(void);              /* reads the states of all Mappings and Regions; objects_discover first */
u32 memory_resolve(u32 space_hash, u32 address, u32 *left); /* debugd's address, 0 if nothing is there */
u32 memory_owner(u32 address);          /* id of the space to which the object memory at debugd's address belongs */
u32 mapping_space(const struct object *o); /* id of the space into which a Mapping maps */

/* frame.c: registers of the protocol and words of the frame. */
enum run_state { STATE_RUNNABLE, STATE_SLEEPING, STATE_STOPPED, STATE_RUNNING };
#define REGISTER_COUNT 53
#define REGISTER_ENTRY 34
u32 entry_at(u32 eip);                  /* number of the entry point, or NO_ENTRY */
int register_bytes(u32 regnum);         /* size in the g packet */
int register_get(const u32 *words, u32 regnum, u32 *value); /* 0: the register is not available */
int register_set(u32 *words, u32 regnum, u32 value);        /* an enum error */
enum run_state run_state(const struct object_state *s);
void describe_thread(struct text *t, const struct object *o);

/* target.c: threads on which debugd acts. All return an enum error. */
struct edit { u32 regnum, value; };
int target_stop(struct object *o, int report);
int target_resume(struct object *o);
int target_step(struct object *o);
int target_until(struct object *o, u32 cause, u32 entry);
int target_trace(struct object *o, int on);
int target_edit(struct object *o, const struct edit *edits, u32 count);
int target_interrupt(struct object *o);
int target_destroy(struct object *o);
int target_create(struct object *o);
int target_is_stopped(struct object *o);
void target_forget_steps(void);         /* a debugger left or broke in: nobody waits for a step any more */
u8 target_last_cause(const struct object *o, u32 flags);

/* trace.c: the log of events, and reports of stops on their way to the debugger. */
struct trace_event {
    u32 sequence, tid;
    u64 icount;
    u8 cause, entry;
    u16 zero;
    u32 waiting_for;
    u32 words[FRAME_WORDS];
};
struct stop_report { u32 tid; u8 signal, cause; };
void trace_init(u32 memory, u32 capacity);
void trace_log(u32 tid, u32 cause, u32 waiting_for, const u32 *words);
u32 trace_gather(u32 from, u8 *to, u32 size);   /* the transfer of live-door.md; returns its bytes */
u32 trace_count(void);
void report_add(u32 tid, u8 signal, u8 cause);
void report_drop(u32 tid);              /* the thread goes on: its stop is no news any more */
void report_clear(void);
struct stop_report *report_first(void); /* null: none */
void report_take(void);

/* snapshot.c */
u32 snapshot_gather(u8 *to, u32 size);

/* documents.c: what gdb reads as XML. Each returns the number of bytes written to TO. */
u32 document_target(char *to, u32 size);
u32 document_threads(char *to, u32 size);
int document_osdata(const char *table, char *to, u32 size, u32 *bytes); /* 0: no such table */

/* transfer.c: qXfer. PACKET is what follows "qXfer:". */
void transfer_init(u32 memory, u32 bytes);
void transfer_packet(const char *packet);

/* rsp.c: framing. */
void rsp_init(void);
void rsp_input(u8 byte);
void rsp_reply(const char *data, u32 bytes);
void rsp_notify(const char *text);
void rsp_set_ack(int on);

/* packet.c: the meaning of packets. DATA has a NUL behind its BYTES. */
void packet_handle(char *data, u32 bytes);
void packet_overlong(void);
void packet_break(void);                /* the byte 0x03 outside of a packet */
void packet_report_stops(void);         /* send what there is to report, if the protocol allows it now */
void reply_text(const char *text);
void reply_error(int error);            /* 0: OK */
const char *parse_hex(const char *p, u32 *value); /* null: no number here, or more than 32 bits */

/* vfluke.c: PACKET is what follows "vFluke:". */
void vfluke_packet(char *packet);

#endif
