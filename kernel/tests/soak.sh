#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Storms and traffic without end, all configurations at a time: soak.sh MINUTES SEED CONFIGURATION..., in kernel/.
# Ends by itself, or by Ctrl-C; then says what was seen. Each configuration boots once: what leaks adds up.
MAKE=${MAKE:-make}
QEMU=${QEMU:-qemu-system-i386}
minutes=$1 seed=$2
shift 2
work=build/soak pids=
rm -rf $work
mkdir -p $work

for config; do
    if ! $MAKE --no-print-directory -j "$(nproc)" CONFIG="$config" "build/$config/fluke.elf" "build/$config/fuzz.img" >"$work/log" 2>&1; then
        cat "$work/log"
        exit 1
    fi
    # In a session of its own: Ctrl-C is for us.
    setsid $QEMU -kernel "build/$config/fluke.elf" -initrd "build/$config/fuzz.img" -append "soak seed=$seed storms=0" -smp 1 \
        -icount shift=0,sleep=off -rtc base=2000-01-01,clock=vm -m 64 -display none -monitor none -serial stdio \
        -no-reboot </dev/null >"$work/$config.txt" 2>&1 &
    pids="$pids $!"
done
# shellcheck disable=SC2064,SC2086
trap "kill $pids 2>/dev/null" EXIT

over=
trap 'over=yes' INT TERM
end=$(($(date +%s) + minutes * 60))
echo "soaking $* from seed $seed for $minutes minutes; Ctrl-C ends it"
while [ -z "$over" ] && [ "$(date +%s)" -lt $end ]; do
    ! grep -qa -e '^panic:' -e '^root: .*failed' -e '^Bail out' $work/*.txt || break
    sleep 1 &
    wait $!
done

failed=0
printf '\n%-20s %8s %8s %12s %14s\n' configuration storms failed calls 'kernel memory'
for config; do
    awk -v config="$config" '
        { sub(/\r$/, "") }
        /^# seed/ { calls += $4; used = $(NF - 2) }
        /^ok .*storm/ { storms++ }
        /^not ok/ { storms++; bad++ }
        /^#.*(expected|has not come back|waits for nothing)|^not ok|^panic:|^root: .*failed|^Bail out/ { text = text "    " $0 "\n" }
        /^panic:|^root: .*failed|^Bail out/ { bad++ }
        END {
            if (!storms) { text = text "    not one storm came to its end\n"; bad++ }
            printf "%-20s %8d %8d %12d %8d bytes\n%s", config, storms, bad, calls, used, text
            exit bad > 0
        }' "$work/$config.txt" || failed=1
done
[ $failed -eq 0 ] && echo "no leak, no panic, nobody stuck" || echo "FAILED; consoles: kernel/$work"
exit $failed
