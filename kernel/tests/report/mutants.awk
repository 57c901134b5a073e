# SPDX-License-Identifier: BSD-2-Clause
# The kernels that were broken on purpose, and what noticed each.
BEGIN { print "Kernels broken on purpose:" }
/^(not )?ok/ {
    sub(/^ok [0-9]+ - /, "    ")
    print
}
