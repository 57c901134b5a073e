/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ports of a virtio console device as lines (Virtual I/O Device specification 1.2: 4.1.4.8, legacy
 * interface over I/O ports; 2.7, split virtqueues; 5.3, console device). Each port is a pair of queues of
 * buffers in memory that the device reads and writes by itself, so a whole packet is one buffer.
 */
#include "user/debugd/debugd.h"
#include "user/debugd/line.h"
#include "user/lib/info.h"
#include "user/lib/pci.h"
#include "user/lib/port.h"

#define VENDOR 0x1af4
#define DEVICE_CONSOLE 0x1003

/* Registers, from the device's first I/O port on. */
enum { HOST_FEATURES = 0, GUEST_FEATURES = 4, QUEUE_PAGE = 8, QUEUE_SIZE = 12, QUEUE_SELECT = 14, QUEUE_NOTIFY = 16,
    STATUS = 18, INTERRUPT_STATUS = 19 };
enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4 };
#define FEATURE_MULTIPORT 2

struct descriptor { u32 address, address_high, bytes; u16 flags, next; };
#define DEVICE_WRITES 2
struct available { u16 flags, index, ring[]; };
#define NO_INTERRUPT 1
struct used { u16 flags, index; struct { u32 id, bytes; } ring[]; };
#define NO_NOTIFY 1

struct queue {
    u16 number, size, seen; /* seen: how far we have read the used ring */
    volatile struct descriptor *descriptors;
    volatile struct available *available;
    volatile struct used *used;
};

/* Control messages; some have a text behind them. */
struct control { u32 port; u16 event, value; };
enum { DEVICE_READY = 0, PORT_ADD = 1, PORT_READY = 3, PORT_OPEN = 6 };

#define RECEIVE_BUFFERS 16
#define RECEIVE_BYTES 1024
#define SEND_BYTES (4 * PACKET_SIZE)
#define CONTROL_BYTES 64
#define FIRST_PORT 1        /* port 0 is kept for a console */
#define PORTS 2
#define QUEUES_BEFORE 2     /* of port 0; then the control queues */

struct port {
    struct queue in, out;
    u8 *received, *ring;
    u32 taken;              /* of the received buffer at hand */
    u32 ring_in, ring_out;
};

static u16 ports_base;
static struct queue control_in, control_out;
static u8 *control_received, *control_sent;
static struct port ports[PORTS];
static struct line *port_lines;
static u32 dma_used;

/* The device sees what we write in the order in which we write it; the compiler has to keep to it. */
#define in_order() asm volatile("" : : : "memory")

static void *dma_alloc(u32 bytes)
{
    const struct info *in = info();
    void *p = (void *)(in->dma + dma_used);

    bytes = (bytes + PAGE_MASK) & ~PAGE_MASK;
    if (bytes > in->dma_bytes - dma_used)
        return 0;
    dma_used += bytes;
    return p;
}

static u32 physical(const volatile void *p)
{
    return (u32)p - info()->dma + info()->dma_physical;
}

static int queue_open(struct queue *q, u16 number)
{
    u32 rings;

    out16(ports_base + QUEUE_SELECT, number);
    q->number = number;
    q->size = in16(ports_base + QUEUE_SIZE);
    rings = (q->size * sizeof *q->descriptors + sizeof *q->available + (q->size + 1) * 2 + PAGE_MASK) & ~PAGE_MASK;
    q->descriptors = q->size ? dma_alloc(rings + sizeof *q->used + q->size * sizeof *q->used->ring + 2) : 0;
    if (!q->descriptors)
        return 0;
    q->available = (void *)(q->descriptors + q->size);
    q->used = (void *)((u32)q->descriptors + rings);
    out32(ports_base + QUEUE_PAGE, physical(q->descriptors) / PAGE_SIZE);
    return 1;
}

/* Gives descriptor D to the device. */
static void queue_offer(struct queue *q, u32 d, const volatile void *buffer, u32 bytes, u16 flags)
{
    q->descriptors[d].address = physical(buffer);
    q->descriptors[d].address_high = 0;
    q->descriptors[d].bytes = bytes;
    q->descriptors[d].flags = flags;
    q->available->ring[q->available->index % q->size] = (u16)d;
    in_order();
    q->available->index++;
}

static void queue_notify(struct queue *q)
{
    in_order();
    if (!(q->used->flags & NO_NOTIFY))
        out16(ports_base + QUEUE_NOTIFY, q->number);
}

/* COUNT buffers of BYTES for the device to fill. */
static u8 *queue_supply(struct queue *q, u32 count, u32 bytes)
{
    u8 *buffers = dma_alloc(count * bytes);
    u32 i;

    for (i = 0; buffers && i < count && i < q->size; i++)
        queue_offer(q, i, buffers + i * bytes, bytes, DEVICE_WRITES);
    return buffers;
}

static void control_send(u32 port, u16 event, u16 value)
{
    struct control *c = (struct control *)(control_sent + control_out.available->index % control_out.size * sizeof *c);

    *c = (struct control){ port, event, value };
    queue_offer(&control_out, control_out.available->index % control_out.size, c, sizeof *c, 0);
    queue_notify(&control_out);
}

static void discard(struct port *p)
{
    while (p->in.seen != p->in.used->index) {
        u32 d = p->in.used->ring[p->in.seen++ % p->in.size].id;

        queue_offer(&p->in, d, p->received + d * RECEIVE_BYTES, RECEIVE_BYTES, DEVICE_WRITES);
    }
    p->taken = 0;
    queue_notify(&p->in);
}

