/* Hands the node addresses outside of its memory, through the import that the cast message names. The two call imports
 * take `:out` behind their name: then it is the place for the answer that lies outside. */
#define EDGELESS_IMPLEMENTATION
#include "edgeless.h"

#define IS(name) edgeless_equal(message, EDGELESS_TEXT(name))

/* The last 16 bytes of 4 GiB, of which this memory has far less; the length goes beyond even those. */
static void *const outside = (void *)0xFFFFFFF0u;
static const uint32_t length = 0x1000;

static void call_with_bad_pointer(edgeless_bytes message) {
    char *answer;
    uint32_t answer_length;
    edgeless_instance self = edgeless_self();
    if (IS("call_asm")) {
        call_asm("out", 3, outside, length, &answer, &answer_length);
    } else if (IS("call_asm:out")) {
        call_asm("out", 3, "x", 1, outside, outside);
    } else if (IS("call_raw_asm")) {
        call_raw_asm(outside, outside, outside, length, &answer, &answer_length);
    } else if (IS("call_raw_asm:out")) {
        call_raw_asm(self.node_id, self.component_id, "x", 1, outside, outside);
    }
}

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)payload;
    (void)state;
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    if (IS("cast_asm")) {
        cast_asm("out", 3, outside, length);
    } else if (IS("cast_raw_asm")) {
        cast_raw_asm(outside, outside, outside, length);
    } else if (IS("delayed_cast_asm")) {
        delayed_cast_asm(1, "out", 3, outside, length);
    } else if (IS("telemetry_log_asm")) {
        telemetry_log_asm(EDGELESS_LOG_INFO, "bad_pointer", 11, outside, length);
    } else if (IS("slf_asm")) {
        slf_asm(outside, outside);
    } else if (IS("sync_asm")) {
        sync_asm(outside, length);
    } else {
        call_with_bad_pointer(message);
    }
    edgeless_log(EDGELESS_LOG_INFO, EDGELESS_TEXT("bad_pointer"), EDGELESS_TEXT("survived"));
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    return EDGELESS_NO_REPLY;
}

void edgeless_on_stop(void) {}
