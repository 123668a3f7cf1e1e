/*
 * Guest SDK in C for functions that run on EDGELESS nodes as WebAssembly: one header, no C library.
 *
 * A function is one or more C files. Each includes this header; exactly one of them defines EDGELESS_IMPLEMENTATION
 * before it does so, which brings in the exports of the module and its allocator. The author writes the four handlers:
 *
 *     #define EDGELESS_IMPLEMENTATION
 *     #include "edgeless.h"
 *
 *     void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {}
 *     void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
 *         edgeless_cast(EDGELESS_TEXT("output"), message);
 *     }
 *     edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
 *         return edgeless_reply(message);
 *     }
 *     void edgeless_on_stop(void) {}
 *
 * README.md beside this file has the command that compiles it. A node runs the handlers of one instance strictly one
 * after the other; a guest has one thread.
 *
 * Ownership
 *   - What a handler receives belongs to the node and is valid until the handler returns. Copy what must stay.
 *   - What is handed to a host function stays with the caller; the node has copied it when the function returns.
 *   - The answer of edgeless_call belongs to the caller, who gives it to edgeless_free.
 *   - A reply is copied by edgeless_reply and kept until the next event.
 *
 * Units and limits
 *   - Lengths are bytes, delays milliseconds. Addresses and lengths have 32 bits.
 *   - Messages, alias names, log texts and state are UTF-8. Other bytes end the instance; so does an address outside
 *     of its memory. A node may bound sizes and rates further.
 *   - Identifiers are UUIDs in their 16 big-endian bytes.
 */
#ifndef EDGELESS_H
#define EDGELESS_H

#include <stddef.h>
#include <stdint.h>

/* ---- Types ------------------------------------------------------------------------------------------------------ */

/* A run of bytes somewhere in this module's memory. An absent and an empty one are the same: length 0. */
typedef struct {
    const char *data;
    uint32_t length;
} edgeless_bytes;

/* The bytes of a string literal, without the terminating zero. */
#define EDGELESS_TEXT(literal) ((edgeless_bytes){(literal), sizeof(literal) - 1})

/* One running instance: the node it runs on and itself there. */
typedef struct {
    uint8_t node_id[16];
    uint8_t component_id[16];
} edgeless_instance;

/* How a call ended, on both of its ends. */
typedef enum {
    EDGELESS_NO_REPLY = 0, /* handled, there is nothing to say */
    EDGELESS_REPLY = 1,    /* handled, there is an answer */
    EDGELESS_ERROR = 2,    /* failed */
} edgeless_outcome;

/* Levels of edgeless_log. */
enum { EDGELESS_LOG_ERROR = 1, EDGELESS_LOG_WARN, EDGELESS_LOG_INFO, EDGELESS_LOG_DEBUG, EDGELESS_LOG_TRACE };

/* ---- Handlers, written by the author ---------------------------------------------------------------------------- */

/* First event. payload: the annotation init-payload of the workflow; state: what an earlier instance handed to
 * edgeless_sync. Outputs may not be connected yet: do not edgeless_call here. */
void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state);

/* An event nobody waits for. source may be used with edgeless_cast_raw. */
void edgeless_on_cast(edgeless_instance source, edgeless_bytes message);

/* An event whose sender waits. Return edgeless_reply(...), EDGELESS_NO_REPLY or EDGELESS_ERROR. */
edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message);

/* Last event of an instance that is stopped in good order. */
void edgeless_on_stop(void);

/* ---- Host functions as the module imports them ------------------------------------------------------------------ */

#define EDGELESS_IMPORT(name) __attribute__((import_module("env"), import_name(#name))) name

void EDGELESS_IMPORT(cast_asm)(const char *target, uint32_t target_len, const char *payload, uint32_t payload_len);
void EDGELESS_IMPORT(cast_raw_asm)(const uint8_t *node, const uint8_t *component, const char *payload, uint32_t len);
void EDGELESS_IMPORT(delayed_cast_asm)(uint64_t delay_ms, const char *target, uint32_t target_len,
                                       const char *payload, uint32_t payload_len);
int32_t EDGELESS_IMPORT(call_asm)(const char *target, uint32_t target_len, const char *payload, uint32_t payload_len,
                                  char **out_ptr, uint32_t *out_len);
