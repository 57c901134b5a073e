# SPDX-License-Identifier: EPL-2.0
# Makes the help's API reference of the kernel's tables:
#   awk -f reference.awk entrypoints.tsv objects.tsv frame.tsv flags.tsv status.tsv causes.tsv > reference.html

function text(s) { gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s); return s == "\xe2\x80\x93" ? "" : s }
function cells(from, to,    i, row) { for (i = from; i <= to; i++) row = row "<td>" text($i) "</td>"; return row }
function section(id, title, heads,    i, n, head) {
    if (open) print "</tbody></table>"
    print "<h2 id=\"" id "\">" title "</h2>\n<table><thead><tr>"
    n = split(heads, head, "|")
    for (i = 1; i <= n; i++) print "<th>" head[i] "</th>"
    print "</tr></thead><tbody>"
    open = 1
}

BEGIN {
    FS = "\t"
    print "<!DOCTYPE html>\n<!-- SPDX-License-Identifier: EPL-2.0 -->\n<!-- Generated from kernel/api: do not edit. -->"
    print "<html lang=\"en\"><head><meta charset=\"UTF-8\"><title>API reference</title>"
    print "<link rel=\"stylesheet\" href=\"../html/style.css\"></head><body class=\"wide\">\n<h1>API reference</h1>"
    print "<p>From the tables in <code>kernel/api</code>, of which the kernel itself and its dispatch table are built. The entry"
    print "point with number <i>n</i> stands at address <code>0xffffe000 + 16 <i>n</i></code> of every space.</p>"
    print "<p><a href=\"#entrypoints\">Entry points</a> &middot; <a href=\"#objects\">Object types</a> &middot;"
    print "<a href=\"#frame\">Words of a frame</a> &middot; <a href=\"#flags\">Flags</a> &middot;"
    print "<a href=\"#status\">Status codes</a> &middot; <a href=\"#causes\">Causes</a></p>"
}

FNR == 1 {
    part = FILENAME
    sub(/.*\//, "", part)
    sub(/\.tsv$/, "", part)
    if (part == "entrypoints") section(part, "Entry points", "Address|Name|Category|Object|Registers in|Registers out|Restart behaviour")
    if (part == "objects") section(part, "Object types", "Number|Name|State words|Links|Description")
    if (part == "frame") section(part, "Words of a frame", "Word|Group|Number in gdb|Meaning")
    if (part == "flags") section(part, "Flags", "Bit|Flag|Meaning")
    if (part == "status") section(part, "Status codes", "Number|Name|Kind|Meaning")
    if (part == "causes") section(part, "Causes: why a frame was last worth a look", "Number|Cause|Meaning")
}

/^#/ || NF < 2 { next }

part == "entrypoints" {
    printf "<tr id=\"%s\"><td><code>0xffff%04x</code></td><td><code>%s</code></td>%s%s</tr>\n", $2, 57344 + 16 * $1, $2,
        cells(3, 4), cells(6, 8)
    count++
}
part == "objects" { print "<tr id=\"" $2 "\"><td>" $1 "</td><td>" $2 "</td>" cells(4, 6) "</tr>" }
part == "frame" { print "<tr id=\"" $2 "\"><td><code>" $2 "</code></td>" cells(3, 5) "</tr>" }
part == "flags" { print "<tr id=\"" $2 "\">" cells(1, 3) "</tr>" }
part == "status" { print "<tr id=\"" $2 "\">" cells(1, 4) "</tr>" }
part == "causes" { print "<tr id=\"cause-" $2 "\"><td>" $1 "</td><td>" $2 "</td>" cells(4, 4) "</tr>" }

END {
    print "</tbody></table>\n</body></html>"
    if (!count) exit 1
}
