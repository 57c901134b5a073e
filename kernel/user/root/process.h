/* SPDX-License-Identifier: BSD-2-Clause */
/* Making processes: a space, a program image in it, its info page, its threads. */
#ifndef USER_ROOT_PROCESS_H
#define USER_ROOT_PROCESS_H

#include "user/lib/info.h"

/* A program image inside root's own (programs.S). */
struct program { const void *start, *end; };
extern const struct program program_debugd, program_pager, program_scenario;

struct process {
    u32 space, space_ref;  /* object and reference in root's memory */
    struct info *info;     /* root's view of the info page */
    u32 flags;             /* NAME_SCENARIO or 0 */
    u32 trap_handler;
    u32 threads;           /* created so far */
};

/* What all children share. Call once, before any spawn. */
void process_init(u32 console_ref, u32 names_page, const char *scenario);

/* A process with program P and HEAP_BYTES of memory behind its image; it has no thread yet. */
void process_create(struct process *process, const struct program *p, const char *name, u32 flags, u32 heap_bytes);

/* Root's address of a slot in the info page of PROCESS. */
u32 process_slot(const struct process *process, u32 slot);

/* Puts an object of TYPE into that slot; a NAME (or null) goes into the names directory. Returns its root address. */
u32 process_object(struct process *process, u32 slot, u32 type, const char *name);

/* Points a new reference in that slot at OBJECT (of TYPE, root's address). */
void process_reference(struct process *process, u32 slot, u32 type, u32 object);

/* A region over root's [START, +BYTES), shown at ADDRESS of PROCESS. */
void process_map(struct process *process, u32 start, u32 bytes, u32 address);

/* The next thread of PROCESS, stopped at the start of its program. Returns its root address. */
u32 process_thread(struct process *process, const char *name, u32 sched_val, u32 eflags);

/* Lets a thread of process_thread go. */
void process_start_thread(u32 thread);

#endif
