/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A user-level memory manager, an ordinary process: it keeps a Region of its own space, the window.
 * When somebody touches a page of it that is not there, the kernel calls the keeper port in the name of
 * that thread; the pager fills a page of its memory, maps it into the window and replies. The
 * faulting thread then simply runs its instruction or call again.
 */
#include "user/lib/console.h"
#include "user/lib/fluke.h"
#include "user/lib/info.h"
#include "user/pager/content.h"

void main(u32 index);

#define MAX_PAGES 64
static struct object_memory mappings[MAX_PAGES];
static u8 present[MAX_PAGES];
static u32 pages_used;

/* Makes the page at OFFSET of the window appear; the request may come again, for idempotent calls may. */
static u32 supply(u32 offset)
{
    const struct info *in = info();
    struct fluke_mapping_state s = {
        .region_off = pages_used * PAGE_SIZE, .start_va = in->window + offset, .size = PAGE_SIZE, .prot = PROT_ALL,
    };
    u32 page = offset / PAGE_SIZE, mapping = (u32)&mappings[page], *words = (u32 *)(in->pool + s.region_off), i, status;
    struct object_memory ref __attribute__((aligned(OBJECT_SIZE)));

    if (offset >= in->window_bytes || page >= MAX_PAGES)
        return FLUKE_INVALID_ADDRESS;
    if (present[page])
        return 0;
    if (s.region_off >= in->pool_bytes)
        return FLUKE_NO_MEMORY;
    for (i = 0; i < PAGE_SIZE / 4; i++)
        words[i] = content_word(offset + i * 4);
    status = object_create(TYPE_MAPPING, mapping, 0);
    if (!status)
        status = object_create(TYPE_REF, (u32)&ref, 0);
    if (!status) {
        object_reference(TYPE_REGION, INFO_SLOT(SLOT_POOL_REGION), (u32)&ref);
        status = fluke_mapping_set_state(mapping, (u32)&s, (u32)&ref, INFO_SLOT(SLOT_SPACE));
        fluke_ref_destroy((u32)&ref);
    }
    if (status)
        return status;
    pages_used++;
    present[page] = 1;
    return 0;
}

void main(u32 index)
{
    u32 request[4]; /* behind the minimum message: fault address, hashes of the thread and its space */
    struct fluke_params p = { .recv_words = 4, .recv_address = (u32)request };
    struct fluke_regs r = { .eax = INFO_SLOT(SLOT_PSET), .ebx = (u32)&p };
    u32 status, page;

    /* Pages 1 and 2 are resident before anybody asks. */
    for (page = 1; page <= 2; page++) {
        status = supply(page * PAGE_SIZE);
        if (status)
            console_print("%s: can't supply page %u, status %u\n", program_name(), page, status);
    }
    fluke_call(ENTRY_ipc_setup_wait_receive, &r);
    for (;;) {
        status = supply(FAULT_OFFSET(r.esi));
        if (status)
            console_print("%s: no memory for offset %x, status %u\n", program_name(), r.esi, status);
        r.ebx = (u32)&p;
        fluke_call(ENTRY_ipc_reply_wait_receive, &r);
    }
}
