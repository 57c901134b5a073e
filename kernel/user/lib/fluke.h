/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's API as our programs use it: generated stubs, the call with all registers, references. */
#ifndef USER_LIB_FLUKE_H
#define USER_LIB_FLUKE_H

#include <fluke/stubs.h>
#include <fluke/types.h>

/* Objects live in memory that nothing else uses: arrays of these. */
struct object_memory { u8 bytes[OBJECT_SIZE]; } __attribute__((aligned(OBJECT_SIZE)));

struct fluke_regs { u32 eax, ebx, ecx, edx, esi, edi, ebp; };

void fluke_call(u32 entry, struct fluke_regs *r);

/* What a reference names: returns the type number plus one, 0 for none; the target's hash in *HASH. */
u32 ref_target(u32 ref, u32 *hash);

/* Makes REF null: a copy of a null reference clears. NULL_REF is any null reference. */
static inline void ref_clear(u32 ref, u32 null_ref) { fluke_ref_copy(null_ref, ref); }

/* Creates an object of TYPE at ADDRESS with a hash of the kernel's choice; that hash goes to *HASH. */
u32 object_create(u32 type, u32 address, u32 *hash);

/* Points REF at the object of TYPE at ADDRESS. */
u32 object_reference(u32 type, u32 address, u32 ref);

static inline const struct fluke_abi *fluke_abi(void) { return (const struct fluke_abi *)ABI_BASE; }

#endif
