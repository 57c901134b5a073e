# SPDX-License-Identifier: BSD-2-Clause
# From the consoles of the sweep (build/CONFIGURATION/sweep.txt): interruption points and differences of each entry
# point in each configuration, and the freedoms of the API that were made use of.
{ sub(/\r$/, "") }
FNR == 1 {
    split(FILENAME, path, "/")
    config[++configs] = path[2]
}
/^(not )?ok/ && match($0, /- [a-z_]+\//) {
    entry = substr($0, RSTART + 2, RLENGTH - 3)
    if (!(entry in seen)) {
        seen[entry] = 1
        name[++names] = entry
    }
    match($0, /[0-9]+ points/)
    points[entry, configs] += n = substr($0, RSTART) + 0
    total[configs] += n
    match($0, /[0-9]+ differences/)
    differences[entry] += n = substr($0, RSTART) + 0
    different[configs] += n
    scenes[entry, configs]++
    if (match($0, /; free: /))
        freedom[entry] = substr($0, RSTART + 8)
}
END {
    print "The restart sweep: interruption points of each entry point, and differences in all."
    printf "%-38s", "entry point"
    for (c = 1; c <= configs; c++)
        printf " %13s", config[c]
    print " differences"
    for (i = 1; i <= names; i++) {
        printf "%-38s", name[i]
        for (c = 1; c <= configs; c++)
            printf " %13d", points[name[i], c]
        printf " %11d\n", differences[name[i]]
    }
    printf "%-38s", names " entry points"
    for (c = 1; c <= configs; c++) {
        printf " %13d", total[c]
        points_in_all += total[c]
        differences_in_all += different[c]
    }
    printf " %11d\n%d interruption points, %d differences\n", differences_in_all, points_in_all, differences_in_all
    for (i = 1; i <= names; i++)
        if (name[i] in freedom)
            printf "free: %s: %s\n", name[i], freedom[name[i]]
}
