#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The test of the tests: kernels that are broken on purpose, one way each, which the tests must notice. In
# kernel/: mutants.sh. A mutant is an edit of one line of a copy of the sources. Prints TAP.
QEMU=${QEMU:-qemu-system-i386}
MAKE=${MAKE:-make}
CONFIG=${CONFIG:-process-np}
number=0 survivors=0

# mutant NAME IMAGE FILE SED-EXPRESSION: IMAGE (tests or sweep) must fail.
mutant() {
    number=$((number + 1))
    dir=build/mutants/$number
    rm -rf "$dir"
    mkdir -p "$dir"
    cp -R Makefile api arch include kern user tests "$dir"
    sed -i "$4" "$dir/$3"
    if cmp -s "$3" "$dir/$3"; then
        echo "not ok $number - $1: the edit finds nothing to change"
        survivors=$((survivors + 1))
        return
    fi
    if ! $MAKE --no-print-directory -C "$dir" CONFIG="$CONFIG" "build/$CONFIG/fluke.elf" "build/$CONFIG/$2.img" >"$dir/log" 2>&1; then
        tail -3 "$dir/log"
        echo "not ok $number - $1: does not build"
        survivors=$((survivors + 1))
        return
    fi
    timeout "${TIME_LIMIT:-240}" $QEMU -kernel "$dir/build/$CONFIG/fluke.elf" -initrd "$dir/build/$CONFIG/$2.img" \
        -smp 1 -icount shift=0,sleep=off -rtc base=2000-01-01,clock=vm -m 64 -display none -monitor none -serial stdio \
        -device isa-debug-exit,iobase=0xf4,iosize=1 -no-reboot </dev/null >"$dir/console" 2>&1
    if [ $? -eq 1 ]; then
        echo "not ok $number - $1: nothing noticed it"
        survivors=$((survivors + 1))
    else
        echo "ok $number - $1: $(grep -a -m1 -E '^not ok|^panic|^root:' "$dir/console" || echo 'the guest hangs')"
    fi
    rm -rf "$dir"
}

mutant "the pointer of a transfer is not advanced" sweep kern/ipc.c '/r->esi = c->address;/d'
mutant "the count of a transfer is not reduced" sweep kern/ipc.c '/^    r->ecx = c->words;/d'
mutant "pseudo-registers are not restored" sweep kern/thread.c '/memcpy(t->pr, &s->pr0/d'
mutant "an offered reversal is not restored" sweep kern/thread.c 's/t->flags = (s->flags & ~THREAD_PEEK)/t->flags = (s->flags \& ~(THREAD_PEEK | THREAD_CLIENT_OVER))/'
mutant "a re-created waiter is not put back on its condition" sweep kern/thread.c 's/^    if (c) {$/    if (0 \&\& c) {/'
mutant "cond_wait forgets to move eip" tests kern/cond.c '/t->regs.eip = ENTRY_BASE + ENTRY_mutex_lock/d'
mutant "stopping a thread loses its place on a condition" tests kern/thread.c 's/if (!awaited_condition(t))$/if (1)/'

echo "1..$number"
echo "$((number - survivors)) passed, $survivors failed"
[ $survivors -eq 0 ]
