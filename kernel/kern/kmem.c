/* SPDX-License-Identifier: BSD-2-Clause */
#include "kern/abi.h"
#include "kern/kmem.h"
#include "kern/lib.h"
#include "kern/queue.h"

struct page { struct page *next; };

static const u16 sizes[] = { 32, 64, 96, 128, 256, 512, 1024, 2048 };
#define SIZES (sizeof sizes / sizeof sizes[0])

static struct page *free_pages;
static struct node free_blocks[SIZES];
static u32 base;
static u8 *blocks_used;     /* of each page that is cut into blocks; without any it is whole again */

static void give_page(void *page)
{
    struct page *p = page;
    p->next = free_pages;
    free_pages = p;
}

static void *take_page(void)
{
    struct page *p = free_pages;
    if (p)
        free_pages = p->next;
    return p;
}

void kmem_init(u32 start, u32 end)
{
    u32 pages = (end - start) / PAGE_SIZE;
    base = start;
    blocks_used = (u8 *)start;
    memset(blocks_used, 0, pages);
    start += (pages + PAGE_MASK) & ~PAGE_MASK;
    for (u32 p = end - PAGE_SIZE; p >= start; p -= PAGE_SIZE)
        give_page((void *)p);
    for (u32 i = 0; i < SIZES; i++)
        queue_init(&free_blocks[i]);
}

void *kmem_page(void)
{
    void *p = take_page();
    if (p) {
        memset(p, 0, PAGE_SIZE);
        abi.kmem_used += PAGE_SIZE;
    }
    return p;
}

void kmem_page_free(void *page)
{
    give_page(page);
    abi.kmem_used -= PAGE_SIZE;
}

static u32 size_class(u32 bytes)
{
    for (u32 i = 0; i < SIZES; i++)
        if (bytes <= sizes[i])
            return i;
    panic("kmem: %u bytes in one block", bytes);
}

static u8 *page_use(const void *block)
{
    return &blocks_used[((u32)block - base) / PAGE_SIZE];
}

u32 kmem_size(u32 bytes)
{
    return sizes[size_class(bytes)];
}

void *kmem_alloc(u32 bytes)
{
    u32 c = size_class(bytes);
    struct node *b = queue_first(&free_blocks[c]);
    if (!b) {
        char *page = take_page();
        if (!page)
            return 0;
        for (u32 off = 0; off + sizes[c] <= PAGE_SIZE; off += sizes[c])
            queue_add(&free_blocks[c], (struct node *)(page + off));
        b = queue_first(&free_blocks[c]);
    }
    queue_remove(b);
    ++*page_use(b);
    memset(b, 0, sizes[c]);
    abi.kmem_used += sizes[c];
    return b;
}

void kmem_free(void *p, u32 bytes)
{
    u32 c = size_class(bytes);
    queue_add(&free_blocks[c], p);
    abi.kmem_used -= sizes[c];
    if (--*page_use(p))
        return;
    char *page = (char *)((u32)p & ~PAGE_MASK);
    for (u32 off = 0; off + sizes[c] <= PAGE_SIZE; off += sizes[c])
        queue_remove((struct node *)(page + off));
    give_page(page);
}