int32_t EDGELESS_IMPORT(call_raw_asm)(const uint8_t *node, const uint8_t *component, const char *payload, uint32_t len,
                                      char **out_ptr, uint32_t *out_len);
void EDGELESS_IMPORT(telemetry_log_asm)(uint32_t level, const char *target, uint32_t target_len,
                                        const char *message, uint32_t message_len);
void EDGELESS_IMPORT(slf_asm)(uint8_t *out_node, uint8_t *out_component);
void EDGELESS_IMPORT(sync_asm)(const char *state, uint32_t state_len);

/* ---- Memory ----------------------------------------------------------------------------------------------------- */

/* size bytes aligned to 8, or NULL when the memory cannot grow any more. Size 0 takes no memory. */
void *edgeless_alloc(uint32_t size);

/* Frees what edgeless_alloc returned, or the answer of a call. NULL and empty buffers are fine. */
void edgeless_free(const void *address);

/* Copies message to where the node finds it; the result is what edgeless_on_call returns. */
edgeless_outcome edgeless_reply(edgeless_bytes message);

/* ---- Host functions, convenient --------------------------------------------------------------------------------- */

/* Sends message to what the workflow connects to the output; "self" is this instance. Does not wait. */
static inline void edgeless_cast(edgeless_bytes output, edgeless_bytes message) {
    cast_asm(output.data, output.length, message.data, message.length);
}

/* Like edgeless_cast, after delay_ms milliseconds. */
static inline void edgeless_delayed_cast(uint64_t delay_ms, edgeless_bytes output, edgeless_bytes message) {
    delayed_cast_asm(delay_ms, output.data, output.length, message.data, message.length);
}

/* Sends message to one known instance. Does not wait. */
static inline void edgeless_cast_raw(edgeless_instance target, edgeless_bytes message) {
    cast_raw_asm(target.node_id, target.component_id, message.data, message.length);
}

/* What the node writes on a reply. Nodes of EDGELESS v1.2 write eight bytes of length; surplus takes the other four. */
struct edgeless_answer {
    char *data;
    uint32_t length;
    uint32_t surplus;
};

static inline edgeless_outcome edgeless_answered(int32_t code, const struct edgeless_answer *from, edgeless_bytes *answer) {
    *answer = code == EDGELESS_REPLY ? (edgeless_bytes){from->data, from->length} : (edgeless_bytes){0, 0};
    return code == EDGELESS_REPLY || code == EDGELESS_NO_REPLY ? (edgeless_outcome)code : EDGELESS_ERROR;
}

/* Sends message to what the workflow connects to the output and waits. The answer is set in any case, to an empty one
 * unless EDGELESS_REPLY is returned; free its data. No other event arrives meanwhile, so never call "self". */
static inline edgeless_outcome edgeless_call(edgeless_bytes output, edgeless_bytes message, edgeless_bytes *answer) {
    struct edgeless_answer from = {0, 0, 0};
    int32_t code = call_asm(output.data, output.length, message.data, message.length, &from.data, &from.length);
    return edgeless_answered(code, &from, answer);
}

/* Sends message to one known instance and waits; otherwise like edgeless_call. */
static inline edgeless_outcome edgeless_call_raw(edgeless_instance target, edgeless_bytes message, edgeless_bytes *answer) {
    struct edgeless_answer from = {0, 0, 0};
    int32_t code = call_raw_asm(target.node_id, target.component_id, message.data, message.length, &from.data, &from.length);
    return edgeless_answered(code, &from, answer);
}

/* Writes one entry to the node's log. */
static inline void edgeless_log(uint32_t level, edgeless_bytes target, edgeless_bytes message) {
    telemetry_log_asm(level, target.data, target.length, message.data, message.length);
}

/* The identifier of this instance. */
static inline edgeless_instance edgeless_self(void) {
    edgeless_instance self;
    slf_asm(self.node_id, self.component_id);
    return self;
}

/* Stores state, whole, for the next instance of this function. */
static inline void edgeless_sync(edgeless_bytes state) { sync_asm(state.data, state.length); }

/* ---- Helpers ---------------------------------------------------------------------------------------------------- */

/* Copies bytes between regions that do not overlap. */
static inline void edgeless_copy(void *to, const void *from, uint32_t length) { __builtin_memcpy(to, from, length); }

