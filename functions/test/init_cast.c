/* Speaks before it is wired: during init it casts `early-1` and `early-2` to `out`, calls `out` with `early-call` and logs
 * how that ended. A cast of `late` makes it cast `late` to `out`. */
#define EDGELESS_IMPLEMENTATION
#include "outcome.h"

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)payload;
    (void)state;
    edgeless_bytes answer;
    edgeless_cast(EDGELESS_TEXT("out"), EDGELESS_TEXT("early-1"));
    edgeless_cast(EDGELESS_TEXT("out"), EDGELESS_TEXT("early-2"));
    edgeless_outcome outcome = edgeless_call(EDGELESS_TEXT("out"), EDGELESS_TEXT("early-call"), &answer);
    log_outcome(EDGELESS_TEXT("init_cast"), outcome, answer);
    edgeless_free(answer.data);
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    if (edgeless_equal(message, EDGELESS_TEXT("late"))) edgeless_cast(EDGELESS_TEXT("out"), message);
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    return EDGELESS_NO_REPLY;
}

void edgeless_on_stop(void) {}
