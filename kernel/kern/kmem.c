/* SPDX-License-Identifier: BSD-2-Clause */
#include "kern/kmem.h"
#include "kern/lib.h"

struct block { struct block *next; };

static const u16 sizes[] = { 32, 64, 96, 128, 256, 512, 1024, 2048 };
#define SIZES (sizeof sizes / sizeof sizes[0])

static struct block *free_pages, *free_blocks[SIZES];
static u32 used;

void kmem_init(u32 start, u32 end)
{
    for (u32 p = end - PAGE_SIZE; p >= start; p -= PAGE_SIZE) {
        struct block *b = (struct block *)p;
        b->next = free_pages;
        free_pages = b;
    }
}

static void *take_page(void)
{
    struct block *b = free_pages;
    if (b)
        free_pages = b->next;
    return b;
}

void *kmem_page(void)
{
    void *p = take_page();
    if (p) {
        memset(p, 0, PAGE_SIZE);
        used += PAGE_SIZE;
    }
    return p;
}

void kmem_page_free(void *page)
{
    struct block *b = page;
    b->next = free_pages;
    free_pages = b;
    used -= PAGE_SIZE;
}

static u32 size_class(u32 bytes)
{
    for (u32 i = 0; i < SIZES; i++)
        if (bytes <= sizes[i])
            return i;
    panic("kmem: %u bytes in one block", bytes);
}

void *kmem_alloc(u32 bytes)
{
    u32 c = size_class(bytes);
    if (!free_blocks[c]) {
        char *page = take_page();
        if (!page)
            return 0;
        for (u32 off = 0; off + sizes[c] <= PAGE_SIZE; off += sizes[c]) {
            struct block *b = (struct block *)(page + off);
            b->next = free_blocks[c];
            free_blocks[c] = b;
        }
    }
    struct block *b = free_blocks[c];
    free_blocks[c] = b->next;
    memset(b, 0, sizes[c]);
    used += sizes[c];
    return b;
}

void kmem_free(void *p, u32 bytes)
{
    u32 c = size_class(bytes);
    struct block *b = p;
    b->next = free_blocks[c];
    free_blocks[c] = b;
    used -= sizes[c];
}

u32 kmem_used(void)
{
    return used;
}
