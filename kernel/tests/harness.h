/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The harness of the tests in the guest. The tests are the root program: its first thread, here "main", drives
 * everything. A *subject* is a thread whose frame main sets directly, usually onto an entry point; when its call
 * returns, it stores its registers and waits for ever. settle() lets all others run until nobody can: so tests
 * need no time, and look at sleeping threads by their frames alone.
 */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include "user/lib/fluke.h"
#include "user/root/memory.h"

/* ---- Results ---- */

/* Ends the test before, and with it all objects and subjects made since; begins one about ENTRY. */
void test(u32 entry, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The test that runs now can't pass yet, for this reason. */
void todo(const char *reason);

/* Once each. The end checks that no implemented entry point is without a test, prints the plan, and returns the failures. */
void tests_begin(void);
u32 tests_end(void);
void machine_exit(void) __attribute__((noreturn));

/*
 * Conformance. Every status that a subject's call returned, and every insanity, is noted as seen of that entry point;
 * saw() is for what main's own calls return.
 */
void saw(u32 entry, u32 status);
int status_seen(u32 entry, u32 status, int only_about_entries);
u32 tests_about(u32 entry);

void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
int check_equal(u32 is, u32 expected, const char *what, const char *file, u32 line);
int check_text(const char *is, const char *expected, const char *file, u32 line);

#define equal(is, expected) check_equal((u32)(is), (u32)(expected), #is, __FILE__, __LINE__)
#define holds(condition) check_equal(!!(condition), 1, #condition, __FILE__, __LINE__)
#define same_text(is, expected) check_text(is, expected, __FILE__, __LINE__)

/* ---- Objects and memory, given back when the test ends ---- */

void clean_up(void);                         /* what the end of a test does */

u32 slot(void);                              /* memory for an object */
u32 make(u32 type);                          /* an object */
void make_at(u32 type, u32 address);
u32 make_ref(u32 type, u32 object);          /* a reference to OBJECT; TYPE_COUNT: a null one */
void forget(u32 address);                    /* clear whatever object is there */
u32 pages(u32 count);                        /* pages of zeroes */
u32 hash_of(u32 ref);

/* What all types have: entry points by type and operation, words of state, links. */
enum operation { CREATE, DESTROY, MOVE, REFERENCE, GET_STATE, SET_STATE, OPERATIONS };
extern const u8 operations[TYPE_COUNT][OPERATIONS];    /* references: copy for REFERENCE, nothing for SET_STATE */
extern const u8 state_words[TYPE_COUNT], link_count[TYPE_COUNT], link_types[TYPE_COUNT][5];

/* ---- Subjects ---- */

#define LINK_SPACE 0
#define LINK_SCHEDULER 1
#define LINK_WAITING_FOR 2
#define LINK_CLIENT 3
#define LINK_SERVER 4
#define LINKS 5

struct subject {
    struct fluke_regs out;      /* registers when its call returned */
    u32 started, finished;
    u32 trapped;                /* a trap ended it; insanities come back in eax instead */
    u32 trap, trap_address;
    u32 entry, noted;           /* the call that it makes; its outcome is in the conformance table */
    u32 interrupts, alerts;     /* handled */
    u32 alert_word;
    u32 thread, ref;
    struct fluke_thread_state frame;    /* as it was last looked at */
    u32 links[LINKS];                   /* references for its links */
    u32 stack[256];
};

/* A new thread of root's space, asleep. Priorities: main's is 24, a subject's less. */
struct subject *subject(u32 priority);

/* The same of another space, which must show root's image and pool at their places: see space_new(). */
struct subject *subject_in(u32 space_ref, u32 priority);

/* Put a subject onto an entry point, and let it go; roles and links stay as they are. call() settles. */
void start_call(struct subject *s, u32 entry, struct fluke_regs regs);
void start_at(struct subject *s, u32 eip, struct fluke_regs regs);     /* any address */
#define start(s, entry, ...) start_call(s, entry, (struct fluke_regs){ __VA_ARGS__ })
u32 call_and_settle(struct subject *s, u32 entry, struct fluke_regs regs);     /* returns its eax */
#define call(s, entry, ...) call_and_settle(s, entry, (struct fluke_regs){ __VA_ARGS__ })

/* Run a function as the subject; it returns into "finished" with its result in eax. */
void start_function(struct subject *s, u32 (*function)(u32), u32 argument);

void settle(void);
int settling(void);         /* main has given the processor away: all that is done now is others' */

/* Look at its frame and links, without a trace (look) or stopping it (stop). */
struct fluke_thread_state *look(struct subject *s);
struct fluke_thread_state *stop(struct subject *s);
void put(struct subject *s);    /* set the frame that stop() got, and go on as its flags say: STOPPED was cleared */
void set_flags(struct subject *s, u32 set, u32 clear);

void set_priority(struct subject *s, u32 priority);

/* Asleep at this entry point, waiting for that object (null: nothing). */
int sleeps_at(struct subject *s, u32 entry, u32 waiting_for_ref);
#define asleep(s, entry, ref) holds(sleeps_at(s, entry, ref))
#define returned(s, status) (equal((s)->finished, 1), equal((s)->out.eax, status))
#define ipc_returned(s, status) (equal((s)->finished, 1), equal((s)->out.eax >> 16, status))

/* Let a traced subject go on, event by event, until it sleeps or is finished; say what was seen: "cause@entry ...". */
const char *events(struct subject *s);

/* Destroy the thread and create it anew from its state; PEER's links at it (null: nobody's) are pointed at the new one. */
void recreate(struct subject *s, struct subject *peer);

/* ---- Memory ---- */

/* A space with root's image and pool where root has them. */
u32 space_new(u32 *space_ref);
u32 region_over(u32 space_ref, u32 start, u32 bytes);
u32 map(u32 region, u32 offset, u32 bytes, u32 space_ref, u32 start, u32 prot);
u32 pool_region(void);      /* all of root's pool */

/*
 * A window of memory in a space, whose pages come one by one from a pager that main plays: a region over an
 * otherwise empty store, and its keeper.
 */
struct window { u32 base, store, store_ref, region, mapping, port; };
void window_open(struct window *w, u32 base, u32 page_count, u32 space_ref);
u32 window_supply(struct window *w, u32 offset, u32 page);  /* returns the mapping in the store */

/* The pager's side of all windows: its subject, and the last request. */
struct pager { struct subject *subject; u32 port_ref, pset, words[8]; struct fluke_params params; };
struct pager *pager(void);
int pager_asked(u32 offset, u32 access);    /* is there such a request? */
void pager_answer(void);                    /* answer it, wait for the next, settle */

#define WINDOW_BASE 0x20000000

#endif
