/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/console.h"
#include "user/lib/fluke.h"
#include "user/lib/names.h"
#include "user/lib/string.h"
#include "user/lib/thread.h"
#include "user/root/memory.h"
#include "user/root/process.h"
#include "user/root/scenarios.h"
#include "user/scenario/roles.h"

#define MAX_THREADS 8
static u32 threads[MAX_THREADS], thread_count;

/* The pager's addresses: memory to give out, and the window whose Region it keeps. */
#define PAGER_POOL 0x50000000
#define PAGER_POOL_BYTES 0x10000
#define PAGER_WINDOW 0x60000000

/* SCENARIO/PART, in memory that stays. */
static const char *part_name(const char *scenario, const char *part)
{
    static char names[16][32];
    static u32 used;
    struct text t = text_in(names[used % 16], 32);

    text_format(&t, "%s/%s", scenario, part);
    return names[used++ % 16];
}

static void create(struct process *p, const struct program *program, const char *name, u32 role)
{
    process_create(p, program, name, NAME_SCENARIO, 0);
    p->info->role = role;
}

static void add_thread(struct process *p, const char *name, u32 priority)
{
    threads[thread_count++] = process_thread(p, name, priority, 0);
}

/* A Port in a Portset for SERVER, and for CLIENT (if any) a reference to it. */
static void connect(struct process *server, struct process *client, const char *name)
{
    u32 port = process_object(server, SLOT_PORT, TYPE_PORT, name);
    u32 pset_ref = reference_new(TYPE_PSET, process_object(server, SLOT_PSET, TYPE_PSET, name));
    struct fluke_port_state s = { .alias = INFO_SLOT(SLOT_PORT) };

    must(fluke_port_set_state(port, (u32)&s, pset_ref), "port_set_state");
    must(fluke_ref_destroy(pset_ref), "ref_destroy");
    if (client)
        process_reference(client, SLOT_SERVER, TYPE_PORT, port);
}

static void cond_wait(const char *name)
{
    struct process p;

    create(&p, &program_scenario, name, ROLE_COND_WAIT);
    process_object(&p, SLOT_MUTEX, TYPE_MUTEX, part_name(name, "mutex"));
    process_object(&p, SLOT_COND, TYPE_COND, part_name(name, "cond"));
    add_thread(&p, part_name(name, "waiter"), PRIORITY_SCENARIO + 4);
    add_thread(&p, part_name(name, "signaller"), PRIORITY_SCENARIO + 2);
}

static void edit(const char *name)
{
    struct process p;

    create(&p, &program_scenario, name, ROLE_EDIT);
    process_object(&p, SLOT_MUTEX, TYPE_MUTEX, part_name(name, "mutex"));
    process_object(&p, SLOT_OTHER_MUTEX, TYPE_MUTEX, part_name(name, "other-mutex"));
    add_thread(&p, part_name(name, "owner"), PRIORITY_SCENARIO + 4);
    add_thread(&p, part_name(name, "waiter"), PRIORITY_SCENARIO + 2);
}

static void deadlock(const char *name)
{
    struct process p;

    create(&p, &program_scenario, name, ROLE_DEADLOCK);
    process_object(&p, SLOT_MUTEX, TYPE_MUTEX, part_name(name, "left"));
    process_object(&p, SLOT_OTHER_MUTEX, TYPE_MUTEX, part_name(name, "right"));
    add_thread(&p, part_name(name, "a"), PRIORITY_SCENARIO + 4);
    add_thread(&p, part_name(name, "b"), PRIORITY_SCENARIO + 2);
    add_thread(&p, part_name(name, "bystander"), PRIORITY_SCENARIO);
}

static void rpc(const char *name)
{
    struct process server, client;

    create(&server, &program_scenario, part_name(name, "server"), ROLE_RPC_SERVER);
    create(&client, &program_scenario, part_name(name, "client"), ROLE_RPC_CLIENT);
    connect(&server, &client, part_name(name, "port"));
    add_thread(&server, part_name(name, "server"), PRIORITY_SCENARIO + 4);
    add_thread(&client, part_name(name, "client"), PRIORITY_SCENARIO + 2);
}

