#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The size of the kernel's core, without user programs and tests: loc.sh [--model], in kernel/.
#   lines          of C: neither empty nor only comment
#   instructions   of assembly, as objdump finds them in the object files, without the padding between routines
# --model: only what depends on the execution model, and what on preemption. Files of their own, and every line
# elsewhere that is not the same in all configurations; for preemption also those that are there for its sake.
set -e
MAKE=${MAKE:-make}
models='process interrupt'

code() { # FILES: the same without comments and empty lines, with NAME:NUMBER: before each line
    awk '{
        text = $0
        if (inside) {
            if (!sub(/^.*\*\//, "", text)) next
            inside = 0
        }
        gsub(/\/\*([^*]|\*[^\/])*\*\//, "", text)
        if (sub(/\/\*.*/, "", text)) inside = 1
        if (text ~ /[^ \t]/) print FILENAME ":" FNR ":" text
    }' "$@"
}

lines() { code "$1" | wc -l; }

instructions() { # FILE.S: in whichever configuration has it
    for config in process-np interrupt-np; do
        object=build/$config/${1%.S}.o
        case $1 in *model_process*) object=build/process-np/${1%.S}.o ;; *model_interrupt*) object=build/interrupt-np/${1%.S}.o ;; esac
        [ -f "$object" ] || continue
        objdump -d --no-show-raw-insn "$object" | awk '/^ +[0-9a-f]+:\t/ && !/\t(nop|xchg +%ax,%ax|lea +0x0\(%e[sd]i)/ { n++ } END { print n + 0 }'
        return
    done
}

row() { printf '  %-34s %6s %13s\n' "$@"; }

count() { # FILES: a row each, totals in $c and $s
    c=0 s=0
    for file; do
        case $file in
            *.S) n=$(instructions "$file"); s=$((s + n)); row "$file" - "$n" ;;
            *) n=$(lines "$file"); c=$((c + n)); row "$file" "$n" - ;;
        esac
    done
}

# Lines elsewhere that match: a row each, added to $c.
elsewhere() { # PATTERN FILES-NOT-TO-LOOK-AT
    # shellcheck disable=SC2046
    code $(ls kern/*.[ch] arch/i386/*.[ch] | grep -vE "$2") | grep -E "$1" >build/loc.txt || :
    while IFS= read -r line; do
        text=${line#*:*:}
        row "${line%%:*}:$(echo "$line" | cut -d : -f 2)" 1 "-  $(echo "$text" | sed 's/^ *//' | cut -c 1-60)"
        c=$((c + 1))
    done <build/loc.txt
}

for model in $models; do
    $MAKE --no-print-directory CONFIG="$model-np" "build/$model-np/fluke.elf" >/dev/null
done

if [ "$1" = --model ]; then
    row "depends on the execution model" C assembly
    count arch/i386/model_*
    elsewhere '(MODEL_|CONFIG_[a-z]|[^_]kstack;)' '/model_|/debug\.'
    row total "$c" "$s"
    row 'the paper, section 3.1: about' 50 200
    row 'lines that only use the above' "$(code kern/*.[ch] arch/i386/*.[ch] | grep -vE '^[^:]*/(model_|debug\.)' | grep -cE 'model_')" \
        "-  the same in both models"
    model_c=$c model_s=$s
    echo
    row "depends on preemption" C assembly
    count kern/lock.c kern/lock.h
    elsewhere '(PREEMPTION_|preempt_|kernel_(un)?lock|irq_(off|on|window)|boost|RUN_LOCK)' '/lock\.|/debug\.'
    row total "$c" "$s"
    [ "$model_c" -lt "${MOST_LINES:-1000000}" ] && [ "$model_s" -lt "${MOST_INSTRUCTIONS:-1000000}" ]
else
    row "the kernel's core" C assembly
    # shellcheck disable=SC2046
    count $(ls kern/*.[ch] arch/i386/*.[chS] include/fluke/types.h | grep -v '/debug\.')
    row total "$c" "$s"
    row "of it, only in debug builds:" '' ''
    count kern/debug.c kern/debug.h
fi
