/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/fluke.h"
#include "user/lib/image.h"
#include "user/lib/names.h"
#include "user/lib/string.h"
#include "user/root/memory.h"
#include "user/root/process.h"

static u32 console, names_region;
static const char *scenario_name;

#define PAGES(bytes) (((bytes) + PAGE_MASK) / PAGE_SIZE)

void process_init(u32 console_ref, u32 names_page, const char *scenario)
{
    console = console_ref;
    names_region = region_new(names_page, NAMES_PAGES * PAGE_SIZE);
    scenario_name = scenario;
}

u32 process_slot(const struct process *process, u32 slot)
{
    return (u32)process->info + INFO_OBJECTS + slot * OBJECT_SIZE;
}

u32 process_object(struct process *process, u32 slot, u32 type, const char *name)
{
    u32 address = process_slot(process, slot), hash;

    must(object_create(type, address, &hash), "object_create in a child");
    if (name)
        name_enter(type, hash, process->flags, name);
    return address;
}

void process_reference(struct process *process, u32 slot, u32 type, u32 object)
{
    must(object_reference(type, object, process_object(process, slot, TYPE_REF, 0)), "object_reference in a child");
}

void process_map(struct process *process, u32 start, u32 bytes, u32 address)
{
    mapping_new(region_new(start, bytes), 0, bytes, process->space_ref, address);
}

void process_create(struct process *process, const struct program *p, const char *name, u32 flags, u32 heap_bytes)
{
    const struct image_header *header = (const void *)((const char *)p->start + IMAGE_HEADER);
    u32 bytes = header->end - IMAGE_BASE, pages = PAGES(bytes) + PAGES(heap_bytes), hash, image;

    must(header->magic != IMAGE_MAGIC, "check of a program image");
    memset(process, 0, sizeof *process);
    process->flags = flags;
    process->trap_handler = header->trap_handler;
    process->space = object_new(TYPE_SPACE, &hash);
    process->space_ref = reference_new(TYPE_SPACE, process->space);
    name_enter(TYPE_SPACE, hash, flags, name);

    image = page_alloc(pages);
    memcpy((void *)image, p->start, (u32)p->end - (u32)p->start);
    process_map(process, image, pages * PAGE_SIZE, IMAGE_BASE);
    process->info = (struct info *)page_alloc(1);
    process_map(process, (u32)process->info, PAGE_SIZE, INFO_BASE);
    mapping_new(names_region, 0, NAMES_PAGES * PAGE_SIZE, process->space_ref, NAMES_BASE);

    copy_string(process->info->name, name, sizeof process->info->name);
    copy_string(process->info->scenario, scenario_name, sizeof process->info->scenario);
    process->info->heap = IMAGE_BASE + PAGES(bytes) * PAGE_SIZE;
    process->info->heap_bytes = PAGES(heap_bytes) * PAGE_SIZE;
    process_object(process, SLOT_CONSOLE, TYPE_REF, 0);
    must(fluke_ref_copy(console, process_slot(process, SLOT_CONSOLE)), "ref_copy");
    process_reference(process, SLOT_SPACE, TYPE_SPACE, process->space);
}

u32 process_thread(struct process *process, const char *name, u32 sched_val, u32 eflags)
{
    u32 slot = SLOT_THREAD + process->threads, thread = process_object(process, slot, TYPE_THREAD, name);
    struct fluke_thread_state s = {
        .thread_va = INFO_SLOT(slot), .sched_val = sched_val,
        .flags = THREAD_STOPPED | THREAD_EXCEPTION_ENABLE, .eax = process->threads, .eip = IMAGE_BASE,
        .eflags = eflags, .trap_handler = process->trap_handler,
    };

    process->threads++;
    must(fluke_thread_set_state(thread, (u32)&s, process->space_ref, 0, 0, 0, 0), "thread_set_state");
    return thread;
}

void process_start_thread(u32 thread)
{
    struct fluke_thread_state s = { .flags = 0 };

    must(fluke_thread_get_state(thread, (u32)&s, 0, 0, 0, 0, 0), "thread_get_state");
    s.flags &= ~THREAD_STOPPED;
    must(fluke_thread_set_state(thread, (u32)&s, 0, 0, 0, 0, 0), "thread_set_state");
}
