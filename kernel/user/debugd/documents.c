/* SPDX-License-Identifier: BSD-2-Clause */
/* What gdb reads as XML: the registers, the threads, and the tables of info os. */
#include "user/debugd/debugd.h"

static void put_escaped(struct text *t, const char *s)
{
    for (; *s; s++) {
        switch (*s) {
        case '<': text_format(t, "&lt;"); break;
        case '>': text_format(t, "&gt;"); break;
        case '&': text_format(t, "&amp;"); break;
        case '"': text_format(t, "&quot;"); break;
        default: text_put(t, *s >= ' ' && *s < 127 ? *s : '?');
        }
    }
}

static void put_register(struct text *t, const char *name, u32 regnum, const char *type)
{
    text_format(t, "<reg name=\"%s\" bitsize=\"%u\" type=\"%s\" regnum=\"%u\"/>", name,
        register_bytes(regnum) * 8, type, regnum);
}

u32 document_target(char *to, u32 size)
{
    static const char *const core[] = {
        "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eip", "eflags", "cs", "ss", "ds", "es", "fs", "gs",
        "st0", "st1", "st2", "st3", "st4", "st5", "st6", "st7",
        "fctrl", "fstat", "ftag", "fiseg", "fioff", "foseg", "fooff", "fop",
    };
    struct text t = text_in(to, size);
    u32 i, w;

    text_format(&t, "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target version=\"1.0\">"
        "<architecture>i386</architecture><feature name=\"org.gnu.gdb.i386.core\">");
    for (i = 0; i < sizeof core / sizeof *core; i++)
        put_register(&t, core[i], i, i == 4 || i == 5 ? "data_ptr" : i == 8 ? "code_ptr" : register_bytes(i) == 10
            ? "i387_ext" : "int32");
    text_format(&t, "</feature><feature name=\"org.fluke.pseudo\"><enum id=\"fluke_entry\" size=\"4\">");
    for (i = 0; i < ENTRY_COUNT; i++)
        text_format(&t, "<evalue name=\"%s\" value=\"%u\"/>", entry_names[i], i);
    text_format(&t, "<evalue name=\"none\" value=\"%u\"/></enum>", NO_ENTRY);
    for (i = 32; i < REGISTER_ENTRY; i++)
        for (w = 0; w < FRAME_WORDS; w++)
            if (frame_word_regnums[w] == i)
                put_register(&t, frame_word_names[w], i, "uint32");
    put_register(&t, "entry", REGISTER_ENTRY, "fluke_entry");
    text_format(&t, "</feature><feature name=\"org.fluke.frame\">");
    for (i = REGISTER_ENTRY + 1; i < REGISTER_COUNT; i++)
        for (w = 0; w < FRAME_WORDS; w++)
            if (frame_word_regnums[w] == i)
                put_register(&t, frame_word_names[w], i, "uint32");
    text_format(&t, "</feature></target>");
    return t.used;
}

u32 document_threads(char *to, u32 size)
{
    struct text t = text_in(to, size);
    struct object *o;

    objects_discover();
    text_format(&t, "<?xml version=\"1.0\"?><threads>");
    for (o = object_next(0); o; o = object_next(o)) {
        char line[160];
        struct text description = text_in(line, sizeof line);

        if (o->type != TYPE_THREAD)
            continue;
        text_format(&t, "<thread id=\"%x\"", o->id);
        if (*object_name(o)) {
            text_format(&t, " name=\"");
            put_escaped(&t, object_name(o));
            text_put(&t, '"');
        }
        text_put(&t, '>');
        describe_thread(&description, o);
        put_escaped(&t, line);
        text_format(&t, "</thread>");
    }
    text_format(&t, "</threads>");
    return t.used;
}

