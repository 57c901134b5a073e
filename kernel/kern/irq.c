/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch/i386/arch.h"
#include "kern/entry.h"
#include "kern/irq.h"
#include "kern/lock.h"
#include "kern/sched.h"

static struct { u32 count; struct node waiters; } lines[IRQ_LINES];

void irq_init(void)
{
    for (u32 i = 0; i < IRQ_LINES; i++)
        queue_init(&lines[i].waiters);
}

/*
 * A line stays masked until a driver waits for it again: a level-triggered one (PCI) goes on asking until
 * its device has been served, which only the driver can do.
 */
void irq_event(u32 line)
{
    irq_mask(line);
    lines[line].count++;
    queue_each(&lines[line].waiters, n)
        thread_awake(container(n, struct thread, run_node), CAUSE_WAKE);
    if (line == IRQ_CLOCK)
        sched_tick();
}

/*
 * eax=line; ebx=last count seen. Returns when the line's count differs, with it in ebx: as the count is in
 * a register, no interrupt is lost over a rollback. Needs I/O privilege.
 */
kr_t sys_irq_wait(struct thread *t)
{
    if ((t->regs.eflags & EFLAGS_IOPL) != EFLAGS_IOPL)
        return insane(t, FLUKE_PRIVILEGE);
    if (t->regs.eax >= IRQ_LINES)
        return insane(t, FLUKE_INVALID_OBJECT);
    /* No interrupt between the look at the count and the sleep. */
    u32 irq = irq_off();
    irq_unmask(t->regs.eax);
    if (lines[t->regs.eax].count == t->regs.ebx) {
        sleep_prepare(t, &lines[t->regs.eax].waiters, 0);
        irq_on(irq);
        return block(t);
    }
    irq_on(irq);
    t->regs.ebx = lines[t->regs.eax].count;
    t->regs.eax = FLUKE_SUCCESS;
    return KR_OK;
}
