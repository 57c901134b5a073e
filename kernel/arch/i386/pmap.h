/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables of a space (Intel SDM volume 3, 4.3: 32-bit paging). The kernel's half is the same in all:
 * physical memory at KERNEL_BASE in 4 MB pages, and one page table for the entry page and the ABI block.
 */
#ifndef I386_PMAP_H
#define I386_PMAP_H

#include <fluke/types.h>

#define KERNEL_BASE 0xc0000000u
#define KERNEL_LIMIT (0xffc00000u - KERNEL_BASE)    /* bytes of physical memory that fit */
#define PHYS_TO_VIRT(p) ((void *)((u32)(p) + KERNEL_BASE))
#define VIRT_TO_PHYS(v) ((u32)(v) - KERNEL_BASE)

/* The local APIC, for the kernel: below the ABI block. */
#define APIC_PHYSICAL 0xfee00000u
#define APIC_BASE 0xffffc000u

#define LARGE_PAGE_MASK 0x3fffffu

struct pmap {
    u32 *directory;
};

int pmap_init(struct pmap *p);      /* 0: no memory */
void pmap_free(struct pmap *p);
int pmap_enter(struct pmap *p, u32 va, u32 physical, u32 prot);    /* 0: no memory */
void pmap_remove(struct pmap *p, u32 start, u32 size);
u32 pmap_lookup(const struct pmap *p, u32 va, u32 access);         /* physical address of the byte, or 0 */
int pmap_has_table(const struct pmap *p, u32 va);                  /* else all of the LARGE_PAGE_MASK + 1 bytes are missing */
void pmap_load(const struct pmap *p);
void pmap_boot(u32 entry_page, u32 abi_page);                       /* physical addresses */

#endif
