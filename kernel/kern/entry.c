/* SPDX-License-Identifier: BSD-2-Clause */
/* From the trap to the handler and back: what the frame says is done until it says "user code". */
#include "arch/i386/arch.h"
#include "kern/entry.h"
#include "kern/ipc.h"
#include "kern/irq.h"
#include "kern/lib.h"
#include "kern/lock.h"
#include "kern/memory.h"
#include "kern/sched.h"

void kernel_loop(void)
{
    for (;;) {
        struct thread *t = current;
        /* The dispatcher: without the lock, and with interrupts off. */
        kernel_unlock(t);
        if (need_resched || !t || t->run != RUN_RUNNING) {
            reschedule();
            continue;
        }
        if (t->flags & THREAD_INTERRUPT_PENDING && exceptions_pending(t))
            continue;
        if (entry_of(t) == ENTRY_COUNT)
            return_to_user(t);
        kernel_lock(t);
        /* Waiting for the lock, it may have been stopped, edited and let go again. */
        u32 entry = entry_of(t);
        if (entry == ENTRY_COUNT)
            continue;
        if (entry_table[entry](t) == KR_OK) {
            t->regs.eip += ENTRY_RET;
            thread_event(t, CAUSE_COMPLETE);
        }
    }
}

void trap_from_user(struct thread *t)
{
    struct regs *r = &t->regs;
    u32 trap = r->trap, line = irq_of_trap(trap), address = read_cr2(), eip = r->eip;
    if (line < IRQ_LINES) {
        irq_acknowledge(line);
        irq_event(line);
        kernel_loop();
    }
    kernel_lock(t);
    if (r->eip != eip || r->trap != trap)
        kernel_loop();      /* edited while it waited for the lock */
    if (trap == FLUKE_TRAP) {
        /* The default is "about to make this call"; completion moves eip to the return instruction. */
        r->eip -= ENTRY_RET;
        if (entry_of(t) == ENTRY_COUNT)
            exception(t, FLUKE_TRAP, r->eip);
        else
            thread_event(t, CAUSE_CALL);
    } else if (trap == TRAP_PAGE_FAULT) {
        user_fault(t, address, r->error & 2 ? PROT_WRITE : PROT_READ);
    } else {
        exception(t, trap, r->eip);
    }
    kernel_loop();
}

int handler_enter(struct thread *t, int handler, u32 code, u32 address)
{
    struct regs *r = &t->regs;
    if (!t->handlers[handler] || !(t->flags & THREAD_EXCEPTION_ENABLE))
        return 0;
    t->saved = (struct fluke_saved_state){ r->eax, r->ecx, r->edx, r->eip, r->eflags };
    r->eax = t->thread_va;
    r->ecx = code;
    r->edx = address;
    r->eip = t->handlers[handler];
    t->flags &= ~THREAD_EXCEPTION_ENABLE;
    return 1;
}

kr_t exception(struct thread *t, u32 code, u32 address)
{
    if (handler_enter(t, HANDLER_TRAP, code, address))
        return thread_event(t, CAUSE_ROLL_BACK) ? block(t) : KR_RESTART;
    struct space *s = thread_space(t);
    struct port *keeper = s ? (struct port *)link_get(&s->keeper) : 0;
    if (keeper) {
        t->request = REQUEST_EXCEPTION;
        t->request_word[0] = code;
        t->request_word[1] = address;
        return ipc_request(t, keeper);
    }
    kprintf("thread %x stopped: %s %u at eip %08x, address %08x\n", t->object.hash,
            code >= EXCEPTION_INSANITY ? "insanity" : "trap", code & 0xff, t->regs.eip, address);
    thread_event(t, CAUSE_NONE); /* so that a tracer does not take this stop for an event that it may resume */
    thread_halt(t);
    return block(t);
}

kr_t insane(struct thread *t, u32 insanity)
{
    return exception(t, EXCEPTION_INSANITY + insanity, t->regs.eip);
}

int exceptions_pending(struct thread *t)
{
    if (!(t->flags & THREAD_EXCEPTION_ENABLE))
        return 0;
    t->flags &= ~THREAD_INTERRUPT_PENDING;
    if (!handler_enter(t, HANDLER_INTERRUPT, 0, 0))
        return 0;
    thread_event(t, CAUSE_INTERRUPT);
    return 1;
}
