# SPDX-License-Identifier: BSD-2-Clause
# From the consoles of the tests (build/CONFIGURATION/tests.txt): each entry point's category, number of tests, and what
# it can return, all of which was seen.
{ sub(/\r$/, "") }
FNR == 1 { configs++ }
/^# conformance / {
    line = sprintf("%-38s %-12s %5d  %s", $3, $4, $5, $6)
    if (configs == 1) {
        table[++count] = line
        total[$4]++
    } else if (line != table[++at[configs]])
        other[configs] = 1
}
END {
    print "Conformance: tests about each entry point, and all that it can return, each of which was seen."
    printf "%-38s %-12s %5s  %s\n", "entry point", "category", "tests", "statuses and insanities"
    for (i = 1; i <= count; i++)
        print table[i]
    printf "%d entry points: %d trivial, %d short, %d long, %d multi-stage\n", count, total["Trivial"], total["Short"],
        total["Long"], total["Multi-stage"]
    for (c = 2; c <= configs; c++)
        if (other[c])
            print "in another configuration the table is another one: see " ARGV[c]
}
