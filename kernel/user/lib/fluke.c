/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/fluke.h"

static const u8 create_entry[TYPE_COUNT] = {
    [TYPE_MUTEX] = ENTRY_mutex_create, [TYPE_COND] = ENTRY_cond_create, [TYPE_MAPPING] = ENTRY_mapping_create,
    [TYPE_REGION] = ENTRY_region_create, [TYPE_PORT] = ENTRY_port_create, [TYPE_PSET] = ENTRY_pset_create,
    [TYPE_SPACE] = ENTRY_space_create, [TYPE_THREAD] = ENTRY_thread_create, [TYPE_REF] = ENTRY_ref_create,
};

static const u8 reference_entry[TYPE_COUNT] = {
    [TYPE_MUTEX] = ENTRY_mutex_reference, [TYPE_COND] = ENTRY_cond_reference,
    [TYPE_MAPPING] = ENTRY_mapping_reference, [TYPE_REGION] = ENTRY_region_reference,
    [TYPE_PORT] = ENTRY_port_reference, [TYPE_PSET] = ENTRY_pset_reference,
    [TYPE_SPACE] = ENTRY_space_reference, [TYPE_THREAD] = ENTRY_thread_reference, [TYPE_REF] = ENTRY_ref_copy,
};

u32 ref_target(u32 ref, u32 *hash)
{
    struct fluke_regs r = { .eax = ref };

    fluke_call(ENTRY_ref_get_state, &r);
    *hash = r.ebx;
    if (r.eax == 0 || r.eax > TYPE_COUNT) {
        *hash = 0;
        return 0;
    }
    return r.eax;
}

u32 object_create(u32 type, u32 address, u32 *hash)
{
    struct fluke_regs r = { .eax = address };

    fluke_call(create_entry[type], &r);
    if (hash)
        *hash = r.ebx;
    return r.eax;
}

u32 object_reference(u32 type, u32 address, u32 ref)
{
    struct fluke_regs r = { .eax = address, .ebx = ref };

    fluke_call(reference_entry[type], &r);
    return r.eax;
}
