/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/pci.h"
#include "user/lib/port.h"

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA 0xcfc
#define CONFIG_ENABLE 0x80000000

enum { IDENTITY = 0x00, COMMAND = 0x04, BASE = 0x10, INTERRUPT = 0x3c };
#define COMMAND_IO 1
#define COMMAND_MASTER 4
#define BASE_IO 1

static void select(u32 slot, u32 reg)
{
    out32(CONFIG_ADDRESS, CONFIG_ENABLE | slot << 11 | reg);
}

static u32 config(u32 slot, u32 reg)
{
    select(slot, reg);
    return in32(CONFIG_DATA);
}

int pci_find(u16 vendor, u16 device, struct pci_device *found)
{
    u32 slot, base;

    for (slot = 0; slot < 32; slot++) {
        if (config(slot, IDENTITY) != (u32)(vendor | device << 16))
            continue;
        base = config(slot, BASE);
        found->ports = base & BASE_IO ? (u16)(base & ~3u) : 0;
        found->irq = (u8)config(slot, INTERRUPT);
        select(slot, COMMAND);
        out16(CONFIG_DATA, (u16)(in16(CONFIG_DATA) | COMMAND_IO | COMMAND_MASTER));
        return 1;
    }
    return 0;
}
