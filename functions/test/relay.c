/* Passes casts and calls on to `out`, and the answers of the calls back. */
#define EDGELESS_IMPLEMENTATION
#include "edgeless.h"

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)payload;
    (void)state;
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    edgeless_cast(EDGELESS_TEXT("out"), message);
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    edgeless_bytes answer;
    edgeless_outcome outcome = edgeless_call(EDGELESS_TEXT("out"), message, &answer);
    if (outcome == EDGELESS_REPLY) outcome = edgeless_reply(answer);
    edgeless_free(answer.data);
    return outcome;
}

void edgeless_on_stop(void) {}
