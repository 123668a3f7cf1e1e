/* Passes balls on: every cast that comes in goes out to `out`. Init payload: `balls=N` throws N of them, of `bytes=N`
 * each, after `delay=MS`; `report=N` casts the number of balls seen so far to `log` after every N. */
#define EDGELESS_IMPLEMENTATION
#include "settings.h"

#define START EDGELESS_TEXT("start")
#define BALL_BYTES_MAX 65536

static int64_t balls, bytes, every, seen;
static char ball[BALL_BYTES_MAX];

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)state;
    balls = setting(payload, EDGELESS_TEXT("balls"), 0);
    bytes = setting(payload, EDGELESS_TEXT("bytes"), 100);
    every = setting(payload, EDGELESS_TEXT("report"), 0);
    if (bytes < 1 || bytes > BALL_BYTES_MAX) __builtin_trap();
    for (int64_t i = 0; i < bytes; i++) ball[i] = 'o';
    if (balls > 0) edgeless_delayed_cast(setting(payload, EDGELESS_TEXT("delay"), 500), EDGELESS_TEXT("self"), START);
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    if (edgeless_equal(message, START)) {
        for (int64_t i = 0; i < balls; i++) edgeless_cast(EDGELESS_TEXT("out"), (edgeless_bytes){ball, bytes});
        return;
    }
    edgeless_cast(EDGELESS_TEXT("out"), message);
    seen++;
    if (every > 0 && seen % every == 0) report(seen);
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    return edgeless_reply(message);
}

void edgeless_on_stop(void) {}
