/* SPDX-License-Identifier: BSD-2-Clause */
/* The first program: owns all memory, is the console's server, starts debugd and the scenario asked for. */
#include "user/lib/console.h"
#include "user/lib/fluke.h"
#include "user/lib/image.h"
#include "user/lib/names.h"
#include "user/lib/string.h"
#include "user/lib/thread.h"
#include "user/lib/uart.h"
#include "user/root/memory.h"
#include "user/root/process.h"
#include "user/root/scenarios.h"

void main(u32 index);

#define DEBUGD_HEAP 0x00700000
#define DEBUGD_MORE_HEAP 0x00800000 /* for acting on very many threads at once */
#define LARGE_POOL 0x02000000
#define DMA_PAGES 96
#define DMA_WINDOW 0x09000000  /* where debugd sees its memory for devices */
#define ROOT_WINDOW 0x08000000 /* where debugd sees root's image */

extern char image_end[];
static char console_stack[STACK_SIZE] __attribute__((aligned(16)));
static u32 console_pset;

static void console_main(u32 argument)
{
    console_serve(console_pset, COM1);
}

/* Starts the console's thread; returns a reference to its port. */
static u32 console_start(void)
{
    u32 port = object_new(TYPE_PORT, 0), pset_ref, ref;
    struct fluke_port_state s = { .alias = 1 };

    console_pset = object_new(TYPE_PSET, 0);
    pset_ref = reference_new(TYPE_PSET, console_pset);
    must(fluke_port_set_state(port, (u32)&s, pset_ref), "port_set_state");
    ref = reference_new(TYPE_PORT, port);
    must(thread_start(object_alloc(), root_space_ref(), console_main, 0, (u32)console_stack + sizeof console_stack,
        PRIORITY_CONSOLE, EFLAGS_IOPL, "root/console"), "thread_start");
    console_set_reference(ref, "root");
    return ref;
}

/*
 * The value of the word KEY of the command line goes to VALUE; a word alone has an empty one. Returns
 * whether the word is there.
 */
static int option(const char *key, char *value, u32 size)
{
    const char *p = fluke_abi()->command_line, *rest;

    value[0] = 0;
    while (*p) {
        while (*p == ' ')
            p++;
        rest = after_prefix(p, key);
        if (rest && (*rest == '=' || *rest == ' ' || *rest == 0)) {
            u32 n = 0;

            while (*rest == '=' && rest[n + 1] && rest[n + 1] != ' ')
                n++;
            copy_string(value, rest + 1, n + 1 < size ? n + 1 : size);
            if (!n)
                value[0] = 0;
            return 1;
        }
        while (*p && *p != ' ')
            p++;
    }
    return 0;
}

/* debugd sees all memory as root does: the pool at the same addresses, and root's image in a window. */
static void start_debugd(void)
{
    struct process p;
    u32 pool = region_new(POOL_BASE, pool_bytes()), image_bytes = (u32)image_end - ROOT_BASE;
    u32 dma = page_alloc(DMA_PAGES);
    char transport[8];

    process_create(&p, &program_debugd, "debugd", 0, DEBUGD_HEAP + (pool_bytes() > LARGE_POOL ? DEBUGD_MORE_HEAP : 0));
    mapping_new(pool, 0, pool_bytes(), p.space_ref, POOL_BASE);
    process_map(&p, ROOT_BASE, image_bytes, ROOT_WINDOW);
    p.info->pool_region = pool;
    p.info->pool_bytes = pool_bytes();
    p.info->root_image = ROOT_WINDOW;
    p.info->root_bytes = image_bytes;
    process_map(&p, dma, DMA_PAGES * PAGE_SIZE, DMA_WINDOW);
    p.info->dma = DMA_WINDOW;
    p.info->dma_bytes = DMA_PAGES * PAGE_SIZE;
    p.info->dma_physical = dma - POOL_BASE + fluke_abi()->pool_physical;
    option("live", transport, sizeof transport);
    p.info->uart_only = strcmp(transport, "uart") == 0;
    process_start_thread(process_thread(&p, "debugd/main", PRIORITY_DEBUGD, EFLAGS_IOPL));
}

/* The objects that the kernel made for root, for the names directory. */
static void name_boot_objects(void)
{
    struct fluke_space_state space;
    u32 ref = reference_new(TYPE_THREAD, BOOT_THREAD), hash;

    must(fluke_space_get_state(BOOT_SPACE, (u32)&space, 0), "space_get_state");
    name_enter(TYPE_SPACE, space.hash, 0, "root");
    ref_target(ref, &hash);
    name_enter(TYPE_THREAD, hash, 0, "root/main");
    must(fluke_ref_destroy(ref), "ref_destroy");
}

void main(u32 index)
{
    char scenario[32], none[1];
    u32 names = page_alloc(NAMES_PAGES), console;

    names_set_directory(names);
    memory_init();
    must(fluke_thread_set_handlers(fluke_thread_self(), (u32)trap_entry, 0, 0, 0), "thread_set_handlers");
    must(fluke_thread_enable_exceptions(fluke_thread_self()), "thread_enable_exceptions");
    name_boot_objects();
    console = console_start();
    option("scenario", scenario, sizeof scenario);
    process_init(console, names, scenario);
    if (scenario[0])
        scenario_set_up(scenario);
    start_debugd();
    if (!option("hold", none, sizeof none))
        scenario_start();
    thread_finish();
}
