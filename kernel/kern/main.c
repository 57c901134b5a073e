/* SPDX-License-Identifier: BSD-2-Clause */
/* From the boot loader's information to the first instruction of the root program. */
#include "arch/i386/arch.h"
#include "arch/i386/pmap.h"
#include "kern/abi.h"
#include "kern/debug.h"
#include "kern/entry.h"
#include "kern/irq.h"
#include "kern/kmem.h"
#include "kern/lib.h"
#include "kern/memory.h"
#include "kern/sched.h"

#define MULTIBOOT_LOADER 0x2badb002

/* Multiboot specification 0.6.96, 3.3. Addresses are physical. */
struct multiboot {
    u32 flags, mem_lower, mem_upper, boot_device, command_line, modules, module_list;
};
struct module {
    u32 start, end, string, reserved;
};

#define ROOT_PRIORITY 24
#define KMEM_SHARE 4        /* kernel memory is this part of what is free */

extern char kernel_end[];

static u32 page_up(u32 a)
{
    return (a + PAGE_MASK) & ~PAGE_MASK;
}

void kernel_main(u32 magic, const struct multiboot *info_physical)
{
    const struct multiboot *info = PHYS_TO_VIRT(info_physical);
    kprintf("fluke %s %s\n", FLUKE_VERSION, CONFIG_NAME);
    if (magic != MULTIBOOT_LOADER)
        panic("not started by a multiboot loader");
    if (!info->modules)
        panic("no root program: give it as the first module (qemu: -initrd root.img)");

    const struct module *m = PHYS_TO_VIRT(info->module_list);
    u32 image = m->start, image_end = page_up(m->end);
    u32 top = (0x100000 + info->mem_upper * 1024) & ~PAGE_MASK;
    if (top > KERNEL_LIMIT)
        top = KERNEL_LIMIT;
    u32 free = page_up(VIRT_TO_PHYS(kernel_end));
    const char *command_line = PHYS_TO_VIRT(info->command_line);
    if (free < image_end)
        free = image_end;
    /* The loader's information lies below 1 MB or right behind the modules. */
    u32 info_end = page_up((u32)info_physical + sizeof *info + PAGE_SIZE);
    if (free < info_end)
        free = info_end;
    u32 pool = free + ((top - free) / KMEM_SHARE & ~PAGE_MASK);

    abi_init(info->flags & 4 ? command_line : 0, pool, (top - pool) / PAGE_SIZE, (pool - free) / PAGE_SIZE);
    debug_stack_paint(0);
    kprintf("a thread costs %u bytes of kernel memory: its record %u, its kernel stack %u (at most %u used)\n",
            abi.thread_bytes, abi.sizeof_thread, abi.sizeof_kstack, abi.kstack_needed);
    if (model_kstack_bytes && abi.kstack_needed > model_kstack_bytes)
        panic("the kernel may need %u bytes of stack, a thread has %u", abi.kstack_needed, model_kstack_bytes);
    kmem_init((u32)PHYS_TO_VIRT(free), (u32)PHYS_TO_VIRT(pool));
    memset(PHYS_TO_VIRT(pool), 0, top - pool);
    object_init_pages(top / PAGE_SIZE);
    sched_init();
    irq_init();
    pmap_boot(VIRT_TO_PHYS(entry_page), VIRT_TO_PHYS(&abi));
    arch_init();

    struct object *o = object_new(TYPE_THREAD, 0);
    if (!o)
        panic("no memory for the root thread");
    struct thread *root = as_thread(o);
    memory_boot(root, image, image_end, pool, top, APIC_PHYSICAL);
    root->thread_va = BOOT_THREAD;
    root->sched_val = ROOT_PRIORITY;
    root->regs.eip = ROOT_BASE;
    root->regs.eflags = eflags_for_user(EFLAGS_IOPL, 1);
    root->flags |= THREAD_EXCEPTION_ENABLE;
    thread_start(root);
    kernel_loop();
}