/*
 * The sender's memory is a Region of the pager's space, whose pages the pager maps into its own window
 * when the keeper port asks for them; the memory it maps there comes from root.
 */
static void keep_memory(struct process *pager, struct process *sender, const char *name)
{
    u32 pool = page_alloc(PAGER_POOL_BYTES / PAGE_SIZE), pool_region, window, keeper;
    struct fluke_region_state s = { .start_va = PAGER_POOL, .size = PAGER_POOL_BYTES, .max_prot = PROT_ALL };

    connect(pager, 0, part_name(name, "keeper"));
    process_map(pager, pool, PAGER_POOL_BYTES, PAGER_POOL);
    pool_region = process_object(pager, SLOT_POOL_REGION, TYPE_REGION, 0);
    must(fluke_region_set_state(pool_region, (u32)&s, pager->space_ref, 0), "region_set_state");
    window = process_object(pager, SLOT_REGION, TYPE_REGION, part_name(name, "memory"));
    s.start_va = PAGER_WINDOW;
    s.size = FAULT_MEMORY_BYTES;
    keeper = reference_new(TYPE_PORT, process_slot(pager, SLOT_PORT));
    must(fluke_region_set_state(window, (u32)&s, pager->space_ref, keeper), "region_set_state");
    must(fluke_ref_destroy(keeper), "ref_destroy");
    pager->info->pool = PAGER_POOL;
    pager->info->pool_bytes = PAGER_POOL_BYTES;
    pager->info->window = PAGER_WINDOW;
    pager->info->window_bytes = FAULT_MEMORY_BYTES;
    mapping_new(window, 0, FAULT_MEMORY_BYTES, sender->space_ref, FAULT_MEMORY);
}

static void ipc_fault(const char *name)
{
    struct process sender, receiver, pager;

    create(&sender, &program_scenario, part_name(name, "sender"), ROLE_IPC_SENDER);
    create(&receiver, &program_scenario, part_name(name, "receiver"), ROLE_IPC_RECEIVER);
    create(&pager, &program_pager, part_name(name, "pager"), 0);
    connect(&receiver, &sender, part_name(name, "port"));
    keep_memory(&pager, &sender, name);
    add_thread(&pager, part_name(name, "pager"), PRIORITY_PAGER);
    add_thread(&receiver, part_name(name, "receiver"), PRIORITY_SCENARIO + 4);
    add_thread(&sender, part_name(name, "sender"), PRIORITY_SCENARIO + 2);
}

static void many(const char *name)
{
    struct process p;

    process_create(&p, &program_scenario, name, NAME_SCENARIO, MANY_HEAP);
    p.info->role = ROLE_MANY;
    process_object(&p, SLOT_MUTEX, TYPE_MUTEX, part_name(name, "held"));
    process_object(&p, SLOT_OTHER_MUTEX, TYPE_MUTEX, part_name(name, "mutex"));
    process_object(&p, SLOT_COND, TYPE_COND, part_name(name, "cond"));
    connect(&p, &p, part_name(name, "port"));
    add_thread(&p, part_name(name, "main"), PRIORITY_SCENARIO + 2);
}

static const struct { const char *name; void (*set_up)(const char *name); } scenarios[] = {
    { "cond-wait", cond_wait }, { "ipc-fault", ipc_fault }, { "rpc", rpc }, { "edit", edit }, { "recreate", ipc_fault },
    { "many", many }, { "deadlock", deadlock },
};

void scenario_set_up(const char *name)
{
    u32 i;

    for (i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        if (strcmp(scenarios[i].name, name) == 0)
            break;
    if (i == sizeof scenarios / sizeof *scenarios) {
        console_print("root: there is no scenario '%s'\n", name);
        return;
    }
    scenarios[i].set_up(scenarios[i].name);
}

void scenario_start(void)
{
    u32 i;

    for (i = 0; i < thread_count; i++)
        process_start_thread(threads[i]);
}
