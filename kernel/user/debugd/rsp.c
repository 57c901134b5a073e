/* SPDX-License-Identifier: BSD-2-Clause */
/* Framing of the remote serial protocol: $data#checksum, acknowledgements, escapes. */
#include "user/debugd/debugd.h"
#include "user/lib/uart.h"

static enum { BETWEEN, DATA, SUM_HIGH, SUM_LOW } state;
static char input[PACKET_SIZE + 1];
static u32 input_bytes;
static int overlong;
static u8 sum, wanted_sum;

static int ack = 1;
static char last[PACKET_SIZE + 8]; /* for another try after a NAK */
static u32 last_bytes;

static const char hex_digits[] = "0123456789abcdef";

static int hex_digit(u8 c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void rsp_init(void)
{
    state = BETWEEN;
}

void rsp_set_ack(int on)
{
    ack = on;
}

/* Sends KIND DATA # sum; the last packet (not a notification) is kept. */
static void send(char kind, const char *data, u32 bytes)
{
    static char notification[256];
    char *frame = kind == '$' ? last : notification;
    u32 room = kind == '$' ? sizeof last : sizeof notification, i, n = 0;
    u8 s = 0;

    if (bytes > room - 4)
        bytes = room - 4;
    frame[n++] = kind;
    for (i = 0; i < bytes; i++) {
        frame[n++] = data[i];
        s += (u8)data[i];
    }
    frame[n++] = '#';
    frame[n++] = hex_digits[s >> 4];
    frame[n++] = hex_digits[s & 15];
    if (kind == '$')
        last_bytes = n;
    uart_write(COM2, frame, n);
}

void rsp_reply(const char *data, u32 bytes)
{
    send('$', data, bytes);
}

void rsp_notify(const char *text)
{
    send('%', text, strlen(text));
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
    /* A new debugger starts with acknowledgements, whatever the one before it agreed on. */
    if (!ack && good && !overlong && input_bytes >= 10 && memcmp(input, "qSupported", 10) == 0)
        ack = 1;
    if (ack)
        uart_write(COM2, good ? "+" : "-", 1);
    else
        good = 1; /* without acknowledgements there is nobody to ask for another try */
    if (!good)
        return;
    if (overlong) {
        packet_overlong();
        return;
    }
    input_bytes = unescape(input, input_bytes);
    input[input_bytes] = 0;
    packet_handle(input, input_bytes);
}

void rsp_input(u8 byte)
{
    int digit = hex_digit(byte);

    switch (state) {
    case BETWEEN:
        if (byte == '-' && ack && last_bytes)
            uart_write(COM2, last, last_bytes);
        else if (byte == 3)
            packet_break();
        break;
    case DATA:
        if (byte == '#') {
            state = SUM_HIGH;
            return;
        }
        if (byte == '$')
            break; /* the end of the packet before was lost */
        sum += byte;
        if (input_bytes < PACKET_SIZE)
            input[input_bytes++] = (char)byte;
        else
            overlong = 1;
        return;
    case SUM_HIGH:
        if (byte == '$')
            break;
        wanted_sum = digit < 0 ? (u8)~sum : (u8)(digit << 4);
        state = digit < 0 ? BETWEEN : SUM_LOW;
        if (digit < 0)
            packet_complete(0);
        return;
    case SUM_LOW:
        state = BETWEEN;
        packet_complete(digit >= 0 && (wanted_sum | digit) == sum);
        return;
    }
    if (byte == '$') {
        state = DATA;
        input_bytes = 0;
        overlong = 0;
        sum = 0;
    }
}
