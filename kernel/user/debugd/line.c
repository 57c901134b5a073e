/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/debugd/debugd.h"
#include "user/debugd/line.h"
#include "user/lib/image.h"
#include "user/lib/info.h"
#include "user/lib/thread.h"

#define MAX_DRIVERS 2

static struct driver {
    struct object_memory thread;
    u32 irq;
    void (*acknowledge)(void);
    char stack[STACK_SIZE] __attribute__((aligned(16)));
} drivers[MAX_DRIVERS];
static u32 driver_count;

/* The count in ebx makes sure that no interrupt is lost between two waits. */
static void driver_main(u32 argument)
{
    const struct driver *d = (const struct driver *)argument;
    struct fluke_regs r = { .ebx = 0 };

    for (;;) {
        r.eax = d->irq;
        fluke_call(ENTRY_irq_wait, &r);
        d->acknowledge();
        big_lock(); /* main is either asleep on the condition or will look at its lines again */
        main_wake();
        big_unlock();
    }
}

void line_interrupts(u32 irq, void (*acknowledge)(void))
{
    struct driver *d = &drivers[driver_count++];

    d->irq = irq;
    d->acknowledge = acknowledge;
    thread_start((u32)&d->thread, INFO_SLOT(SLOT_SPACE), driver_main, (u32)d, (u32)d->stack + sizeof d->stack,
        PRIORITY_DRIVER, EFLAGS_IOPL, "debugd/driver");
}

u32 lines_open(struct line *lines)
{
    u32 n = info()->uart_only ? 0 : virtio_lines(lines, MAX_LINES);

    return n + uart_lines(lines + n, MAX_LINES - n);
}
