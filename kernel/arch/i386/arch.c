/* SPDX-License-Identifier: BSD-2-Clause */
/* Segments, traps, interrupt controller and clock (Intel SDM volume 3; 8259A and 8254 data sheets). */
#include "arch/i386/arch.h"
#include "arch/i386/pmap.h"
#include "kern/irq.h"
#include "kern/lib.h"
#include "kern/lock.h"
#include "kern/memory.h"
#include "kern/sched.h"

struct tss {
    u32 link, esp0, ss0, unused[22];
    u16 trap, io_map;
} __attribute__((packed));

struct pseudo_descriptor {
    u16 limit;
    u32 base;
} __attribute__((packed));

#define VECTORS 50
#define GATE_INTERRUPT 0x8e00
#define GATE_USER 0x6000

static struct tss tss;
static u64 gdt[6];
static u64 idt[VECTORS];
extern const u32 trap_vectors[VECTORS];

static u64 segment(u32 base, u32 limit, u32 access, u32 size)
{
    return (limit & 0xffff) | (u64)(base & 0xffffff) << 16 | (u64)access << 40 | (u64)(limit >> 16) << 48 |
           (u64)size << 52 | (u64)(base >> 24) << 56;
}

static void load_descriptors(void)
{
    gdt[1] = segment(0, 0xfffff, 0x9a, 0xc);
    gdt[2] = segment(0, 0xfffff, 0x92, 0xc);
    gdt[3] = segment(0, 0xfffff, 0xfa, 0xc);
    gdt[4] = segment(0, 0xfffff, 0xf2, 0xc);
    gdt[5] = segment((u32)&tss, sizeof tss - 1, 0x89, 0);
    for (u32 i = 0; i < VECTORS; i++)
        idt[i] = (trap_vectors[i] & 0xffff) | (u32)KERNEL_CS << 16 |
                 (u64)(GATE_INTERRUPT | (i == FLUKE_TRAP || i == TRAP_BREAKPOINT ? GATE_USER : 0)) << 32 |
                 (u64)(trap_vectors[i] >> 16) << 48;
    struct pseudo_descriptor g = { sizeof gdt - 1, (u32)gdt }, t = { sizeof idt - 1, (u32)idt };
    tss.ss0 = KERNEL_DS;
    tss.io_map = sizeof tss;
    __asm__ volatile("lgdt %0\n\t"
                     "lidt %1\n\t"
                     "ljmp %2, $1f\n"
                     "1:\tmovl %3, %%ds\n\tmovl %3, %%es\n\tmovl %4, %%ss\n\t"
                     "xorl %%eax, %%eax\n\tmovl %%eax, %%fs\n\tmovl %%eax, %%gs\n\t"
                     "ltr %w5"
                     : : "m"(g), "m"(t), "i"(KERNEL_CS), "r"(USER_DS), "r"(KERNEL_DS), "r"(TSS_SELECTOR)
                     : "eax", "memory");
}

#define PIC1 0x20
#define PIC2 0xa0
#define PIC_EOI 0x20
#define PIT_HZ 1193182

static u16 irq_mask_bits = 0xffff;

static void set_mask(void)
{
    outb(PIC1 + 1, (u8)irq_mask_bits);
    outb(PIC2 + 1, (u8)(irq_mask_bits >> 8));
}

/* Local APIC registers (Intel SDM volume 3, 10.4.1). */
#define APIC(offset) (*(volatile u32 *)(APIC_BASE + (offset)))
#define APIC_EOI APIC(0xb0)
#define APIC_SPURIOUS APIC(0xf0)
#define APIC_ENABLE 0x1ff
#define APIC_TIMER APIC(0x320)
#define APIC_MASKED 0x10000

void irq_unmask(u32 line)
{
    if (line == IRQ_TIMER) {
        /* Once: QEMU forgets a timer that has just run out when this register is written. */
        static int done;
        if (!done)
            APIC_TIMER = TRAP_TIMER;
        done = 1;
        return;
    }
    u16 mask = irq_mask_bits & ~(1u << line);
    if (line >= 8)
        mask &= ~(1u << 2);
    if (mask != irq_mask_bits) {
        irq_mask_bits = mask;
        set_mask();
    }
}

void irq_mask(u32 line)
{
    if (line == IRQ_CLOCK || line == IRQ_TIMER)
        return;     /* edges of our own devices: nobody has to quiet them */
    irq_mask_bits |= 1u << line;
    set_mask();
}

u32 irq_of_trap(u32 trap)
{
    if (trap == TRAP_TIMER)
        return IRQ_TIMER;
    return trap >= TRAP_IRQ && trap < TRAP_IRQ + 16 ? trap - TRAP_IRQ : IRQ_LINES;
}

void irq_acknowledge(u32 line)
{
    if (line == IRQ_TIMER) {
        APIC_EOI = 0;
        return;
    }
    if (line >= 8)
        outb(PIC2, PIC_EOI);
    outb(PIC1, PIC_EOI);
}

void arch_init(void)
{
    load_descriptors();
    outb(PIC1, 0x11); outb(PIC1 + 1, TRAP_IRQ); outb(PIC1 + 1, 4); outb(PIC1 + 1, 1);
    outb(PIC2, 0x11); outb(PIC2 + 1, TRAP_IRQ + 8); outb(PIC2 + 1, 2); outb(PIC2 + 1, 1);
    set_mask();
    APIC_SPURIOUS = APIC_ENABLE;
    APIC_TIMER = TRAP_TIMER | APIC_MASKED;
    irq_unmask(IRQ_CLOCK);
}

void arch_clock_arm(void)
{
    u32 count = PIT_HZ / (1000000 / TICK_US);
    outb(0x43, 0x30);       /* channel 0, one shot */
    outb(0x40, (u8)count);
    outb(0x40, (u8)(count >> 8));
}

void arch_set_thread(struct thread *t)
{
    tss.esp0 = (u32)(&t->regs + 1);
    /* Not in the frame: nobody finds what another thread left there. */
    __asm__ volatile("movl %0, %%fs\n\tmovl %0, %%gs" : : "r"(0));
    struct space *s = thread_space(t);
    if (s)
        pmap_load(&s->pmap);
}

/* With nothing to run: one interrupt, taken on the kernel stack. */
void arch_idle(void)
{
    __asm__ volatile("sti; hlt; cli" : : : "memory");
}

void trap_from_kernel(struct regs *r)
{
    u32 line = irq_of_trap(r->trap);
    if (line == IRQ_LINES)
        panic("trap %u in the kernel at %08x, error %x, address %08x", r->trap, r->eip, r->error, read_cr2());
    irq_acknowledge(line);
    irq_event(line);
    preempt_interrupt();
}

u32 eflags_for_user(u32 wanted, int io_privilege)
{
    return (wanted & (EFLAGS_USER | (io_privilege ? EFLAGS_IOPL : 0))) | EFLAGS_FIXED | EFLAGS_IF;
}

void user_regs_init(struct thread *t)
{
    t->regs.cs = USER_CS;
    t->regs.ss = USER_DS;
    t->regs.eflags = eflags_for_user(0, 0);
}
