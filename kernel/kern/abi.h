/* SPDX-License-Identifier: BSD-2-Clause */
/* The ABI block: a page, readable in every space and by symbol from the machine door. */
#ifndef KERN_ABI_H
#define KERN_ABI_H

#include <fluke/types.h>

extern struct fluke_abi abi;
extern const u8 entry_page[PAGE_SIZE];

/* From the call graphs (arch/i386/stack.awk): an address that is a number of bytes. */
extern char kstack_needed[];

void abi_init(const char *command_line, u32 pool, u32 pool_pages, u32 kmem_pages);

#endif
