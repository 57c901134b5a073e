/* SPDX-License-Identifier: BSD-2-Clause */
#include "user/lib/console.h"
#include "user/lib/fluke.h"
#include "user/lib/info.h"
#include "user/lib/string.h"
#include "user/lib/uart.h"

static u32 console_ref = INFO_SLOT(SLOT_CONSOLE);
static const char *name;

void console_set_reference(u32 ref, const char *program)
{
    console_ref = ref;
    name = program;
}

const char *program_name(void)
{
    return name ? name : info()->name;
}

void console_print(const char *format, ...)
{
    u32 message[MIN_MSG_WORDS + CONSOLE_TEXT_WORDS];
    struct text t = text_in((char *)&message[MIN_MSG_WORDS], CONSOLE_TEXT_WORDS * 4);
    struct fluke_params p = { .send_address = (u32)message };
    va_list args;

    va_start(args, format);
    text_vformat(&t, format, args);
    va_end(args);
    message[0] = t.used;
    message[1] = 0;
    p.send_words = MIN_MSG_WORDS + (t.used + 3) / 4;
    fluke_ipc_client_connect_send(console_ref, (u32)&p);
    fluke_ipc_client_disconnect();
}

void console_serve(u32 pset, u16 port)
{
    u32 text[CONSOLE_TEXT_WORDS];
    struct fluke_params p = { .recv_words = CONSOLE_TEXT_WORDS, .recv_address = (u32)text };
    struct fluke_regs r = { .eax = pset, .ebx = (u32)&p };
    u32 bytes;

    fluke_call(ENTRY_ipc_setup_wait_receive, &r);
    for (;;) {
        bytes = (CONSOLE_TEXT_WORDS - r.ecx) * 4;
        if (r.ecx <= CONSOLE_TEXT_WORDS)
            uart_write(port, text, r.esi < bytes ? r.esi : bytes);
        r.ebx = (u32)&p;
        fluke_call(ENTRY_ipc_wait_receive, &r);
    }
}
