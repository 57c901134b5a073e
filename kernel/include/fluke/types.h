/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The public face of the kernel, shared by kernel and user code: addresses, the shapes of object state
 * and message parameters. Numbers of entry points, flags and codes are generated (fluke/api.h).
 */
#ifndef FLUKE_TYPES_H
#define FLUKE_TYPES_H

#include <fluke/api.h>

#define PAGE_SIZE 4096
#define PAGE_MASK 4095

/* Trap instruction of the entry page; entry n stands at ENTRY_BASE + n * ENTRY_SIZE, its ret 2 bytes on. */
#define FLUKE_TRAP 0x30
#define ENTRY_BASE 0xffffe000
#define ENTRY_SIZE 16
#define ENTRY_RET 2

/* The ABI block: one read-only page in every space, by which the running kernel describes itself. */
#define ABI_BASE 0xffffd000

/* User addresses end here. */
#define USER_END 0xc0000000

/* An object's address is a multiple of this, and it owns that many bytes. */
#define OBJECT_SIZE 16

/* Memory protections and kinds of access. */
#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_ALL 3

/*
 * Segment registers are not in the frame. Code, stack and data segments are flat; ds and es are so again after every
 * trap, fs and gs hold nothing after another thread has run. Nor is there any floating point state: its instructions
 * are trap 7, or 6.
 */

/* EFLAGS of a thread that may use I/O ports; only a thread that has them may give them. */
#define EFLAGS_IOPL 0x3000

/* IPC types, in ebp when ipc_wait_receive returns. */
#define IPC_RELIABLE 0
#define IPC_IDEMPOTENT 1
#define IPC_ONEWAY 2

/* Kernel-made requests: first word of the message. Page fault: offset in the region | access bits. */
#define FAULT_ACCESS(word0) ((word0) & 3)
#define FAULT_OFFSET(word0) ((word0) & ~3u)

/* Codes in ecx when a trap handler starts, and in word 0 of an exception request: a trap number, or this plus an insanity. */
#define EXCEPTION_INSANITY 0x100

/*
 * What the root program finds at its first instruction: its image at ROOT_BASE, all free memory at
 * POOL_BASE, and in the first page of that pool these objects, OBJECT_SIZE apart. Root runs with I/O privilege.
 */
#define ROOT_BASE 0x00400000
#define POOL_BASE 0x10000000
#define BOOT_SPACE (POOL_BASE + 0 * OBJECT_SIZE)
#define BOOT_THREAD (POOL_BASE + 1 * OBJECT_SIZE)
#define BOOT_IMAGE_MAPPING (POOL_BASE + 2 * OBJECT_SIZE)
#define BOOT_POOL_MAPPING (POOL_BASE + 3 * OBJECT_SIZE)
#define BOOT_TIMER_MAPPING (POOL_BASE + 4 * OBJECT_SIZE)

/*
 * The local APIC's registers in the root program's memory: a timer of single instructions under QEMU's
 * -icount shift=0. It raises interrupt line IRQ_TIMER. Device memory holds no objects and no messages.
 */
#define TIMER_BASE (POOL_BASE - PAGE_SIZE)
#define IRQ_TIMER 16

#ifndef __ASSEMBLER__

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

struct fluke_mutex_state { u32 hash, flags, locked; };
struct fluke_cond_state { u32 hash, flags; };
struct fluke_mapping_state { u32 hash, region_off, start_va, size, prot; };
struct fluke_region_state { u32 hash, start_va, size, max_prot; };
struct fluke_port_state { u32 hash, alias; };
struct fluke_pset_state { u32 hash; };
struct fluke_space_state { u32 hash; };

/* A thread's frame (kernel/api/frame.tsv): the order of the words is API. */
struct fluke_thread_state {
    u32 hash, thread_va, sched_val, flags;
    u32 eax, ebx, ecx, edx, esi, edi, ebp, esp, eip, eflags;
    u32 pr0, pr1;
    u32 trap_handler, interrupt_handler, client_alert_handler, server_alert_handler;
    u32 saved_eax, saved_ecx, saved_edx, saved_eip, saved_eflags;
    u32 server_pset, server_esp, server_oneway_eip, server_idempotent_eip, server_reliable_eip;
};

#define THREAD_CAUSE(flags) (((flags) >> 24) & 15)
#define THREAD_CAUSE_MASK 0x0f000000

/* thread_get_saved_state, thread_set_saved_state. */
struct fluke_saved_state { u32 eax, ecx, edx, eip, eflags; };

/*
 * Message parameters (36 bytes). Counts are of the further buffers and references in the tables; the
 * first buffer is given directly. Buffers are arrays of 32-bit words, aligned to 4. A connect needs at
 * least MIN_MSG_WORDS in the first send buffer.
 */
#define MIN_MSG_WORDS 2
struct fluke_buffer { u32 words, address; };
struct fluke_params {
    u8 send_buffers, send_refs, recv_buffers, recv_refs;
    u32 send_words, send_address, send_table, send_ref_table;
    u32 recv_words, recv_address, recv_table, recv_ref_table;
};

/*
 * What region_search writes for each object found. offset: bytes from the region's start. detail: of a thread
 * the processor time that it had, in units of 1024 cycles of the time stamp counter (it wraps); of a
 * reference the hash of its target, 0 if it is null; else 0. digest: of all that get_state tells about a thread, a
 * mapping or a region, so that whoever has read it before need not do so again while the digest stays what it was
 * (two states have the same one with a probability of 2^-32); else 0.
 */
struct fluke_found { u32 offset, type, hash, detail, digest; };

/* Status part of eax after an IPC call: al buffers left, ah references left. */
#define IPC_STATUS(eax) (((eax) >> 16) & 0xff)

/* The ABI block at ABI_BASE. Sizes and offsets are bytes. */
#define ABI_MAGIC 0x4b554c46 /* "FLUK" */
struct fluke_abi {
    u32 magic, format, bytes, table_digest;
    char version[16], config[16];
    u32 entry_base, entry_size, entry_count, frame_words;
    u32 implemented[4];         /* bit n: entry point n is implemented */
    u32 sizeof_thread, sizeof_kstack; /* of its record, and of its kernel stack: 0 if it has none */
    u32 offset_frame, offset_flags, offset_hash; /* in the thread control block */
    u32 tick_us;                /* period of the clock in microseconds */
    volatile u32 ticks;         /* since boot */
    u32 pool_pages, kmem_pages; /* user memory, kernel memory */
    volatile u32 kmem_used;     /* bytes of kernel memory in use */
    u32 thread_bytes;           /* of kernel memory that a thread costs, its stack included */
    u32 kstack_needed;          /* of a kernel stack, at most */
    volatile u32 kstack_used;   /* the same as it was seen, in a kernel built for debugging; else 0 */
    char command_line[256];
    u32 pool_physical;          /* physical address of the memory at POOL_BASE, for drivers of devices that read memory */
};

#endif
#endif
