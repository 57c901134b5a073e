/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/console.h"
#include "user/lib/info.h"
#include "user/scenario/scenario.h"

void scenario_pass(void)
{
    console_print("scenario %s: pass\n", info()->scenario);
}

void scenario_fail(const char *reason, u32 value)
{
    console_print("scenario %s: fail %s (%u)\n", info()->scenario, reason, value);
}
