/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/fluke.h"
void main(u32 index);
void main(u32 index) { }