static void column(struct text *t, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void column(struct text *t, const char *name, const char *format, ...)
{
    char value[160];
    struct text v = text_in(value, sizeof value);
    va_list args;

    va_start(args, format);
    text_vformat(&v, format, args);
    va_end(args);
    text_format(t, "<column name=\"%s\">", name);
    put_escaped(t, value);
    text_format(t, "</column>");
}

/* A link: the id of the object, with its name if it has one. */
static void link_column(struct text *t, const char *name, u32 id)
{
    struct object *o = id ? object_by_id(id) : 0;

    if (!o)
        column(t, name, "-");
    else if (*object_name(o))
        column(t, name, "%u %s", id, object_name(o));
    else
        column(t, name, "%u", id);
}

static const char *prot_name(u32 prot)
{
    static const char *const names[] = { "none", "read", "write", "read, write" };

    return names[prot & PROT_ALL];
}

/* What is particular to the type of O; the id, the name and the address are there already. */
static void columns(struct text *t, struct object *o, const struct object_state *s)
{
    char line[160];
    struct text description = text_in(line, sizeof line);

    switch (o->type) {
    case TYPE_MUTEX:
        column(t, "locked", s->words[2] ? "yes" : "no");
        link_column(t, "owner", s->links[0]);
        break;
    case TYPE_COND:
        link_column(t, "inheritor", s->links[0]);
        break;
    case TYPE_MAPPING:
        link_column(t, "space", s->links[1]);
        column(t, "start", "0x%08x", s->words[2]);
        column(t, "size", "0x%x", s->words[3]);
        link_column(t, "region", s->links[0]);
        column(t, "offset", "0x%x", s->words[1]);
        column(t, "protection", "%s", prot_name(s->words[4]));
        break;
    case TYPE_REGION:
        link_column(t, "space", s->links[0]);
        column(t, "start", "0x%08x", s->words[1]);
        column(t, "size", "0x%x", s->words[2]);
        column(t, "protection", "%s", prot_name(s->words[3]));
        link_column(t, "keeper", s->links[1]);
        break;
    case TYPE_PORT:
        column(t, "alias", "0x%x", s->words[1]);
        link_column(t, "pset", s->links[0]);
        break;
    case TYPE_SPACE:
        link_column(t, "keeper", s->links[0]);
        break;
    case TYPE_THREAD:
        describe_thread(&description, o);
        column(t, "state", "%s", line);
        column(t, "priority", "%u", s->words[WORD_sched_val]);
        link_column(t, "space", s->links[0]);
        link_column(t, "waits for", s->links[2]);
        link_column(t, "client", s->links[3]);
        link_column(t, "server", s->links[4]);
        break;
    case TYPE_REF:
        column(t, "type", "%s", s->words[1] ? object_names[s->words[1] - 1] : "-");
        link_column(t, "target", s->links[0]);
        break;
    }
}

/* Tables of info os, one for each type of object; the name is the annex. */
static const struct { const char *name, *description; } tables[TYPE_COUNT] = {
    [TYPE_MUTEX] = { "mutexes", "Mutexes and their owners" },
    [TYPE_COND] = { "conds", "Condition variables" },
    [TYPE_MAPPING] = { "mappings", "What spaces import of regions" },
    [TYPE_REGION] = { "regions", "What spaces export, and the keepers" },
    [TYPE_PORT] = { "ports", "Ports" },
    [TYPE_PSET] = { "psets", "Portsets" },
    [TYPE_SPACE] = { "spaces", "Spaces" },
    [TYPE_THREAD] = { "threads", "Threads and what they do" },
    [TYPE_REF] = { "refs", "References" },
};

int document_osdata(const char *table, char *to, u32 size, u32 *bytes)
{
    struct text t = text_in(to, size);
    struct object_state s;
    struct object *o;
    u32 type;

    text_format(&t, "<?xml version=\"1.0\"?><!DOCTYPE osdata SYSTEM \"osdata.dtd\">"
        "<osdata type=\"%s\">", *table ? "fluke" : "types");
    if (!*table) {
        for (type = 0; type < TYPE_COUNT; type++) {
            text_format(&t, "<item>");
            column(&t, "Type", "%s", tables[type].name);
            column(&t, "Description", "%s", tables[type].description);
            column(&t, "Title", "%s", tables[type].name);
            text_format(&t, "</item>");
        }
    } else {
        for (type = 0; type < TYPE_COUNT && strcmp(tables[type].name, table) != 0; type++)
            ;
        if (type == TYPE_COUNT)
            return 0;
        objects_discover();
        memory_refresh();
        for (o = object_next(0); o; o = object_next(o)) {
            if (o->type != type || !object_read(o, &s))
                continue;
            text_format(&t, "<item>");
            column(&t, type == TYPE_THREAD ? "tid" : "id", "%u", o->id);
            if (type != TYPE_REF)
                column(&t, "name", "%s", *object_name(o) ? object_name(o) : "-");
            columns(&t, o, &s);
            column(&t, "address", "0x%x", o->address - POOL_BASE);
            link_column(&t, "in space", memory_owner(o));
            if (type != TYPE_REF)
                column(&t, "hash", "0x%08x", o->hash);
            text_format(&t, "</item>");
        }
    }
    text_format(&t, "</osdata>");
    *bytes = t.used;
    return 1;
}
