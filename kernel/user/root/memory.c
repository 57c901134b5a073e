/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/fluke.h"
#include "user/lib/string.h"
#include "user/lib/thread.h"
#include "user/lib/uart.h"
#include "user/root/memory.h"

static u32 next_page = POOL_BASE + PAGE_SIZE; /* the first page holds the boot objects */
static u32 object_next, object_end;
static u32 space_ref;

/* Straight to the serial port: what fails here may be what the console needs. */
void must(u32 status, const char *what)
{
    char line[80];
    struct text t = text_in(line, sizeof line);

    if (!status)
        return;
    text_format(&t, "root: %s failed, status %u\n", what, status);
    uart_write(COM1, line, t.used);
    thread_finish();
}

u32 pool_bytes(void)
{
    return fluke_abi()->pool_pages * PAGE_SIZE;
}

u32 page_alloc(u32 pages)
{
    u32 address = next_page;

    must(pages > (POOL_BASE + pool_bytes() - next_page) / PAGE_SIZE ? FLUKE_NO_MEMORY : 0, "page_alloc");
    next_page += pages * PAGE_SIZE;
    memset((void *)address, 0, pages * PAGE_SIZE);
    return address;
}

u32 object_alloc(void)
{
    if (object_next == object_end) {
        object_next = page_alloc(1);
        object_end = object_next + PAGE_SIZE;
    }
    object_next += OBJECT_SIZE;
    return object_next - OBJECT_SIZE;
}

u32 object_new(u32 type, u32 *hash)
{
    u32 address = object_alloc();

    must(object_create(type, address, hash), "object_create");
    return address;
}

u32 reference_new(u32 type, u32 object)
{
    u32 ref = object_new(TYPE_REF, 0);

    must(object_reference(type, object, ref), "object_reference");
    return ref;
}

void memory_init(void)
{
    space_ref = reference_new(TYPE_SPACE, BOOT_SPACE);
}

u32 root_space_ref(void)
{
    return space_ref;
}

u32 region_new(u32 start, u32 bytes)
{
    struct fluke_region_state s = { .start_va = start, .size = bytes, .max_prot = PROT_ALL };
    u32 region = object_new(TYPE_REGION, 0);

    must(fluke_region_set_state(region, (u32)&s, space_ref, 0), "region_set_state");
    return region;
}

u32 mapping_new(u32 region, u32 offset, u32 bytes, u32 space, u32 start)
{
    struct fluke_mapping_state s = { .region_off = offset, .start_va = start, .size = bytes, .prot = PROT_ALL };
    u32 mapping = object_new(TYPE_MAPPING, 0);
    u32 region_ref = reference_new(TYPE_REGION, region);

    must(fluke_mapping_set_state(mapping, (u32)&s, region_ref, space), "mapping_set_state");
    must(fluke_ref_destroy(region_ref), "ref_destroy");
    return mapping;
}
