# SPDX-License-Identifier: EPL-2.0
# For bash: telling the user what goes on. All of it goes to standard error: standard output belongs to the commands.

say() { echo "fluke: $*" >&2; }

fail() {
    say "$*"
    exit 1
}

# Runs a long command, its output in a log file, while a line tells how long it has been at it.
# A command that is a function joins its parts with &&: under || a failure does not end it.
step() { # TITLE COMMAND...
    local title=$1 log began=$SECONDS status=0 ticker
    shift
    log=$logs/$(echo "${title%% (*}" | tr -cs 'A-Za-z0-9\n' -).log
    mkdir -p "$logs"
    say "$title ..."
    # Not with the lock of ./fluke in hand: it ends a moment after us.
    tick "$log" 9>&- &
    ticker=$!
    # shellcheck disable=SC2064
    trap "kill $ticker 2>/dev/null || true" EXIT
    "$@" >"$log" 2>&1 || status=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    trap - EXIT
    [ -t 2 ] && printf '\r\033[K' >&2
    if [ "$status" -ne 0 ]; then
        tail -n 40 "$log" >&2
        fail "$title failed (status $status); the whole log is $log"
    fi
    say "$title: done in $((SECONDS - began)) s"
}

tick() { # LOG
    local began=$SECONDS last
    while sleep 1; do
        if [ -t 2 ]; then
            last=$(tail -n 1 "$1" 2>/dev/null | tr -d '\r' | cut -c 1-70)
            printf '\r\033[K  %3d s  %s' $((SECONDS - began)) "$last" >&2
        elif [ $(((SECONDS - began) % 30)) -eq 0 ]; then
            say "  still at it after $((SECONDS - began)) s"
        fi
    done
}