/* 1 when both hold the same bytes, else 0. */
static inline int edgeless_equal(edgeless_bytes one, edgeless_bytes other) {
    if (one.length != other.length) return 0;
    for (uint32_t i = 0; i < one.length; i++) {
        if (one.data[i] != other.data[i]) return 0;
    }
    return 1;
}

/* 1 when text begins with prefix, else 0. */
static inline int edgeless_starts_with(edgeless_bytes text, edgeless_bytes prefix) {
    return text.length >= prefix.length && edgeless_equal((edgeless_bytes){text.data, prefix.length}, prefix);
}

/* Reads all of text as a decimal integer, with an optional sign. Returns 0, and leaves *number as it is, when text is
 * anything else or does not fit. */
static inline int edgeless_from_decimal(edgeless_bytes text, int64_t *number) {
    int negative = text.length > 0 && text.data[0] == '-';
    uint32_t i = negative || (text.length > 0 && text.data[0] == '+');
    uint64_t limit = (uint64_t)INT64_MAX + negative, value = 0;
    if (i == text.length) return 0;
    for (; i < text.length; i++) {
        uint64_t digit = (uint64_t)(text.data[i] - '0');
        if (digit > 9 || value > (limit - digit) / 10) return 0;
        value = value * 10 + digit;
    }
    *number = (int64_t)(negative ? -value : value);
    return 1;
}

/* Longest result of edgeless_to_decimal: -9223372036854775808. */
#define EDGELESS_DECIMAL_MAX 20

/* Writes number into buffer and returns the part of it that was used. */
static inline edgeless_bytes edgeless_to_decimal(int64_t number, char buffer[EDGELESS_DECIMAL_MAX]) {
    uint32_t start = EDGELESS_DECIMAL_MAX;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        buffer[--start] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (number < 0) buffer[--start] = '-';
    return (edgeless_bytes){buffer + start, EDGELESS_DECIMAL_MAX - start};
}

/* One line of text put together from parts; begins empty as {0}. What does not fit is left out, whole characters only. */
typedef struct {
    char data[256];
    uint32_t length;
} edgeless_line;

static inline void edgeless_append(edgeless_line *line, edgeless_bytes text) {
    uint32_t fits = sizeof line->data - line->length;
    if (text.length < fits) fits = text.length;
    while (fits > 0 && fits < text.length && (text.data[fits] & 0xC0) == 0x80) fits--;
    edgeless_copy(line->data + line->length, text.data, fits);
    line->length += fits;
}

static inline edgeless_bytes edgeless_line_text(const edgeless_line *line) {
    return (edgeless_bytes){line->data, line->length};
}

/* ---- Implementation, in one file of the module ------------------------------------------------------------------ */

#ifdef EDGELESS_IMPLEMENTATION

#define EDGELESS_EXPORT(name) __attribute__((export_name(#name))) name

/* Free blocks are linked in the order of their addresses; neighbours are joined when one is freed, the first that is
 * large enough is taken. That is slow with thousands of free blocks, and small. */
struct edgeless_block {
    uint32_t size;               /* bytes behind this header, a multiple of 8 */
    struct edgeless_block *next; /* only while the block is free */
};

#define EDGELESS_PAGE_BYTES 65536u
#define EDGELESS_ALLOC_MAX 0xF0000000u

extern char __heap_base; /* set by the linker: the first address it does not use */

static struct edgeless_block *edgeless_free_blocks;
static int edgeless_heap_begun;
static uint64_t edgeless_empty;       /* where empty buffers point */
static edgeless_bytes edgeless_kept;  /* the reply of the current event */

void edgeless_free(const void *address) {
    if (!address || address == &edgeless_empty) return;
    struct edgeless_block *block = (struct edgeless_block *)address - 1;
    struct edgeless_block *before = 0, *after = edgeless_free_blocks;
    while (after && after < block) {
        before = after;
        after = after->next;
    }
    block->next = after;
    if (after && (char *)(block + 1) + block->size == (char *)after) {
        block->size += sizeof *after + after->size;
        block->next = after->next;
    }
    if (!before) {
        edgeless_free_blocks = block;
    } else if ((char *)(before + 1) + before->size == (char *)block) {
        before->size += sizeof *block + block->size;
        before->next = block->next;
    } else {
        before->next = block;
    }
}

/* Makes the bytes from start on, header included, one more free block. */
static void edgeless_add_memory(uint32_t start, uint32_t bytes) {
    struct edgeless_block *block = (struct edgeless_block *)start;
    block->size = bytes - sizeof *block;
    edgeless_free(block + 1);
}

