/* SPDX-License-Identifier: BSD-2-Clause */
/* Ports and portsets as objects; what they are for is in ipc.c. */
#include "kern/entry.h"
#include "kern/ipc.h"
#include "kern/object_type.h"

static int port_init(struct object *o)
{
    queue_init(&((struct port *)o)->clients);
    queue_init(&((struct port *)o)->donors);
    return 1;
}

static void port_destroy(struct object *o)
{
    struct port *p = (struct port *)o;
    thread_wake_all(&p->clients);
    thread_wake_all(&p->donors);
    queue_remove(&p->pset_node);
    link_set(&p->pset, 0);
}

static void port_get(struct object *o, u32 *w)
{
    w[0] = ((struct port *)o)->alias;
}

static struct link *port_link(struct object *o, u32 i)
{
    return &((struct port *)o)->pset;
}

static u32 port_set(struct object *o, const u32 *w, const struct link_change *links)
{
    struct port *p = (struct port *)o;
    if (w)
        p->alias = w[0];
    if (links[0].given) {
        queue_remove(&p->pset_node);
        link_set(&p->pset, links[0].target);
        if (links[0].target) {
            struct pset *s = (struct pset *)links[0].target;
            queue_add(&s->ports, &p->pset_node);
            /* Clients that wait here may now be served by somebody who waits there: let both look again. */
            if (!queue_empty(&p->clients))
                thread_wake_all(&s->servers);
        }
    }
    return 0;
}

const struct object_type port_type = {
    sizeof(struct port), 2, 1, { TYPE_PSET }, port_init, port_destroy, port_get, port_link, port_set
};

COMMON_CALLS(port, TYPE_PORT)
REFERENCE_CALL(port, TYPE_PORT)
STATE_CALLS(port, TYPE_PORT)

static int pset_init(struct object *o)
{
    queue_init(&((struct pset *)o)->ports);
    queue_init(&((struct pset *)o)->servers);
    return 1;
}

static void pset_destroy(struct object *o)
{
    struct pset *s = (struct pset *)o;
    thread_wake_all(&s->servers);
    queue_each(&s->ports, n) {
        struct port *p = container(n, struct port, pset_node);
        queue_remove(&p->pset_node);
        link_set(&p->pset, 0);
    }
}

static void pset_get(struct object *o, u32 *w) { }
static u32 pset_set(struct object *o, const u32 *w, const struct link_change *links) { return 0; }

const struct object_type pset_type = {
    sizeof(struct pset), 1, 0, { 0 }, pset_init, pset_destroy, pset_get, 0, pset_set
};

COMMON_CALLS(pset, TYPE_PSET)
REFERENCE_CALL(pset, TYPE_PSET)
STATE_CALLS(pset, TYPE_PSET)
