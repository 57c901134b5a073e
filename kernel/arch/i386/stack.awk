# SPDX-License-Identifier: BSD-2-Clause
# The most that any path through the kernel needs of a thread's stack, from gcc's call graphs:
#
#   awk -v PREEMPTION=np|pp|fp [-v LIMIT=BYTES] -f stack.awk *.ci
#
# Prints "bytes path". Fails if that is more than LIMIT, if there is recursion, or a call through a
# pointer that this script does not know.

BEGIN {
    # Calls through pointers: who calls, and which functions may be called.
    pointers["kernel_loop"] = "^sys_"
    pointers["object_new"] = "^kern/.*:([a-z]+_)?init$"
    pointers["object_destroy"] = "^kern/.*:([a-z]+_)?destroy$"
    pointers["object_get_state"] = "^kern/.*:([a-z]+_)?(get|link)$"
    pointers["kern/memory.c:describe"] = "^kern/memory.c:(mapping|region)_(get|link)$"
    pointers["object_set_state"] = "^kern/.*:([a-z]+_)?(set|link)$"

    # Assembly: bytes with the return address, and calls. The words of a trap from the kernel, and the argument.
    bytes["model_switch"] = 20
    bytes["return_to_user"] = 4
    bytes["interrupt"] = 14 * 4
    calls["interrupt"] = "trap_from_kernel"
    # Where interrupts are on in the kernel. In the dispatcher nobody is running, and none is preempted.
    calls["arch_idle"] = calls["sched_pick"] = "interrupt_idle"
    bytes["interrupt_idle"] = bytes["interrupt"] + 40
    calls["interrupt_idle"] = "irq_event"
    calls["kernel_loop"] = "interrupt"
    if (PREEMPTION == "pp")
        calls["kern/ipc.c:move"] = calls["sys_region_search"] = "interrupt"
    # model_enter: trap_from_user's argument.
    bytes["model_enter"] = 4
}

/^node:/ {
    name = quoted("title")
    if (match($0, /\\n[0-9]+ bytes \([a-z,]+\)/)) {
        size = substr($0, RSTART + 2, RLENGTH - 2)
        bytes[name] = size + 0
        if (size !~ /static/)
            wrong(name " uses an amount of stack that gcc can't tell")
    }
}

/^edge:/ {
    from = quoted("sourcename")
    to = quoted("targetname")
    if (to == "__indirect_call")
        indirect[from] = 1
    else
        calls[from] = calls[from] " " to
}

function quoted(key) {
    match($0, key ": \"[^\"]*\"")
    return substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 4)
}

function wrong(text) {
    print "stack.awk: " text > "/dev/stderr"
    failed = 1
}

# Bytes from the call of NAME on. panic() never comes back: what it overwrites is of no use any more.
function depth(name,    i, n, list, d, most) {
    if (name == "panic" || name ~ /^__builtin/)
        return 0
    if (name in known)
        return known[name]
    if (name in open) {
        wrong("recursion through " name)
        return 0
    }
    if (!(name in bytes))
        wrong("nothing is known of " name)
    open[name] = 1
    n = split(calls[name], list, " ")
    for (i = 1; i <= n; i++) {
        d = depth(list[i])
        if (d > most) {
            most = d
            next_of[name] = list[i]
        }
    }
    delete open[name]
    return known[name] = bytes[name] + most
}

END {
    for (from in indirect) {
        if (!(from in pointers))
            wrong("an unknown call through a pointer in " from)
        for (name in bytes)
            if (name ~ pointers[from])
                calls[from] = calls[from] " " name
    }
    calls["model_enter"] = "trap_from_user kernel_loop"
    total = depth("model_enter")
    path = "model_enter"
    for (name = path; name in next_of; name = next_of[name])
        path = path " " next_of[name]
    if (PREEMPTION == "fp") {
        # With the kernel lock, interrupts are on: one may come wherever the path is deepest. Whoever holds the
        # lock stays ready, so the dispatcher neither idles nor does what it owes before it picks.
        calls["sched_pick"] = "sched_ready"
        delete known
        delete next_of
        total += depth("interrupt")
        path = path " + interrupt"
        for (name = "interrupt"; name in next_of; name = next_of[name])
            path = path " " next_of[name]
    }
    print total, path
    if (LIMIT && total > LIMIT)
        wrong("the kernel may need " total " bytes of stack, there are " LIMIT)
    exit failed
}