/* Makes room for a block of this size; returns 0 when the memory cannot grow any more. */
static int edgeless_grow(uint32_t size) {
    if (!edgeless_heap_begun) {
        uint32_t start = ((uint32_t)&__heap_base + 7) & ~7u;
        uint32_t end = __builtin_wasm_memory_size(0) * EDGELESS_PAGE_BYTES;
        edgeless_heap_begun = 1;
        if (end >= start + 16) {
            edgeless_add_memory(start, end - start);
            return 1;
        }
    }
    uint32_t pages = (size + sizeof(struct edgeless_block) - 1) / EDGELESS_PAGE_BYTES + 1;
    uint32_t first = __builtin_wasm_memory_grow(0, pages);
    if (first == UINT32_MAX) return 0;
    edgeless_add_memory(first * EDGELESS_PAGE_BYTES, pages * EDGELESS_PAGE_BYTES);
    return 1;
}

/* Takes the first free block that is large enough, and no more of it than is needed. */
static void *edgeless_take(uint32_t size) {
    struct edgeless_block **link = &edgeless_free_blocks;
    for (struct edgeless_block *block; (block = *link); link = &block->next) {
        if (block->size < size) continue;
        *link = block->next;
        if (block->size - size > sizeof *block) {
            struct edgeless_block *rest = (struct edgeless_block *)((char *)(block + 1) + size);
            rest->size = block->size - size - sizeof *rest;
            rest->next = block->next;
            *link = rest;
            block->size = size;
        }
        return block + 1;
    }
    return 0;
}

void *edgeless_alloc(uint32_t size) {
    if (size == 0) return &edgeless_empty;
    if (size > EDGELESS_ALLOC_MAX) return 0;
    size = (size + 7) & ~7u;
    void *taken;
    while (!(taken = edgeless_take(size)) && edgeless_grow(size)) {}
    return taken;
}

edgeless_outcome edgeless_reply(edgeless_bytes message) {
    char *copy = edgeless_alloc(message.length);
    if (!copy) return EDGELESS_ERROR;
    edgeless_copy(copy, message.data, message.length);
    edgeless_free(edgeless_kept.data);
    edgeless_kept = (edgeless_bytes){copy, message.length};
    return EDGELESS_REPLY;
}

static inline edgeless_instance edgeless_instance_at(const uint8_t *node, const uint8_t *component) {
    edgeless_instance instance;
    edgeless_copy(instance.node_id, node, 16);
    edgeless_copy(instance.component_id, component, 16);
    return instance;
}

void *EDGELESS_EXPORT(edgeless_mem_alloc)(uint32_t size) { return edgeless_alloc(size); }

void EDGELESS_EXPORT(edgeless_mem_free)(void *address, uint32_t size) {
    (void)size;
    edgeless_free(address);
}

void EDGELESS_EXPORT(edgeless_mem_clear)(void) {
    edgeless_free(edgeless_kept.data);
    edgeless_kept = (edgeless_bytes){0, 0};
}

void EDGELESS_EXPORT(handle_init_asm)(const char *payload, uint32_t payload_len, const char *state, uint32_t state_len) {
    edgeless_on_init((edgeless_bytes){payload, payload_len}, (edgeless_bytes){state, state_len});
}

void EDGELESS_EXPORT(handle_cast_asm)(const uint8_t *node, const uint8_t *component, const char *payload, uint32_t len) {
    edgeless_on_cast(edgeless_instance_at(node, component), (edgeless_bytes){payload, len});
}

int32_t EDGELESS_EXPORT(handle_call_asm)(const uint8_t *node, const uint8_t *component, const char *payload, uint32_t len,
                                         const char **out_ptr, uint32_t *out_len) {
    edgeless_outcome outcome = edgeless_on_call(edgeless_instance_at(node, component), (edgeless_bytes){payload, len});
    if (outcome == EDGELESS_REPLY) {
        *out_ptr = edgeless_kept.data;
        *out_len = edgeless_kept.length;
    }
    return outcome;
}

void EDGELESS_EXPORT(handle_stop_asm)(void) { edgeless_on_stop(); }

#endif /* EDGELESS_IMPLEMENTATION */

#endif /* EDGELESS_H */
