/* On a cast, calls itself, which can never be answered, and logs how that ended. */
#define EDGELESS_IMPLEMENTATION
#include "outcome.h"

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)payload;
    (void)state;
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    edgeless_bytes answer;
    edgeless_outcome outcome = edgeless_call(EDGELESS_TEXT("self"), message, &answer);
    log_outcome(EDGELESS_TEXT("self_call"), outcome, answer);
    edgeless_free(answer.data);
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    return edgeless_reply(message);
}

void edgeless_on_stop(void) {}
