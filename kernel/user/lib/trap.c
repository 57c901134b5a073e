/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/console.h"
#include "user/lib/fluke.h"
#include "user/lib/thread.h"

void trap_handle(u32 thread, u32 code, u32 address);

/*
 * Insanity becomes the return code of the call that was insane: the saved eip stands on the entry
 * point, whose ret lies ENTRY_RET further on. Anything else is a bug in the program: say it and stop.
 */
void trap_handle(u32 thread, u32 code, u32 address)
{
    struct fluke_saved_state saved;

    fluke_thread_get_saved_state(thread, (u32)&saved);
    if (code >= EXCEPTION_INSANITY) {
        saved.eax = code - EXCEPTION_INSANITY;
        saved.eip += ENTRY_RET;
        fluke_thread_set_saved_state(thread, (u32)&saved);
        return;
    }
    console_print("%s: trap %u at eip %08x, address %08x: thread ends\n", program_name(), code, saved.eip, address);
    thread_finish();
}
