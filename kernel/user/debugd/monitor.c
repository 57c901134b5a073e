/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of gdb's "monitor". Their output is gathered first, then sent by the packet as the line takes it. */
#include "user/debugd/debugd.h"
#include "user/debugd/line.h"

static void help(struct text *t);

static void threads(struct text *t)
{
    struct object *o;

    objects_discover();
    for (o = object_next(0); o; o = object_next(o)) {
        if (o->type != TYPE_THREAD)
            continue;
        text_format(t, "%3u  %22s ", o->id, object_name(o));
        describe_thread(t, o);
        text_put(t, '\n');
    }
}

static void trace(struct text *t)
{
    text_format(t, "%u events so far\n", trace_count());
}

static void cost(struct text *t)
{
    struct snapshot_cost c = snapshot_cost();

    text_format(t, "last snapshot: %u bytes in %u packets; %u cycles to gather it, %u to send it\n", c.bytes, c.packets,
        c.gather, c.send);
}

static void version(struct text *t)
{
    text_format(t, "fluke %s %s\n", fluke_abi()->version, fluke_abi()->config);
}

static void clients(struct text *t)
{
    u32 i;

    for (i = 0; i < session_count; i++)
        text_format(t, "%s: %s%s%s\n", sessions[i].line->name, sessions[i].attached ? "in use" : "free",
            sessions[i].non_stop ? ", non-stop" : "", &sessions[i] == session ? ", this one" : "");
}

static void breaks(struct text *t)
{
    breaks_list(t);
}

static const struct { const char *name, *text; void (*run)(struct text *t); } commands[] = {
    { "help", "this text", help },
    { "threads", "all threads and what they do", threads },
    { "trace", "how many events were recorded", trace },
    { "breaks", "the breakpoints on entry points", breaks },
    { "clients", "the lines of the live door and who uses them", clients },
    { "cost", "what the last snapshot cost the guest", cost },
    { "version", "the kernel's version and configuration", version },
};
#define COMMANDS (sizeof commands / sizeof *commands)

static void help(struct text *t)
{
    u32 i;

    for (i = 0; i < COMMANDS; i++)
        text_format(t, "monitor %12s%s\n", commands[i].name, commands[i].text);
}

void monitor_command(const char *command)
{
    struct session *s = session;
    struct text t = text_in((char *)s->data, SESSION_BYTES);
    u32 i;

    for (i = 0; i < COMMANDS && strcmp(command, commands[i].name) != 0; i++)
        ;
    if (i == COMMANDS)
        text_format(&t, "unknown command: %s\n", command);
    commands[i == COMMANDS ? 0 : i].run(&t);
    s->data_kind = MONITOR;
    s->data_bytes = t.used;
    s->printed = 0;
    s->printing = 1;
}

void monitor_print(void)
{
    static char line[PACKET_SIZE];
    struct session *s = session;
    struct text t = text_in(line, sizeof line);
    u32 n = s->data_bytes - s->printed;

    if (!n) {
        s->printing = 0;
        reply_error(0);
        return;
    }
    if (n > PACKET_SIZE / 2 - 8)
        n = PACKET_SIZE / 2 - 8;
    text_put(&t, 'O');
    put_bytes(&t, s->data + s->printed, n);
    s->printed += n;
    reply_text(line);
}