static void control_handle(const struct control *c)
{
    u32 n = c->port - FIRST_PORT;

    if (n >= PORTS)
        return;
    if (c->event == PORT_ADD) {
        control_send(c->port, PORT_READY, 1);
        control_send(c->port, PORT_OPEN, 1);
    } else if (c->event == PORT_OPEN) {
        port_lines[n].open = c->value != 0;
        port_lines[n].left += !c->value;
    }
}

static void control_receive(void)
{
    u32 left[PORTS], i;

    for (i = 0; i < PORTS; i++)
        left[i] = port_lines[i].left;
    while (control_in.seen != control_in.used->index) {
        u32 d = control_in.used->ring[control_in.seen++ % control_in.size].id;
        struct control c;

        in_order();
        memcpy(&c, control_received + d * CONTROL_BYTES, sizeof c);
        queue_offer(&control_in, d, control_received + d * CONTROL_BYTES, CONTROL_BYTES, DEVICE_WRITES);
        queue_notify(&control_in);
        control_handle(&c);
    }
    for (i = 0; i < PORTS; i++)
        if (left[i] != port_lines[i].left && !port_lines[i].open)
            discard(&ports[i]); /* nobody is left to get an answer */
}

static u32 receive(struct line *l, u8 *to, u32 room)
{
    struct port *p = &ports[l->unit];
    u32 n = 0;

    control_receive();
    while (n < room && p->in.seen != p->in.used->index) {
        u32 slot = p->in.seen % p->in.size, d, bytes, part;

        in_order();
        d = p->in.used->ring[slot].id;
        bytes = p->in.used->ring[slot].bytes - p->taken;
        part = bytes < room - n ? bytes : room - n;
        memcpy(to + n, p->received + d * RECEIVE_BYTES + p->taken, part);
        n += part;
        p->taken += part;
        if (part == bytes) {
            p->taken = 0;
            p->in.seen++;
            queue_offer(&p->in, d, p->received + d * RECEIVE_BYTES, RECEIVE_BYTES, DEVICE_WRITES);
            queue_notify(&p->in);
        }
    }
    return n;
}

/* Buffers come back in the order in which they were sent. */
static void reclaim(struct port *p)
{
    while (p->out.seen != p->out.used->index)
        p->ring_out += p->out.descriptors[p->out.used->ring[p->out.seen++ % p->out.size].id].bytes;
}

static int has_room(struct port *p, u32 bytes)
{
    reclaim(p);
    return SEND_BYTES - (p->ring_in - p->ring_out) >= bytes
        && (u16)(p->out.available->index - p->out.seen) + 2u <= p->out.size; /* a piece may wrap: two buffers */
}

static int ready(struct line *l, u32 bytes)
{
    struct port *p = &ports[l->unit];

    p->out.available->flags = NO_INTERRUPT;
    if (has_room(p, bytes))
        return 1;
    p->out.available->flags = 0;
    in_order();
    return has_room(p, bytes); /* what came back before the device could see that we wait */
}

static void send(struct line *l, const void *data, u32 bytes)
{
    struct port *p = &ports[l->unit];
    const u8 *from = data;
    u32 n;

    for (; bytes; bytes -= n, from += n, p->ring_in += n) {
        u32 at = p->ring_in % SEND_BYTES;

        n = bytes < SEND_BYTES - at ? bytes : SEND_BYTES - at;
        memcpy(p->ring + at, from, n);
        queue_offer(&p->out, p->out.available->index % p->out.size, p->ring + at, n, 0);
    }
    queue_notify(&p->out);
}

static const struct line_driver driver = { .receive = receive, .ready = ready, .send = send };

static void acknowledge(void)
{
    in8(ports_base + INTERRUPT_STATUS);
}

static int open_queues(void)
{
    u32 i;

    if (!queue_open(&control_in, QUEUES_BEFORE) || !queue_open(&control_out, QUEUES_BEFORE + 1))
        return 0;
    control_received = queue_supply(&control_in, control_in.size, CONTROL_BYTES);
    control_sent = dma_alloc(control_out.size * sizeof(struct control));
    control_out.available->flags = NO_INTERRUPT;
    for (i = 0; i < PORTS; i++) {
        struct port *p = &ports[i];

        if (!queue_open(&p->in, (u16)(QUEUES_BEFORE + 2 + i * 2)) || !queue_open(&p->out, (u16)(QUEUES_BEFORE + 3 + i * 2)))
            return 0;
        p->received = queue_supply(&p->in, RECEIVE_BUFFERS, RECEIVE_BYTES);
        p->ring = dma_alloc(SEND_BYTES);
        if (!p->received || !p->ring)
            return 0;
        p->out.available->flags = NO_INTERRUPT;
    }
    return control_received && control_sent;
}

u32 virtio_lines(struct line *lines, u32 room)
{
    static const char *const names[PORTS] = { "virtio port 1", "virtio port 2" };
    struct pci_device device;
    u32 i;

    if (room < PORTS || !pci_find(VENDOR, DEVICE_CONSOLE, &device) || !device.ports)
        return 0;
    ports_base = device.ports;
    out8(ports_base + STATUS, 0);
    out8(ports_base + STATUS, ACKNOWLEDGE | DRIVER);
    if (!(in32(ports_base + HOST_FEATURES) & FEATURE_MULTIPORT))
        return 0;
    out32(ports_base + GUEST_FEATURES, FEATURE_MULTIPORT);
    if (!open_queues()) {
        out8(ports_base + STATUS, 0);
        return 0;
    }
    port_lines = lines;
    for (i = 0; i < PORTS; i++)
        lines[i] = (struct line){ .driver = &driver, .name = names[i], .unit = i };
    line_interrupts(device.irq, acknowledge);
    out8(ports_base + STATUS, ACKNOWLEDGE | DRIVER | DRIVER_OK);
    control_send(0, DEVICE_READY, 1);
    return PORTS;
}
