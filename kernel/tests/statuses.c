/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each entry point can return, statuses and insanities. Each must have been seen in a test about an entry
 * point, and nothing else ever. Stages of a multi-stage call return statuses for the call; their insanities are their own.
 */
#include "tests/ipc_ends.h"
#include "user/lib/string.h"
#include "user/lib/uart.h"
#include <fluke/names.h>

void status_tests(void);

#define MOST 14
struct row { u8 entry, statuses[MOST]; };

#define PLACE FLUKE_NOT_ALIGNED, FLUKE_INVALID_ADDRESS
#define OBJECT FLUKE_NO_OBJECT, FLUKE_NOT_TYPE, PLACE
#define REFERENCE FLUKE_NOT_REF, PLACE
#define PARAMETERS FLUKE_INVALID_ADDRESS
#define BUFFERS FLUKE_BUFFER_UNALIGNED
#define RECEIVED FLUKE_IPC_RECV_DISCONNECTED, FLUKE_IPC_RECV_MORE_DATA, FLUKE_IPC_RECV_MORE_REFS
#define NOT_ONESELF FLUKE_CURRENT_THREAD
#define ONLY_ONESELF FLUKE_NOT_CURRENT_THREAD

#define CREATED(n) { ENTRY_##n##_create, { FLUKE_NO_MEMORY, FLUKE_OBJECT_EXISTS, PLACE } }
#define TYPE(n) CREATED(n), \
    { ENTRY_##n##_move, { FLUKE_OBJECT_EXISTS, OBJECT } }, { ENTRY_##n##_reference, { FLUKE_NOT_REF, OBJECT } }

/* SUCCESS, which is 0, goes without saying. */
static const struct row rows[] = {
    { ENTRY_thread_self, { 0 } },
    { ENTRY_thread_enable_exceptions, { ONLY_ONESELF } }, { ENTRY_thread_disable_exceptions, { ONLY_ONESELF } },
    { ENTRY_thread_get_handlers, { ONLY_ONESELF } }, { ENTRY_thread_set_handlers, { ONLY_ONESELF } },
    { ENTRY_thread_return_from_exception, { ONLY_ONESELF } },
    { ENTRY_ipc_client_disconnect, { 0 } }, { ENTRY_ipc_server_disconnect, { 0 } },

    TYPE(mutex), TYPE(cond), TYPE(mapping), TYPE(region), TYPE(port), TYPE(pset), TYPE(space), TYPE(thread), CREATED(ref),
    { ENTRY_mutex_destroy, { FLUKE_MUTEX_LOCKED, OBJECT } }, { ENTRY_cond_destroy, { OBJECT } },
    { ENTRY_mapping_destroy, { OBJECT } }, { ENTRY_region_destroy, { OBJECT } }, { ENTRY_port_destroy, { OBJECT } },
    { ENTRY_pset_destroy, { OBJECT } }, { ENTRY_space_destroy, { NOT_ONESELF, OBJECT } },
    { ENTRY_thread_destroy, { NOT_ONESELF, OBJECT } },
    { ENTRY_mutex_get_state, { FLUKE_NOT_REF, OBJECT } }, { ENTRY_cond_get_state, { FLUKE_NOT_REF, OBJECT } },
    { ENTRY_mapping_get_state, { FLUKE_NOT_REF, OBJECT } }, { ENTRY_region_get_state, { FLUKE_NOT_REF, OBJECT } },
    { ENTRY_port_get_state, { FLUKE_NOT_REF, OBJECT } }, { ENTRY_pset_get_state, { OBJECT } },
    { ENTRY_space_get_state, { FLUKE_NOT_REF, OBJECT } }, { ENTRY_thread_get_state, { NOT_ONESELF, FLUKE_NOT_REF, OBJECT } },
    { ENTRY_mutex_set_state, { FLUKE_NOT_REF, FLUKE_NOT_TYPE_REF, OBJECT } },
    { ENTRY_cond_set_state, { FLUKE_NOT_REF, FLUKE_NOT_TYPE_REF, OBJECT } },
    { ENTRY_mapping_set_state, { FLUKE_NOT_REF, FLUKE_NOT_TYPE_REF, FLUKE_ADDRESS_OVERLAP, FLUKE_INVALID_PROT, OBJECT } },
    { ENTRY_region_set_state, { FLUKE_NOT_REF, FLUKE_NOT_TYPE_REF, FLUKE_INVALID_PROT, OBJECT } },
    { ENTRY_port_set_state, { FLUKE_NOT_REF, FLUKE_NOT_TYPE_REF, OBJECT } }, { ENTRY_pset_set_state, { OBJECT } },
    { ENTRY_space_set_state, { FLUKE_NOT_REF, FLUKE_NOT_TYPE_REF, OBJECT } },
    { ENTRY_thread_set_state, { NOT_ONESELF, FLUKE_NOT_REF, FLUKE_NOT_TYPE_REF, FLUKE_INVALID_OBJECT, FLUKE_PRIVILEGE,
        FLUKE_NOT_STOPPED, OBJECT } },
    { ENTRY_ref_destroy, { REFERENCE } }, { ENTRY_ref_move, { FLUKE_OBJECT_EXISTS, REFERENCE } },
    { ENTRY_ref_copy, { REFERENCE } }, { ENTRY_ref_get_state, { REFERENCE } }, { ENTRY_ref_compare, { REFERENCE } },
    { ENTRY_ref_check, { REFERENCE } },

    { ENTRY_mutex_trylock, { FLUKE_MUTEX_HELD, OBJECT } }, { ENTRY_mutex_lock, { FLUKE_MUTEX_LOCKED, OBJECT } },
    { ENTRY_mutex_unlock, { FLUKE_MUTEX_NOT_LOCKED, FLUKE_MUTEX_NOT_OWNER, OBJECT } },
    { ENTRY_cond_signal, { OBJECT } }, { ENTRY_cond_broadcast, { OBJECT } },
    { ENTRY_cond_wait, { FLUKE_MUTEX_NOT_LOCKED, FLUKE_MUTEX_NOT_OWNER, OBJECT } },
    { ENTRY_region_protect, { FLUKE_INVALID_PROT, OBJECT } }, { ENTRY_mapping_protect, { FLUKE_INVALID_PROT, OBJECT } },
    { ENTRY_region_search, { OBJECT } },

    { ENTRY_thread_interrupt, { NOT_ONESELF, OBJECT } },
    { ENTRY_thread_get_client, { ONLY_ONESELF, REFERENCE } }, { ENTRY_thread_get_server, { ONLY_ONESELF, REFERENCE } },
    { ENTRY_thread_set_client, { ONLY_ONESELF, FLUKE_NOT_TYPE_REF, REFERENCE } },
    { ENTRY_thread_set_server, { ONLY_ONESELF, FLUKE_NOT_TYPE_REF, REFERENCE } },
    { ENTRY_thread_get_saved_state, { ONLY_ONESELF, PARAMETERS } }, { ENTRY_thread_set_saved_state, { ONLY_ONESELF, PARAMETERS } },
    { ENTRY_thread_schedule, { NOT_ONESELF, FLUKE_INVALID_OBJECT, OBJECT } },
    { ENTRY_thread_sleep, { 0 } }, { ENTRY_thread_wait, { FLUKE_DESTROYED, NOT_ONESELF, FLUKE_NOT_TYPE_REF, REFERENCE } },
    { ENTRY_irq_wait, { FLUKE_PRIVILEGE, FLUKE_INVALID_OBJECT } },

    { ENTRY_ipc_call, { FLUKE_INVALID_DEST, BUFFERS, REFERENCE } }, { ENTRY_ipc_send, { FLUKE_INVALID_DEST, BUFFERS, REFERENCE } },
    { ENTRY_ipc_client_alert, { FLUKE_IPC_SEND_DISCONNECTED } }, { ENTRY_ipc_server_alert, { FLUKE_IPC_SEND_DISCONNECTED } },
    { ENTRY_ipc_reply, { PARAMETERS } }, { ENTRY_ipc_reply_wait_receive, { RECEIVED, PARAMETERS } },
    { ENTRY_ipc_setup_wait_receive, { RECEIVED, OBJECT } }, { ENTRY_ipc_wait_receive, { RECEIVED, BUFFERS, OBJECT } },
    { ENTRY_ipc_client_connect_send, { FLUKE_IPC_CONNECT_INVALID_DEST, FLUKE_IPC_SEND_DISCONNECTED, BUFFERS, REFERENCE } },
    { ENTRY_ipc_client_connect_send_over_receive, { FLUKE_IPC_CONNECT_INVALID_DEST, FLUKE_IPC_SEND_DISCONNECTED,
        FLUKE_IPC_OVER_DISCONNECTED, RECEIVED, BUFFERS, REFERENCE } },
    { ENTRY_ipc_server_ack_send_wait_receive, { FLUKE_IPC_ACK_DISCONNECTED, FLUKE_IPC_SEND_DISCONNECTED, RECEIVED, PARAMETERS } },
    { ENTRY_ipc_server_send_wait_receive, { FLUKE_IPC_SEND_DISCONNECTED, FLUKE_NOT_SENDER, RECEIVED, BUFFERS } },

#define HALF(side) \
    { ENTRY_ipc_##side##_send, { FLUKE_IPC_SEND_DISCONNECTED, FLUKE_NOT_SENDER, BUFFERS } }, \
    { ENTRY_ipc_##side##_receive, { RECEIVED, FLUKE_NOT_RECEIVER, BUFFERS } }, \
    { ENTRY_ipc_##side##_over_receive, { FLUKE_IPC_OVER_DISCONNECTED, RECEIVED, FLUKE_NOT_SENDER, PARAMETERS } }, \
    { ENTRY_ipc_##side##_send_over_receive, { FLUKE_IPC_SEND_DISCONNECTED, FLUKE_IPC_OVER_DISCONNECTED, RECEIVED, \
        FLUKE_NOT_SENDER, BUFFERS } }, \
    { ENTRY_ipc_##side##_ack_send, { FLUKE_IPC_ACK_DISCONNECTED, FLUKE_IPC_SEND_DISCONNECTED } }, \
    { ENTRY_ipc_##side##_ack_send_over_receive, { FLUKE_IPC_ACK_DISCONNECTED, FLUKE_IPC_SEND_DISCONNECTED, \
        FLUKE_IPC_OVER_DISCONNECTED, RECEIVED } }
    HALF(client), HALF(server),
};

static int can_return(const struct row *row, u32 status)
{
    for (u32 i = 0; i < MOST && row->statuses[i]; i++)
        if (row->statuses[i] == status)
            return 1;
    return status == FLUKE_SUCCESS;
}

static const struct row *row_of(u32 entry)
{
    for (u32 i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].entry == entry)
            return &rows[i];
    return 0;
}

static void check_row(u32 entry)
{
    const struct row *row = row_of(entry);
    char line[600];
    struct text t = text_in(line, sizeof line);

    test(entry, "returns all that it can, and nothing else");
    if (!holds(row != 0))
        return;
    text_format(&t, "# conformance %s %s %u SUCCESS", entry_names[entry], entry_categories[entry], tests_about(entry));
    for (u32 status = 0; status < STATUS_COUNT; status++) {
        int can = can_return(row, status);

        if (can && status)
            text_format(&t, ",%s", status_names[status]);
        if (can && !status_seen(entry, status, 1)) {
            note("%s was not seen", status_names[status]);
            holds(0);
        }
        if (!can && status_seen(entry, status, 0)) {
            note("%s was seen", status_names[status]);
            holds(0);
        }
    }
    text_put(&t, '\n');
    uart_write(COM1, line, t.used);
}

void status_tests(void)
{
    for (u32 entry = 0; entry < ENTRY_COUNT; entry++)
        check_row(entry);
}
