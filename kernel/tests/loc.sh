#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What depends on the execution model is small (kernel/loc.sh), and nothing else in the kernel's sources asks for it.
report=$(sh loc.sh --model)
totals=$(echo "$report" | awk '/^  total/ { print $2, $3; exit }')
c=${totals% *} s=${totals#* } failed=0

check() { # NUMBER WHAT CONDITION...
    number=$1 what=$2
    shift 2
    if "$@"; then echo "ok $number - $what"; else echo "not ok $number - $what"; failed=1; fi
}

check 1 "under 50 lines of C depend on the execution model: $c" [ "$c" -gt 10 -a "$c" -lt 50 ]
check 2 "under 200 instructions of assembly depend on it: $s" [ "$s" -gt 10 -a "$s" -lt 200 ]
# The names of configurations reach the kernel's C only as PREEMPTION_* and as a text for people to read.
strays=$(grep -lE 'MODEL_|ifn?def +.*(process|interrupt)' kern/*.[ch] arch/i386/*.[chS] | tr '\n' ' ')
check 3 "no condition on the model in other files${strays:+: $strays}" [ -z "$strays" ]
check 4 "the compiler is not told the model" sh -c '! grep -q -- "-D[A-Z_]*\$(MODEL)" Makefile'
echo 1..4
[ $failed -eq 0 ] && exit 1
exit 3
