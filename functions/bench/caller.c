/* Calls `out` without end, `report=N` times for each event, then casts the number of answers so far to `log` and goes
 * on. Init payload: also `bytes=N` of each message, `delay=MS` before the first. */
#define EDGELESS_IMPLEMENTATION
#include "settings.h"

#define NEXT EDGELESS_TEXT("next")
#define MESSAGE_BYTES_MAX 65536

static int64_t bytes, every, answered;
static char text[MESSAGE_BYTES_MAX];

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)state;
    bytes = setting(payload, EDGELESS_TEXT("bytes"), 100);
    every = setting(payload, EDGELESS_TEXT("report"), 1000);
    if (bytes < 1 || bytes > MESSAGE_BYTES_MAX || every < 1) __builtin_trap();
    for (int64_t i = 0; i < bytes; i++) text[i] = 'o';
    edgeless_delayed_cast(setting(payload, EDGELESS_TEXT("delay"), 500), EDGELESS_TEXT("self"), NEXT);
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    for (int64_t i = 0; i < every; i++) {
        edgeless_bytes answer;
        if (edgeless_call(EDGELESS_TEXT("out"), (edgeless_bytes){text, bytes}, &answer) == EDGELESS_REPLY) answered++;
        edgeless_free(answer.data);
    }
    report(answered);
    edgeless_cast(EDGELESS_TEXT("self"), NEXT);
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    return EDGELESS_NO_REPLY;
}

void edgeless_on_stop(void) {}
