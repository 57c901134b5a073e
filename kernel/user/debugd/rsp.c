/* SPDX-License-Identifier: BSD-2-Clause */
/* Framing of the remote serial protocol: $data#checksum, acknowledgements, escapes, runs. */
#include "user/debugd/debugd.h"
#include "user/debugd/line.h"

enum { BETWEEN, DATA, SUM_HIGH, SUM_LOW };

static const char hex_digits[] = "0123456789abcdef";

static int hex_digit(u8 c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void rsp_reset(void)
{
    session->rsp.state = BETWEEN;
    session->rsp.last_bytes = 0;
}

void rsp_set_ack(int on)
{
    session->rsp.ack = (u8)on;
}

static void write(const void *data, u32 bytes)
{
    session->line->driver->send(session->line, data, bytes);
}

/* Ends FRAME, whose BYTES from the second on have the sum SUM, and sends it. Returns its size. */
static u32 finish(char *frame, u32 bytes, u8 sum)
{
    frame[bytes++] = '#';
    frame[bytes++] = hex_digits[sum >> 4];
    frame[bytes++] = hex_digits[sum & 15];
    write(frame, bytes);
    return bytes;
}

static u32 send(char *frame, u32 room, const char *data, u32 bytes)
{
    u8 sum = 0;
    u32 i;

    if (bytes > room - 4)
        bytes = room - 4;
    for (i = 0; i < bytes; i++) {
        frame[i + 1] = data[i];
        sum += (u8)data[i];
    }
    return finish(frame, bytes + 1, sum);
}

/* The last packet (not a notification) is kept for another try after a NAK. */
void rsp_reply(const char *data, u32 bytes)
{
    struct rsp *r = &session->rsp;

    r->last[0] = '$';
    r->last_bytes = send(r->last, sizeof r->last, data, bytes);
}

void rsp_notify(const char *text)
{
    char frame[256];

    frame[0] = '%';
    send(frame, sizeof frame, text, strlen(text));
}

/* '\0', '*' and a count of repetitions plus 29: how many words of zeroes may be one such run. 2 would make it '$'. */
#define MAX_RUN 24
static inline u32 run_length(u32 words)
{
    return words > MAX_RUN ? MAX_RUN : words == 2 ? 1 : words;
}

/*
 * Most of what goes through here is words, and most of them are 0: so runs are looked for in words only, and
 * this loop, which every byte of a snapshot passes, has little to do for each.
 */
u32 rsp_reply_binary(const u8 *data, u32 bytes, u32 limit)
{
    static const u8 special[256] = { ['#'] = 1, ['$'] = 1, ['*'] = 1, ['}'] = 1 };
    struct rsp *r = &session->rsp;
    const u8 *p = data, *end = data + (bytes < limit ? bytes : limit);
    char *to = r->last + 2, *room = r->last + PACKET_SIZE - 8;
    u32 sum = 0;

    while (p < end && to < room) {
        u32 words = 0, i;

        while (p + words * 4 + 4 <= end && *(const u32 *)(p + words * 4) == 0 && words < MAX_RUN)
            words++;
        if (words) {
            words = run_length(words);
            to[0] = 0;
            to[1] = '*';
            to[2] = (char)(words * 4 - 1 + 29);
            sum += (u8)to[1] + (u8)to[2];
            to += 3;
            p += words * 4;
            continue;
        }
        for (i = 0; i < 4 && p < end; i++) {
            u8 c = *p++;

            if (special[c]) {
                *to++ = '}';
                sum += '}';
                c ^= 0x20;
            }
            *to++ = (char)c;
            sum += c;
        }
    }
    r->last[0] = '$';
    r->last[1] = p == data + bytes ? 'l' : 'm';
    r->last_bytes = finish(r->last, (u32)(to - r->last), (u8)(sum + (u8)r->last[1]));
    return (u32)(p - data);
}

/* In place; an escape at the very end stands for nothing. */
static u32 unescape(char *data, u32 bytes)
{
    u32 from, to = 0;

    for (from = 0; from < bytes; from++) {
        if (data[from] != '}')
            data[to++] = data[from];
        else if (++from < bytes)
            data[to++] = data[from] ^ 0x20;
    }
    return to;
}

static void packet_complete(int good)
{
    struct rsp *r = &session->rsp;

    /* A new debugger starts with acknowledgements, whatever the one before it agreed on. */
    if (!r->ack && good && !r->overlong && r->input_bytes >= 10 && memcmp(r->input, "qSupported", 10) == 0)
        r->ack = 1;
    if (r->ack)
        write(good ? "+" : "-", 1);
    else
        good = 1; /* without acknowledgements there is nobody to ask for another try */
    if (!good)
        return;
    if (r->overlong) {
        packet_overlong();
        return;
    }
    r->input_bytes = unescape(r->input, r->input_bytes);
    r->input[r->input_bytes] = 0;
    packet_handle(r->input, r->input_bytes);
}

int rsp_input(u8 byte)
{
    struct rsp *r = &session->rsp;
    int digit = hex_digit(byte);

    switch (r->state) {
    case BETWEEN:
        if (byte == '-' && r->ack && r->last_bytes) {
            write(r->last, r->last_bytes);
            return 1;
        }
        if (byte == 3)
            packet_break();
        break;
    case DATA:
        if (byte == '#') {
            r->state = SUM_HIGH;
            return 0;
        }
        if (byte == '$')
            break; /* the end of the packet before was lost */
        r->sum += byte;
        if (r->input_bytes < PACKET_SIZE)
            r->input[r->input_bytes++] = (char)byte;
        else
            r->overlong = 1;
        return 0;
    case SUM_HIGH:
        if (byte == '$')
            break;
        r->wanted_sum = digit < 0 ? (u8)~r->sum : (u8)(digit << 4);
        r->state = digit < 0 ? BETWEEN : SUM_LOW;
        if (digit >= 0)
            return 0;
        packet_complete(0);
        return 1;
    case SUM_LOW:
        r->state = BETWEEN;
        packet_complete(digit >= 0 && (r->wanted_sum | digit) == r->sum);
        return 1;
    }
    if (byte == '$') {
        r->state = DATA;
        r->input_bytes = 0;
        r->overlong = 0;
        r->sum = 0;
    }
    return 0;
}
