/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices on the PCI bus (PCI Local Bus Specification 3.0, configuration mechanism #1), for threads with I/O privilege. */
#ifndef USER_LIB_PCI_H
#define USER_LIB_PCI_H

#include <fluke/types.h>

struct pci_device {
    u16 ports;  /* first I/O port of its first base address register, 0 if that is none of I/O ports */
    u8 irq;     /* interrupt line of the 8259A pair, as the firmware routed it */
};

/* Finds the first device of this VENDOR and DEVICE on bus 0 and lets it answer and read memory. Returns 0 if there is none. */
int pci_find(u16 vendor, u16 device, struct pci_device *found);

#endif
