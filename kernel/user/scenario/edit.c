/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread asleep in mutex_lock on a mutex that its owner never releases. Only an edit of its frame,
 * eax := the other mutex, gets it out.
 */
#include "user/lib/console.h"
#include "user/lib/fluke.h"
#include "user/lib/info.h"
#include "user/lib/thread.h"
#include "user/scenario/scenario.h"

#define MUTEX INFO_SLOT(SLOT_MUTEX)
#define OTHER INFO_SLOT(SLOT_OTHER_MUTEX)

void edit_owner(void)
{
    u32 status = fluke_mutex_lock(MUTEX);

    if (status)
        scenario_fail("the owner got a status", status);
    thread_finish();
}

/* Is the calling thread the owner of MUTEX? */
static int owns(u32 mutex)
{
    struct fluke_mutex_state s;
    struct object_memory refs[2];
    u32 owner = (u32)&refs[0], self = (u32)&refs[1], same = 0;

    object_create(TYPE_REF, owner, 0);
    object_create(TYPE_REF, self, 0);
    object_reference(TYPE_THREAD, fluke_thread_self(), self);
    if (fluke_mutex_get_state(mutex, (u32)&s, owner) == 0)
        same = fluke_ref_compare(owner, self);
    fluke_ref_destroy(owner);
    fluke_ref_destroy(self);
    return s.locked && same == 1;
}

void edit_waiter(void)
{
    u32 status;

    console_print("edit: mutex at 0x%08x belongs to another thread\n", MUTEX);
    console_print("edit: other mutex at 0x%08x\n", OTHER);
    status = fluke_mutex_lock(MUTEX);
    if (status) {
        scenario_fail("mutex_lock returned", status);
    } else if (owns(OTHER)) {
        console_print("edit: locked the other mutex\n");
        scenario_pass();
    } else {
        scenario_fail("not the owner of the other mutex; owner of the first", owns(MUTEX));
    }
}
