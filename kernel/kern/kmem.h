/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel memory: pages, and small blocks of a few sizes cut from pages. */
#ifndef KERN_KMEM_H
#define KERN_KMEM_H

#include <fluke/types.h>

void kmem_init(u32 start, u32 end);     /* kernel addresses, page aligned */
void *kmem_page(void);                  /* a zeroed page, or null */
void kmem_page_free(void *page);
void *kmem_alloc(u32 bytes);            /* zeroed, at most 2048; or null */
void kmem_free(void *p, u32 bytes);
u32 kmem_size(u32 bytes);               /* what kmem_alloc() takes for so many */

#endif
