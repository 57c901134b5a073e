#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Builds and runs the tests in the guest: run.sh CONFIGURATION..., in kernel/. Prints failures, then a table, then
# "N passed, N failed". TIME_LIMIT: seconds for one configuration. OUT: where the consoles go (else build/*).
MAKE=${MAKE:-make}
TIME_LIMIT=${TIME_LIMIT:-240}
QEMU=${QEMU:-qemu-system-i386}
passed=0 failed=0 table=

run() {
    $QEMU -kernel "$1/fluke.elf" -initrd "$1/tests.img" -smp 1 -icount shift=0,sleep=off \
        -rtc base=2000-01-01,clock=vm -m 64 -display none -monitor none -serial stdio \
        -device isa-debug-exit,iobase=0xf4,iosize=1 -no-reboot </dev/null >"$2" 2>&1 &
    pid=$! seconds=0
    # A panic, or a main thread that gave up, will not end by itself.
    while kill -0 $pid 2>/dev/null; do
        if [ $seconds -ge "$TIME_LIMIT" ] || grep -qa -e '^panic:' -e '^root: .*failed' "$2"; then
            kill $pid 2>/dev/null
        fi
        sleep 1
        seconds=$((seconds + 1))
    done
    wait $pid
}

for config; do
    b=build/$config console=build/$config/tests.txt
    mkdir -p "$b"
    if ! $MAKE --no-print-directory CONFIG="$config" "$b/fluke.elf" "$b/tests.img" >"build/$config.log" 2>&1; then
        cat "build/$config.log"
        table="$table$config 0 build-failed
"
        failed=$((failed + 1))
        continue
    fi
    run "$b" "$console"
    status=$?
    # isa-debug-exit makes 2 * value + 1 of the value written: 1 is "all well", 3 "some failed".
    result=$(awk -v status=$status -v config="$config" '
        { sub(/\r$/, "") }
        /^#/ { notes = notes "    " $0 "\n" }
        /^not ok/ && !/# TODO/ { printf "%s: %s\n%s", config, $0, notes > "/dev/stderr"; bad++ }
        /^not ok/ && /# TODO/ { printf "%s: %s\n", config, $0 > "/dev/stderr"; todo++ }
        /^(not )?ok/ { count++; notes = ""; if ($0 !~ "^(not )?ok " count " ") order = 1 }
        /^1\.\.[0-9]+$/ { plan = substr($0, 4) + 0 }
        { last[NR % 12] = $0 }
        END {
            if (plan != count || order || status != (bad ? 3 : 1)) {
                printf "%s: the guest did not come to the end (status %d, %d of %d tests); its last lines:\n",
                    config, status, count, plan > "/dev/stderr"
                for (i = NR - 11; i <= NR; i++)
                    if (i > 0) printf "    %s\n", last[i % 12] > "/dev/stderr"
                bad++
                lost = 1
            }
            print count - bad + lost, bad + 0
        }' "$console")
    passed=$((passed + ${result% *}))
    failed=$((failed + ${result#* }))
    table="$table$config $((${result% *} + ${result#* })) ${result#* }
"
done

printf '%-16s %8s %8s\n' configuration tests failures
printf '%s' "$table" | while read -r config tests failures; do
    printf '%-16s %8s %8s\n' "$config" "$tests" "$failures"
done
printf '%d passed, %d failed\n' $passed $failed
[ $failed -eq 0 ] && [ $passed -gt 0 ]
