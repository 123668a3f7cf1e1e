/* On a cast of a number, calls itself that deep and logs `depth=N`; on any other cast, for ever. */
#define EDGELESS_IMPLEMENTATION
#include "edgeless.h"

/* Volatile, so that no compiler makes a loop of the recursion. */
static volatile int64_t reached;

static int64_t descend(int64_t levels) {
    if (levels == 0) return 0;
    int64_t depth = descend(levels - 1) + 1;
    reached = depth;
    return depth;
}

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)payload;
    (void)state;
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    int64_t levels = -1;
    edgeless_from_decimal(message, &levels);
    char digits[EDGELESS_DECIMAL_MAX];
    edgeless_line line = {0};
    edgeless_append(&line, EDGELESS_TEXT("depth="));
    edgeless_append(&line, edgeless_to_decimal(descend(levels), digits));
    edgeless_log(EDGELESS_LOG_INFO, EDGELESS_TEXT("recurse"), edgeless_line_text(&line));
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    return EDGELESS_NO_REPLY;
}

void edgeless_on_stop(void) {}
