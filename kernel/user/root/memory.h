/* SPDX-License-Identifier: BSD-2-Clause */
/* Root's memory: the pool that the kernel left over, given out by the page and never taken back. */
#ifndef USER_ROOT_MEMORY_H
#define USER_ROOT_MEMORY_H

#include <fluke/types.h>

void memory_init(void);

/* PAGES consecutive pages of zeroes. Ends the system with a message when the pool is empty. */
u32 page_alloc(u32 pages);

/* Memory for one object, among root's own. */
u32 object_alloc(void);

/* A new object of TYPE in root's memory, and references to objects; any failure ends root with a message. */
u32 object_new(u32 type, u32 *hash);
u32 reference_new(u32 type, u32 object);

/* A region over root's addresses [START, +BYTES). */
u32 region_new(u32 start, u32 bytes);

/* Shows BYTES of REGION from OFFSET on at START in the space that SPACE_REF names. */
u32 mapping_new(u32 region, u32 offset, u32 bytes, u32 space_ref, u32 start);

u32 pool_bytes(void);

/* A reference to root's own space. */
u32 root_space_ref(void);

/* STATUS has to be 0; else says what failed and ends the calling thread. */
void must(u32 status, const char *what);

#endif
