# SPDX-License-Identifier: BSD-2-Clause
# From the consoles of the promptness tests (build/CONFIGURATION/promptness.txt): the largest figure of each call over
# all messages and crowds, then each configuration's, and where it was met.
{ sub(/\r$/, "") }
FNR == 1 {
    split(FILENAME, path, "/")
    config[++configs] = path[2]
}
/^# .*: extraction [0-9]+, latency [0-9]+$/ {
    name = substr($0, 3)
    where = name
    sub(/: extraction .*/, "", where)
    sub(/: .*/, "", name)
    if (!(name in seen)) {
        seen[name] = 1
        names[++count] = name
    }
    match($0, /extraction [0-9]+/)
    figure = substr($0, RSTART + 11, RLENGTH - 11) + 0
    if (figure > extraction[name, configs])
        extraction[name, configs] = figure
    if (figure > most[configs]) {
        most[configs] = figure
        at[configs] = where
    }
    match($0, /latency [0-9]+/)
    figure = substr($0, RSTART + 8, RLENGTH - 8) + 0
    if (figure > latency[name, configs])
        latency[name, configs] = figure
    if (figure > longest[configs]) {
        longest[configs] = figure
        longest_at[configs] = where
    }
}
END {
    print "Promptness, in instructions: from thread_get_state to the frame / from the interrupt to the frame."
    printf "%-68s", "target, with messages of 0 to 16 MB or in a crowd of 1 to 1,000 threads"
    for (c = 1; c <= configs; c++)
        printf " %16s", config[c]
    print ""
    for (i = 1; i <= count; i++) {
        printf "%-68s", names[i]
        for (c = 1; c <= configs; c++)
            printf " %16s", extraction[names[i], c] " / " latency[names[i], c]
        print ""
    }
    for (c = 1; c <= configs; c++) {
        printf "%s: a frame in at most %d instructions (%s);\n", config[c], most[c], at[c]
        printf "    %d from the interrupt (%s)%s\n", longest[c], longest_at[c],
            config[c] ~ /np$/ ? ": its longest copy, chosen by the user" : ""
    }
}
