/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two threads that lock the same two mutexes in opposite orders, each when the other has its first: neither
 * ever goes on, in whatever order they are released. A third one waits behind them and is no part of it.
 */
#include "user/lib/console.h"
#include "user/lib/fluke.h"
#include "user/lib/info.h"
#include "user/lib/thread.h"
#include "user/scenario/scenario.h"

#define POLL_US 1000

static const u32 mutex[] = { INFO_SLOT(SLOT_MUTEX), INFO_SLOT(SLOT_OTHER_MUTEX) };
static volatile u32 locked[2];

static void wait_for(u32 i)
{
    while (!locked[i])
        thread_sleep_us(POLL_US);
}

void deadlock_taker(u32 first)
{
    u32 status = fluke_mutex_lock(mutex[first]);

    locked[first] = 1;
    wait_for(!first);
    if (!status)
        status = fluke_mutex_lock(mutex[!first]);
    scenario_fail("got both mutexes, status", status);
}

void deadlock_bystander(void)
{
    u32 status;

    wait_for(0);
    wait_for(1);
    console_print("deadlock: both mutexes are taken\n");
    status = fluke_mutex_lock(mutex[0]);
    scenario_fail("the bystander got a mutex, status", status);
}
