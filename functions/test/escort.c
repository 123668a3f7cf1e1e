/* Passes calls on to `out`. Once one is answered it syncs the number of calls so far as its state, casts it to `log` and
 * passes the answer back. */
#define EDGELESS_IMPLEMENTATION
#include "edgeless.h"

static int64_t calls;

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)payload;
    if (state.length > 0 && !edgeless_from_decimal(state, &calls)) __builtin_trap();
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    edgeless_bytes answer;
    edgeless_outcome outcome = edgeless_call(EDGELESS_TEXT("out"), message, &answer);
    char text[EDGELESS_DECIMAL_MAX];
    edgeless_bytes count = edgeless_to_decimal(++calls, text);
    edgeless_sync(count);
    edgeless_cast(EDGELESS_TEXT("log"), count);
    if (outcome == EDGELESS_REPLY) outcome = edgeless_reply(answer);
    edgeless_free(answer.data);
    return outcome;
}

void edgeless_on_stop(void) {}
