/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads of debugd and what they share. */
#include "user/debugd/debugd.h"
#include "user/lib/console.h"
#include "user/lib/image.h"
#include "user/lib/info.h"
#include "user/lib/thread.h"
#include "user/lib/uart.h"

void main(u32 index);

#define TRACE_EVENTS 8192
#define MAX_OBJECTS 1024
#define TABLE_BYTES (128 * 1024)

static struct object_memory mutex, work, receiver, self_ref;
static char receiver_stack[STACK_SIZE] __attribute__((aligned(16)));
static u32 space_hash;

/* Bytes from the receiver to main; one writer, one reader. */
#define RING_BYTES 8192
static u8 ring[RING_BYTES];
static volatile u32 ring_in, ring_out;
static volatile int woken;

void big_lock(void) { fluke_mutex_lock((u32)&mutex); }
void big_unlock(void) { fluke_mutex_unlock((u32)&mutex); }
u32 big_lock_mutex(void) { return (u32)&mutex; }
u32 own_space_hash(void) { return space_hash; }

void main_wake(void)
{
    woken = 1;
    fluke_cond_signal((u32)&work);
}

/* The serial port's side: the count in ebx makes sure that no interrupt is lost between two waits. */
static void receiver_main(u32 argument)
{
    u32 count = 0;
    u8 byte;

    uart_listen(COM2);
    for (;;) {
        struct fluke_regs r = { .eax = COM2_IRQ, .ebx = count };
        int any = 0;

        while (ring_in - ring_out < RING_BYTES && uart_read(COM2, &byte)) {
            ring[ring_in % RING_BYTES] = byte;
            ring_in++;
            any = 1;
        }
        if (any) {
            big_lock(); /* main is either asleep on the condition or will look at the ring again */
            main_wake();
            big_unlock();
        } else {
            fluke_call(ENTRY_irq_wait, &r);
            count = r.ebx;
        }
    }
}

void main(u32 index)
{
    struct info *in = info();
    u32 heap = in->heap;

    object_create(TYPE_MUTEX, (u32)&mutex, 0);
    object_create(TYPE_COND, (u32)&work, 0);
    object_create(TYPE_REF, (u32)&self_ref, 0);
    ref_target(INFO_SLOT(SLOT_SPACE), &space_hash);
    objects_init(heap, MAX_OBJECTS);
    heap += TABLE_BYTES;
    trace_init(heap, TRACE_EVENTS);
    heap += TRACE_EVENTS * sizeof(struct trace_event);
    transfer_init(heap, in->heap + in->heap_bytes - heap);
    rsp_init();
    thread_start((u32)&receiver, INFO_SLOT(SLOT_SPACE), receiver_main, 0, (u32)receiver_stack + sizeof receiver_stack,
        PRIORITY_RECEIVER, EFLAGS_IOPL, "debugd/receiver");
    console_print("debugd: ready\n");
    big_lock();
    for (;;) {
        while (ring_in == ring_out && !woken)
            fluke_cond_wait((u32)&work, (u32)&mutex);
        woken = 0;
        while (ring_in != ring_out) {
            u8 byte = ring[ring_out % RING_BYTES];

            ring_out++;
            rsp_input(byte);
        }
        packet_report_stops();
    }
}
