# SPDX-License-Identifier: BSD-2-Clause
# User programs; included by kernel/Makefile. Builds $(B)/root.img.
