# SPDX-License-Identifier: BSD-2-Clause
# Judges one console: prints the failures, with what was noted about each, to stderr, and "PASSED FAILED".
# -v status=EXIT-STATUS -v where=NAME
{ sub(/\r$/, "") }
/^#/ { notes = notes "    " $0 "\n" }
/^not ok/ && !/# TODO/ { printf "%s: %s\n%s", where, $0, notes > "/dev/stderr"; bad++ }
/^not ok/ && /# TODO/ { printf "%s: %s\n", where, $0 > "/dev/stderr" }
/^(not )?ok/ { count++; notes = ""; if ($0 !~ "^(not )?ok " count " ") order = 1 }
/^1\.\.[0-9]+$/ { plan = substr($0, 4) + 0 }
{ last[NR % 12] = $0 }
END {
    if (plan != count || order || status != (bad ? 3 : 1)) {
        printf "%s: did not come to the end (status %s, %d of %d tests); its last lines:\n", where, status, count, plan > "/dev/stderr"
        for (i = NR - 11; i <= NR; i++)
            if (i > 0) printf "    %s\n", last[i % 12] > "/dev/stderr"
        bad++
        lost = 1
    }
    print count - bad + lost, bad + 0
}
