/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/harness.h"

void main(u32 index);
void object_tests(void);
void call_tests(void);
void mutex_tests(void);
void thread_tests(void);
void ipc_reliable_tests(void);
void ipc_single_tests(void);
void ipc_outcome_tests(void);
void memory_tests(void);
void restart_tests(void);
void schedule_tests(void);
void garbage_tests(void);
void exhaustion_tests(void);
void cond_tests(void);
void status_tests(void);
void cost_tests(void);

void main(u32 index)
{
    tests_begin();
    object_tests();
    call_tests();
    mutex_tests();
    cond_tests();
    thread_tests();
    ipc_reliable_tests();
    ipc_single_tests();
    ipc_outcome_tests();
    memory_tests();
    restart_tests();
    schedule_tests();
    cost_tests();
    garbage_tests();
    exhaustion_tests();
    status_tests();
    tests_end();
    machine_exit();
}
