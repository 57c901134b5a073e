/* SPDX-License-Identifier: BSD-2-Clause */
/* Doubly linked queues with a sentinel; a node that is on no queue points at nothing. */
#ifndef KERN_QUEUE_H
#define KERN_QUEUE_H

struct node {
    struct node *next, *prev;
};

#define container(ptr, type, member) ((type *)((char *)(ptr) - __builtin_offsetof(type, member)))

static inline void queue_init(struct node *q) { q->next = q->prev = q; }
static inline int queue_empty(const struct node *q) { return q->next == q; }
static inline struct node *queue_first(const struct node *q) { return q->next == q ? 0 : q->next; }

static inline void queue_add(struct node *q, struct node *n)
{
    n->prev = q->prev;
    n->next = q;
    q->prev->next = n;
    q->prev = n;
}

static inline void queue_remove(struct node *n)
{
    if (!n->next)
        return;
    n->next->prev = n->prev;
    n->prev->next = n->next;
    n->next = n->prev = 0;
}

/* All of FROM to the end of q. */
static inline void queue_move(struct node *q, struct node *from)
{
    if (queue_empty(from))
        return;
    from->next->prev = q->prev;
    q->prev->next = from->next;
    from->prev->next = q;
    q->prev = from->prev;
    queue_init(from);
}

#define queue_each(q, n) for (struct node *n = (q)->next, *n##_next = n->next; n != (q); n = n##_next, n##_next = n->next)

#endif
