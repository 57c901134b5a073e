#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Builds and runs the tests in the guest, in kernel/:
#   run.sh IMAGES CONFIGURATION...     IMAGES: names of the list below with commas between, or "all"
# As many guests at a time as there are processors. Prints, always in the same order, a line for each image in
# each configuration with the failures before it, then what the images themselves have to report
# (tests/report/IMAGE.awk), and "N passed, N failed". Consoles are kept in build/CONFIGURATION/IMAGE.txt.
export MAKE=${MAKE:-make}
JOBS=${JOBS:-$(nproc)}

# name, seconds that it may take in one configuration, configurations if not all that are asked for
list='
tests       240
sweep       900
promptness  600
mutants     900     process-np
fuzz        900
loc         60      process-np
'

images=$1
shift
work=build/check
passed=0 failed=0
rm -rf $work
mkdir -p $work
: >$work/unsorted

for config; do
    wanted=
    while read -r image seconds only; do
        case ",$images," in *",$image,"* | ,all,) ;; *) continue ;; esac
        case " ${only:-$config} " in *" $config "*) ;; *) continue ;; esac
        rm -f "build/$config/$image.status"
        echo "$image $config $seconds" >>$work/unsorted
        [ -f "tests/$image.sh" ] || wanted="$wanted build/$config/$image.img"
    done <<END
$(echo "$list" | grep .)
END
    # shellcheck disable=SC2086
    if ! $MAKE --no-print-directory -j "$JOBS" CONFIG="$config" "build/$config/fluke.elf" $wanted >"build/$config.log" 2>&1; then
        cat "build/$config.log"
        printf '%s does not build\n' "$config"
        failed=$((failed + 1))
        sed -i "/ $config /d" $work/unsorted
    fi
done

# By image, in the order of the list.
for image in $(echo "$list" | awk '{ print $1 }'); do
    grep "^$image " $work/unsorted
done >$work/jobs

{ xargs -n 3 -P "$JOBS" sh tests/boot.sh <$work/jobs; touch $work/over; } &
pool=$!
trap 'kill $pool 2>/dev/null' EXIT
trap 'exit 130' INT TERM

printf '%-12s %-14s %8s %8s\n' image configuration tests failures
while read -r image config seconds; do
    status=build/$config/$image.status
    until [ -f "$status" ] || [ -f $work/over ]; do
        sleep 0.2
    done
    counts=$(awk -v status="$(cat "$status" 2>/dev/null)" -v where="$config/$image" -f tests/tap.awk "build/$config/$image.txt")
    printf '%-12s %-14s %8s %8s\n' "$image" "$config" "$((${counts% *} + ${counts#* }))" "${counts#* }"
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
done <$work/jobs

for image in $(echo "$list" | awk '{ print $1 }'); do
    report=tests/report/$image.awk
    consoles=$(awk -v image="$image" '$1 == image { printf " build/%s/%s.txt", $2, image }' $work/jobs)
    # shellcheck disable=SC2086
    [ -z "$consoles" ] || ! [ -f "$report" ] || { echo; LC_ALL=C awk -f "$report" $consoles; }
done

printf '\n%d passed, %d failed\n' $passed $failed
[ $failed -eq 0 ] && [ $passed -gt 0 ]
