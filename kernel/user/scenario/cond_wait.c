/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The paper's first example: a thread asleep in cond_wait has already left its mutex, and its frame
 * stands on mutex_lock with the mutex in eax. The waiter is the more urgent one, so it waits before
 * the signaller runs; if a debugger turns that round, the waiter finds the condition already true.
 */
#include "user/lib/console.h"
#include "user/lib/fluke.h"
#include "user/lib/info.h"
#include "user/scenario/scenario.h"

#define MUTEX INFO_SLOT(SLOT_MUTEX)
#define COND INFO_SLOT(SLOT_COND)

static volatile u32 ready;

void cond_wait_waiter(void)
{
    u32 status = fluke_mutex_lock(MUTEX);

    console_print("cond-wait: the waiter waits\n");
    while (!status && !ready)
        status = fluke_cond_wait(COND, MUTEX);
    if (!status)
        status = fluke_mutex_unlock(MUTEX); /* fails unless cond_wait came back with the mutex */
    if (status) {
        scenario_fail("the waiter got a status", status);
        return;
    }
    console_print("cond-wait: the waiter goes on\n");
    scenario_pass();
}

void cond_wait_signaller(void)
{
    u32 status = fluke_mutex_lock(MUTEX);

    console_print("cond-wait: the signaller signals\n");
    ready = 1;
    if (!status)
        status = fluke_cond_signal(COND);
    if (!status)
        status = fluke_mutex_unlock(MUTEX);
    if (status)
        scenario_fail("the signaller got a status", status);
}
