#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs one image in one configuration, both built: boot.sh IMAGE CONFIGURATION SECONDS. The console goes to
# build/CONFIGURATION/IMAGE.txt, then the exit status to IMAGE.status beside it: isa-debug-exit makes 2 * value + 1
# of the value that the guest writes, so 1 is "all well", 3 "some failed". A test that is no guest is a script
# tests/IMAGE.sh CONFIGURATION, which prints TAP too, and gives the same statuses.
b=build/$2 console=build/$2/$1.txt
QEMU=${QEMU:-qemu-system-i386}
rm -f "$b/$1.status"
: >"$console"

if [ -f "tests/$1.sh" ]; then
    timeout "$3" sh "tests/$1.sh" "$2" </dev/null >"$console" 2>&1
    status=$?
else
    $QEMU -kernel "${KERNEL:-$b/fluke.elf}" -initrd "$b/$1.img" ${APPEND:+-append "$APPEND"} -smp 1 -icount shift=0,sleep=off \
        -rtc base=2000-01-01,clock=vm -m 64 -display none -monitor none -serial stdio \
        -device isa-debug-exit,iobase=0xf4,iosize=1 -no-reboot </dev/null >"$console" 2>&1 &
    pid=$!
    trap 'kill $pid 2>/dev/null' EXIT
    trap 'exit 130' INT TERM
    # A panic, or a main thread that gave up, will not end by itself.
    end=$(($(date +%s) + $3))
    while kill -0 $pid 2>/dev/null; do
        if [ "$(date +%s)" -ge $end ] || grep -qa -e '^panic:' -e '^root: .*failed' "$console"; then
            kill $pid 2>/dev/null
        fi
        sleep 0.2
    done
    wait $pid
    status=$?
fi
echo $status >"$b/$1.status"
