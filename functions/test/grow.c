/* On a cast, takes all the memory it can get, page by page, and logs `pages=N`. */
#define EDGELESS_IMPLEMENTATION
#include "edgeless.h"

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)payload;
    (void)state;
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    while (__builtin_wasm_memory_grow(0, 1) != SIZE_MAX) {}
    char digits[EDGELESS_DECIMAL_MAX];
    edgeless_line line = {0};
    edgeless_append(&line, EDGELESS_TEXT("pages="));
    edgeless_append(&line, edgeless_to_decimal(__builtin_wasm_memory_size(0), digits));
    edgeless_log(EDGELESS_LOG_INFO, EDGELESS_TEXT("grow"), edgeless_line_text(&line));
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    return EDGELESS_NO_REPLY;
}

void edgeless_on_stop(void) {}
