/* SPDX-License-Identifier: BSD-2-Clause */
/* From the trap to the handler and back: what the frame says is done until it says "user code". */
#include "arch/i386/arch.h"
#include "kern/debug.h"
#include "kern/entry.h"
#include "kern/ipc.h"
#include "kern/irq.h"
#include "kern/lib.h"
#include "kern/lock.h"
#include "kern/memory.h"
#include "kern/sched.h"

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
    r->eflags &= ~EFLAGS_TF;    /* or single steps would not get beyond their own handler */
    t->flags &= ~THREAD_EXCEPTION_ENABLE;
    t->request = REQUEST_NONE;
    return 1;
}

kr_t exception(struct thread *t, u32 code, u32 address)
{
    t->request = REQUEST_EXCEPTION;
    t->request_word[0] = code;
    t->request_word[1] = address;
    return KR_FAULT;
}

kr_t insane(struct thread *t, u32 insanity)
{
    return exception(t, EXCEPTION_INSANITY + insanity, t->regs.eip);
}

/* Ask the keeper about a fault, or bring an exception to the thread's handler, else to its space's keeper. */
static kr_t deliver(struct thread *t)
{
    if (t->request == REQUEST_FAULT) {
        struct port *port = (struct port *)link_get(&t->waiting_for);
        if (!port) {    /* gone meanwhile: the next attempt will find that out */
            t->request = REQUEST_NONE;
            return KR_RESTART;
        }
        if (THREAD_CAUSE(t->flags) != CAUSE_FAULT_HARD && thread_event(t, CAUSE_FAULT_HARD))
            return block(t);
        return ipc_request(t, port);
    }
    if (handler_enter(t, HANDLER_TRAP, t->request_word[0], t->request_word[1])) {
        return thread_event(t, CAUSE_ROLL_BACK) ? block(t) : KR_RESTART;
    }
    struct space *s = thread_space(t);
    struct port *keeper = s ? (struct port *)link_get(&s->keeper) : 0;
    if (keeper)
        return ipc_request(t, keeper);
    t->request = REQUEST_NONE;
    debug_printf("thread %x stopped: %s %u at eip %08x, address %08x\n", t->object.hash,
                 t->request_word[0] >= EXCEPTION_INSANITY ? "insanity" : "trap", t->request_word[0] & 0xff, t->regs.eip,
                 t->request_word[1]);
    thread_event(t, CAUSE_NONE); /* so that a tracer does not take this stop for an event that it may resume */
    thread_halt(t);
    return block(t);
}

void deliver_to_sleeper(struct thread *t)
{
    struct port *keeper = 0;
    queue_remove(&t->run_node);
    if (t->request == REQUEST_FAULT) {
        keeper = (struct port *)link_get(&t->waiting_for);
        if (thread_event(t, CAUSE_FAULT_HARD)) {
            t->request = REQUEST_NONE;
            return;
        }
    } else if (handler_enter(t, HANDLER_TRAP, t->request_word[0], t->request_word[1])) {
        thread_wake(t, CAUSE_ROLL_BACK);
        return;
    } else if (thread_space(t)) {
        keeper = (struct port *)link_get(&thread_space(t)->keeper);
    }
    if (keeper) {
        link_set(&t->waiting_for, OBJECT(keeper));
        ipc_client_waits(t, keeper);
    } else {
        link_set(&t->waiting_for, 0);
        t->request = REQUEST_NONE;
        thread_event(t, CAUSE_NONE);
        thread_halt(t);
    }
}

void kernel_loop(void)
{
    for (;;) {
        struct thread *t = current;
        debug_check(t);
        /* The dispatcher: without the lock, and with interrupts off. */
        kernel_unlock(t);
        if (need_resched || !t || t->run != RUN_RUNNING) {
            reschedule();
            continue;
        }
        if (t->flags & THREAD_INTERRUPT_PENDING && exceptions_pending(t))
            continue;
        if (entry_of(t) == ENTRY_COUNT)
            return_to_user(&t->regs);
        kernel_lock(t);
        /* Waiting for the lock, it may have been stopped, edited and let go again. */
        u32 entry = entry_of(t);
        if (entry == ENTRY_COUNT)
            continue;
        kr_t kr = entry_table[entry](t);
        if (kr == KR_FAULT) {
            deliver(t);
        } else if (kr == KR_OK) {
            t->regs.eip += ENTRY_RET;
            thread_event(t, CAUSE_COMPLETE);
            continue;
        }
        /* Threads that keep each other restarting may not see user mode for long. */
        irq_let_in();
    }
}

void trap_from_user(struct thread *t)
{
    struct regs *r = &t->regs;
    u32 trap = r->trap, line = irq_of_trap(trap), address = read_cr2();
    if (line < IRQ_LINES) {
        irq_acknowledge(line);
        irq_event(line);
        return;
    }
    /*
     * The default is "about to make this call", and whoever looks while t waits for the lock must see that.
     * Completion moves eip to the return instruction.
     */
    if (trap == FLUKE_TRAP)
        r->eip -= ENTRY_RET;
    u32 eip = r->eip;
    kernel_lock(t);
    if (r->eip != eip || r->trap != trap)
        return;     /* edited while it waited for the lock */
    kr_t kr = KR_RESTART;
    if (trap == FLUKE_TRAP) {
        if (entry_of(t) == ENTRY_COUNT)
            kr = exception(t, FLUKE_TRAP, r->eip);
        else
            thread_event(t, CAUSE_CALL);
    } else if (trap == TRAP_PAGE_FAULT) {
        kr = user_fault(t, address, r->error & 2 ? PROT_WRITE : PROT_READ);
    } else {
        kr = exception(t, trap, r->eip);
    }
    if (kr == KR_FAULT)
        deliver(t);
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
