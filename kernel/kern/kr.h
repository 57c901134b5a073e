/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Results of kernel-internal work on a thread's frame. They never reach the user: what the user is to
 * see is in the frame (paper, section 5.1).
 */
#ifndef KERN_KR_H
#define KERN_KR_H

typedef enum {
    KR_OK,      /* the call is done: move eip to the return instruction */
    KR_RESTART, /* the frame says what is next: look at it again */
    KR_BLOCKED, /* the thread is asleep or stopped, its frame at the restart point */
    KR_FAULT,   /* what is wrong is noted in t->request: the way out of the kernel delivers it */
} kr_t;

#endif
