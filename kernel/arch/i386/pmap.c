/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch/i386/pmap.h"
#include "kern/kmem.h"
#include "kern/lib.h"

#define PRESENT 1
#define WRITABLE 2
#define USER 4
#define UNCACHED 16
#define ENTRIES 1024
#define KERNEL_ENTRY (KERNEL_BASE >> 22)
#define FIXED_ENTRY (ENTRY_BASE >> 22)      /* the entry page and the ABI block */

extern u32 boot_directory[ENTRIES];
static const struct pmap *loaded;

static u32 *table_of(const struct pmap *p, u32 va)
{
    u32 e = p->directory[va >> 22];
    return e & PRESENT ? PHYS_TO_VIRT(e & ~PAGE_MASK) : 0;
}

void pmap_boot(u32 entry_page, u32 abi_page)
{
    u32 *table = kmem_page();
    if (!table)
        panic("no memory for the fixed pages");
    table[ENTRY_BASE >> 12 & 1023] = entry_page | USER | PRESENT;
    table[ABI_BASE >> 12 & 1023] = abi_page | USER | PRESENT;
    table[APIC_BASE >> 12 & 1023] = APIC_PHYSICAL | UNCACHED | WRITABLE | PRESENT;
    boot_directory[FIXED_ENTRY] = VIRT_TO_PHYS(table) | USER | WRITABLE | PRESENT;
    boot_directory[0] = 0;
    __asm__ volatile("movl %0, %%cr3" : : "r"(VIRT_TO_PHYS(boot_directory)) : "memory");
}

int pmap_init(struct pmap *p)
{
    p->directory = kmem_page();
    if (!p->directory)
        return 0;
    memcpy(p->directory + KERNEL_ENTRY, boot_directory + KERNEL_ENTRY, (ENTRIES - KERNEL_ENTRY) * 4);
    return 1;
}

void pmap_free(struct pmap *p)
{
    if (!p->directory)
        return;
    if (loaded == p) {
        loaded = 0;
        __asm__ volatile("movl %0, %%cr3" : : "r"(VIRT_TO_PHYS(boot_directory)) : "memory");
    }
    for (u32 i = 0; i < KERNEL_ENTRY; i++)
        if (p->directory[i] & PRESENT)
            kmem_page_free(PHYS_TO_VIRT(p->directory[i] & ~PAGE_MASK));
    kmem_page_free(p->directory);
    p->directory = 0;
}

static void invalidate(const struct pmap *p, u32 va)
{
    if (loaded == p)
        __asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

int pmap_enter(struct pmap *p, u32 va, u32 physical, u32 prot)
{
    u32 *table = table_of(p, va);
    if (!table) {
        table = kmem_page();
        if (!table)
            return 0;
        p->directory[va >> 22] = VIRT_TO_PHYS(table) | USER | WRITABLE | PRESENT;
    }
    /* i386 pages that can be written can be read. */
    table[va >> 12 & 1023] = prot ? physical | USER | (prot & PROT_WRITE ? WRITABLE : 0) |
                                      (physical == APIC_PHYSICAL ? UNCACHED : 0) | PRESENT : 0;
    invalidate(p, va);
    return 1;
}

void pmap_remove(struct pmap *p, u32 start, u32 size)
{
    u32 va = start & ~PAGE_MASK, pages = ((start & PAGE_MASK) + size + PAGE_MASK) / PAGE_SIZE;
    while (pages) {
        u32 *table = table_of(p, va), first = va >> 12 & 1023, n = ENTRIES - first;
        if (n > pages)
            n = pages;
        for (u32 i = 0; table && i < n; i++)
            if (table[first + i] & PRESENT) {
                table[first + i] = 0;
                invalidate(p, va + i * PAGE_SIZE);
            }
        va += n * PAGE_SIZE;
        pages -= n;
    }
}

u32 pmap_lookup(const struct pmap *p, u32 va, u32 access)
{
    u32 *table = table_of(p, va);
    u32 e = table ? table[va >> 12 & 1023] : 0;
    if (!(e & PRESENT) || (access & PROT_WRITE && !(e & WRITABLE)))
        return 0;
    return (e & ~PAGE_MASK) | (va & PAGE_MASK);
}

int pmap_has_table(const struct pmap *p, u32 va)
{
    return table_of(p, va) != 0;
}

void pmap_load(const struct pmap *p)
{
    if (loaded == p)
        return;
    loaded = p;
    __asm__ volatile("movl %0, %%cr3" : : "r"(VIRT_TO_PHYS(p->directory)) : "memory");
}
