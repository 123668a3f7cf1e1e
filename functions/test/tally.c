/* Counts casts twice, in its memory and in its state. After as many casts as its init payload says it syncs the state and
 * then casts both counts to `log`, as `MEMORY STATE`. */
#define EDGELESS_IMPLEMENTATION
#include "edgeless.h"

static int64_t every, in_memory, in_all;

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    if (!edgeless_from_decimal(payload, &every) || every < 1) __builtin_trap();
    if (state.length > 0 && !edgeless_from_decimal(state, &in_all)) __builtin_trap();
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    in_memory++;
    in_all++;
    if (in_memory % every > 0) return;
    char text[EDGELESS_DECIMAL_MAX];
    edgeless_sync(edgeless_to_decimal(in_all, text));
    edgeless_line line = {0};
    edgeless_append(&line, edgeless_to_decimal(in_memory, text));
    edgeless_append(&line, EDGELESS_TEXT(" "));
    edgeless_append(&line, edgeless_to_decimal(in_all, text));
    edgeless_cast(EDGELESS_TEXT("log"), edgeless_line_text(&line));
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    return EDGELESS_NO_REPLY;
}

void edgeless_on_stop(void) {}
