#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The test of the tests: kernels that are broken on purpose, one way each, which the tests must notice. In
# kernel/: mutants.sh CONFIGURATION. A mutant is an edit of one line of a copy of the sources. Prints TAP; the
# statuses are those that boot.sh explains.
QEMU=${QEMU:-qemu-system-i386}
MAKE=${MAKE:-make}
config=${1:-process-np}
number=0 survivors=0

survives() {
    echo "not ok $number - $1"
    survivors=$((survivors + 1))
}

# The first sign that something is wrong, in a console.
sign() {
    grep -a -m1 -E '^not ok|^panic|^root:|^Bail' "$1" | tr -d '\r'
}

# mutant NAME FILE SED-EXPRESSION IMAGE [ONLY]: IMAGE must fail; of the sweep, the scenes whose names begin with ONLY.
mutant() {
    number=$((number + 1))
    dir=build/mutants/$number
    rm -rf "$dir"
    mkdir -p "$dir/build"
    : >"$dir/console"
    cp -Rp Makefile api arch include kern user tests "$dir"
    cp -Rp build/gen "build/$config" "$dir/build"
    sed -i "$3" "$dir/$2"
    if cmp -s "$2" "$dir/$2"; then
        survives "$1: the edit finds nothing to change"
    elif ! $MAKE --no-print-directory -C "$dir" CONFIG="$config" "build/$config/fluke.elf" "build/$config/$4.img" >"$dir/log" 2>&1; then
        sed 's/^/# /' "$dir/log"
        survives "$1: does not build"
    else
        $QEMU -kernel "$dir/build/$config/fluke.elf" -initrd "$dir/build/$config/$4.img" -append "${5:+only=$5}" \
            -smp 1 -icount shift=0,sleep=off -rtc base=2000-01-01,clock=vm -m 64 -display none -monitor none -serial stdio \
            -device isa-debug-exit,iobase=0xf4,iosize=1 -no-reboot </dev/null >"$dir/console" 2>&1 &
        pid=$!
        end=$(($(date +%s) + 200))
        while kill -0 $pid 2>/dev/null; do
            if [ -n "$(sign "$dir/console")" ] || [ "$(date +%s)" -ge $end ]; then
                kill $pid 2>/dev/null
            fi
            sleep 0.1
        done
        wait $pid 2>/dev/null
        if [ -n "$(sign "$dir/console")" ]; then
            echo "ok $number - $1: noticed by $4: $(sign "$dir/console" | sed 's/^not ok [0-9]* - //; s/:.*//')"
        else
            survives "$1: nothing noticed it"
        fi
    fi
    rm -rf "$dir"
}

# Progress that does not get into the frame, or not back from it.
mutant "the pointer of a transfer is not advanced" kern/ipc.c '/r->esi = c->address;/d' sweep "ipc_client_send/to a receiver; the receiver's page"
mutant "the count of a transfer is not reduced" kern/ipc.c '/^    r->ecx = c->words;/d' sweep ipc_client_send
mutant "the table of buffers is not advanced" kern/ipc.c '/r->edi = c->table;/d' tests
mutant "the table of references is not advanced" kern/ipc.c '/r->edx = c->ref_table;/d' tests
mutant "region_search does not count down its slots" kern/memory.c '/regs->esi--;/d' tests
mutant "cond_wait forgets to move eip" kern/cond.c '/t->regs.eip = ENTRY_BASE + ENTRY_mutex_lock/d' tests
mutant "a server that is bound does not move on to its next stage" kern/ipc.c '/^    advance_other(client, client_next_entry(client), t);/{n;s/.*/    return KR_RESTART;/}' tests
mutant "a register is not restored" kern/thread.c 's/r->edi = s->edi; //' sweep mutex_lock
mutant "pseudo-registers are not restored" kern/thread.c '/memcpy(t->pr, &s->pr0/d' sweep ipc_client_connect_send
mutant "saved state is not restored" kern/thread.c '/memcpy(&t->saved, &s->saved_eax/d' sweep thread_interrupt
mutant "the server's portset is not restored" kern/thread.c '/t->server_pset = s->server_pset;/d' sweep "ipc_setup_wait_receive/client comes"
mutant "I/O privilege is not restored" kern/thread.c 's/eflags_for_user(s->eflags, io_privilege)/eflags_for_user(s->eflags, 0)/' tests

# Roles and links.
mutant "who sends is not restored" kern/thread.c 's/t->flags = (s->flags & ~THREAD_PEEK)/t->flags = (s->flags \& ~(THREAD_PEEK | THREAD_CLIENT_SENDER))/' sweep ipc_client_send
mutant "a pending interrupt is not restored" kern/thread.c 's/t->flags = (s->flags & ~THREAD_PEEK)/t->flags = (s->flags \& ~(THREAD_PEEK | THREAD_INTERRUPT_PENDING))/' sweep "thread_enable_exceptions/an interrupt"
mutant "the link at the client is lost" kern/thread.c 's/slots\[3\] = r->edi;/slots[3] = 0;/' sweep ipc_server_receive
mutant "the link at the server is lost" kern/thread.c 's/slots\[4\] = r->ebp;/slots[4] = 0;/' sweep ipc_client_send
mutant "a re-created waiter is not put back on its condition" kern/thread.c 's/^    if (c) {$/    if (0) {/' tests
mutant "stopping a thread loses its place on a condition" kern/thread.c 's/if (!awaited_condition(t))$/if (1)/' tests
mutant "an interrupt misses a thread about to wait for it" kern/thread.c 's/^    else if (waits)/    else if (0)/' sweep thread_wait

# The line has turned, and the client has not seen it yet: only full preemption lets somebody in there.
config=process-fp
mutant "an offered reversal is not restored" kern/thread.c 's/t->flags = (s->flags & ~THREAD_PEEK)/t->flags = (s->flags \& ~(THREAD_PEEK | THREAD_CLIENT_OVER))/' sweep "ipc_server_ack_send/after"

# Promptness.
config=process-pp
mutant "a long copy does not ask for preemption" kern/ipc.c 's/if (preempt_point())/if (0)/' promptness

echo "1..$number"
[ $survivors -eq 0 ] && exit 1
exit 3
