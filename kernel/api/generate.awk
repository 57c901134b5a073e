# SPDX-License-Identifier: BSD-2-Clause
# Turns the API tables (*.tsv beside this file) into what the kernel, the user library and the tools
# include. No number or name of the API is typed anywhere else.
#
#   awk -v OUT=DIR -f generate.awk entrypoints.tsv objects.tsv frame.tsv flags.tsv status.tsv causes.tsv
#
# DIR/fluke/api.h     numbers and identifiers, usable from C and assembly
# DIR/fluke/stubs.h   prototypes of the user stubs
# DIR/stubs.S         user stubs: C arguments to registers in the order eax ebx ecx edx esi edi ebp
# DIR/entrypage.S     the page of entry points: int $0x30; ret every 16 bytes
# DIR/dispatch.c      the kernel's dispatch table; a handler that does not exist is sys_unimplemented
# DIR/names.c         names of entry points and their categories, statuses, objects, causes and frame words, for debuggers in the guest

function emit(file, text) { print text > file }

BEGIN {
    FS = "\t"
    api = OUT "/fluke/api.h"; protos = OUT "/fluke/stubs.h"; stubs = OUT "/stubs.S"
    page = OUT "/entrypage.S"; dispatch = OUT "/dispatch.c"; names = OUT "/names.c"
    note = "/* SPDX-License-Identifier: BSD-2-Clause */\n/* Generated from kernel/api: do not edit. */"
    emit(api, note "\n#ifndef FLUKE_API_H\n#define FLUKE_API_H")
    emit(protos, note "\n#ifndef FLUKE_STUBS_H\n#define FLUKE_STUBS_H\n#include <fluke/types.h>")
    emit(stubs, note "\n#include <fluke/types.h>\n.text")
    emit(page, note "\n#include <fluke/types.h>\n.section .rodata.entrypage,\"a\"\n.balign 4096\n.globl entry_page\nentry_page:")
    emit(dispatch, note "\n#include \"kern/entry.h\"\n\nkr_t sys_unimplemented(struct thread *t)\n{\n    t->regs.eax = FLUKE_UNIMPLEMENTED;\n    return KR_OK;\n}\n")
    emit(names, note "\n#include <fluke/names.h>")
    split("eax ebx ecx edx esi edi ebp", regs, " ")
    low["eax"] = "eax|al=|ah="
    for (i = 2; i <= 7; i++) low[regs[i]] = regs[i]
    for (i = 1; i <= 255; i++) code[sprintf("%c", i)] = i
    digest = 5381
}

# The digest tells a tool whether it knows this very table (Bernstein's hash, 31 bits).
{ for (i = 1; i <= length($0); i += 7) digest = (digest * 33 + code[substr($0, i, 1)]) % 2147483648 }

/^#/ || NF < 2 { next }

FILENAME ~ /entrypoints/ {
    n = $1; name = $2; entryname[n] = name; entries = n + 1
    emit(api, "#define ENTRY_" name " " n)
    emit(page, ".org entry_page + " n " * ENTRY_SIZE, 0xcc\n    int $FLUKE_TRAP\n    ret")
    emit(dispatch, "kr_t sys_" name "(struct thread *t) __attribute__((weak, alias(\"sys_unimplemented\")));")
    args = ""; loads = ""; off = 20; inputs = $6; gsub(/\([^)]*\)|e.x unused/, "", inputs)
    for (i = 1; i <= 7; i++)
        if (inputs ~ low[regs[i]]) {
            args = args (args == "" ? "" : ", ") "u32 " regs[i]
            loads = loads "    movl " off "(%esp), %" regs[i] "\n"
            off += 4
        }
    emit(protos, "/* in: " $6 "; out: " $7 " */\nu32 fluke_" name "(" (args == "" ? "void" : args) ");")
    emit(stubs, ".globl fluke_" name "\nfluke_" name ":\n    pushl %ebp\n    pushl %ebx\n    pushl %esi\n    pushl %edi\n" \
        loads "    call ENTRY_BASE + " n " * ENTRY_SIZE\n    popl %edi\n    popl %esi\n    popl %ebx\n    popl %ebp\n    ret")
    category[n] = $3
}
FILENAME ~ /objects/ { emit(api, "#define TYPE_" $3 " " $1); objectname[$1] = $2; objects = $1 + 1 }
FILENAME ~ /frame/   { emit(api, "#define WORD_" $2 " " $1); wordname[$1] = $2; wordreg[$1] = $4; words = $1 + 1 }
FILENAME ~ /flags/   { emit(api, "#define THREAD_" $2 " " 2 ^ $1) }
FILENAME ~ /status/  { emit(api, "#define FLUKE_" $2 " " $1); statusname[$1] = $2; statuses = $1 + 1 }
FILENAME ~ /causes/  { emit(api, "#define CAUSE_" $3 " " $1); causename[$1] = $2; causes = $1 + 1 }

function table(type, ident, array, count,    i) {
    emit(names, "\n" type " " ident "[" count "] = {")
    for (i = 0; i < count; i++) emit(names, "    " (type ~ /\*/ ? "\"" array[i] "\"" : array[i]) ",")
    emit(names, "};")
}

END {
    emit(api, "#define ENTRY_COUNT " entries "\n#define TYPE_COUNT " objects "\n#define FRAME_WORDS " words)
    emit(api, "#define STATUS_COUNT " statuses)
    emit(api, "#define CAUSE_COUNT " causes "\n#define API_DIGEST " sprintf("0x%08x", digest) "\n#endif")
    emit(protos, "#endif")
    emit(page, ".org entry_page + 4096, 0xcc")
    emit(dispatch, "\nkr_t (*const entry_table[ENTRY_COUNT])(struct thread *t) = {")
    for (i = 0; i < entries; i++) emit(dispatch, "    [ENTRY_" entryname[i] "] = sys_" entryname[i] ",")
    emit(dispatch, "};")
    table("const char *const", "entry_names", entryname, entries)
    table("const char *const", "entry_categories", category, entries)
    table("const char *const", "status_names", statusname, statuses)
    table("const char *const", "object_names", objectname, objects)
    table("const char *const", "cause_names", causename, causes)
    table("const char *const", "frame_word_names", wordname, words)
    table("const unsigned char", "frame_word_regnums", wordreg, words)
    emit(stubs, ".section .note.GNU-stack,\"\",@progbits")
    emit(page, ".section .note.GNU-stack,\"\",@progbits")
}
