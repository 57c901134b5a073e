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

/*
 * STALE: somebody else has come already. What the one before has still sent may lie in front of what the new
 * one sends, so nothing is believed until he introduces himself.
 */
void rsp_reset(int stale)
{
    session->rsp.state = BETWEEN;
    session->rsp.last_bytes = 0;
    session->rsp.stale = (u8)stale;
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

/* One byte with its escape. */
static inline char *put_escaped(char *to, u8 c, u32 *sum)
{
    if (c == '#' || c == '$' || c == '*' || c == '}') {
        *to++ = '}';
        *sum += '}';
        c ^= 0x20;
    }
    *to++ = (char)c;
    *sum += c;
    return to;
}

/* '\0', '*' and a count of repetitions plus 29: a run of so many words of zeroes. 2 would make it '$'. */
#define MAX_RUN 24
static inline char *put_run(char *to, u32 words, u32 *sum)
{
    for (; words; to += 3) {
        u32 n = words == 2 ? 1 : words;

        to[0] = 0;
        to[1] = '*';
        to[2] = (char)(n * 4 - 1 + 29);
        *sum += (u8)to[1] + (u8)to[2];
        words -= n;
    }
    return to;
}

/* Has V a byte of 0? And might W have one that is to be escaped: 0x2X or 0x7d? */
#define ZERO_BYTE(v) (((v) - 0x01010101) & ~(v))
#define NEEDS_A_LOOK(w) ((ZERO_BYTE(((w) & 0xf0f0f0f0) ^ 0x20202020) | ZERO_BYTE((w) ^ 0x7d7d7d7d)) & 0x80808080)

/*
 * Most of what goes through here is words of which most are 0, and few of the others have a byte to escape. Every
 * byte of every snapshot passes this loop, so it looks at words while it can.
 */
u32 rsp_reply_binary(const u8 *data, u32 bytes, u32 limit)
{
    struct rsp *r = &session->rsp;
    const u8 *p = data, *end = data + (bytes < limit ? bytes : limit);
    char *to = r->last + 2, *room = r->last + PACKET_SIZE - 8;
    u32 sum = 0, lanes = 0;     /* lanes: two sums of up to 16 bits, folded before they can overflow */

    while (p + 4 <= end && to < room) {
        u32 w = *(const u32 *)p, i;

        if (!w) {
            const u32 *z = (const u32 *)p, *last = (const u32 *)(end - p > MAX_RUN * 4 ? p + MAX_RUN * 4 - 4 : end - 4);

            do
                z++;
            while (z <= last && !*z);
            to = put_run(to, (u32)(z - (const u32 *)p), &sum);
            p = (const u8 *)z;
        } else if (!NEEDS_A_LOOK(w)) {
            *(u32 *)to = w;
            to += 4;
            p += 4;
            lanes += (w & 0x00ff00ff) + (w >> 8 & 0x00ff00ff);
            if (lanes & 0x80008000) {
                sum += (lanes & 0xffff) + (lanes >> 16);
                lanes = 0;
            }
        } else
            for (i = 0; i < 4; i++)
                to = put_escaped(to, *p++, &sum);
    }
    while (p < end && to < room)
        to = put_escaped(to, *p++, &sum);
    sum += (lanes & 0xffff) + (lanes >> 16);
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

    int first = good && !r->overlong && r->input_bytes >= 10 && memcmp(r->input, "qSupported", 10) == 0;

    if (r->stale && !first)
        return;
    r->stale = 0;
    if (first) /* a new debugger starts with acknowledgements, whatever the one before it agreed on */
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
