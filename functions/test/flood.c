/* On a cast `KIND=N`, or during init with such a payload, floods its node. KIND: logs, casts (to `out`), self (casts to itself), delayed (casts to `out`
 * after a second): N of each; or state (one sync) and payload (one cast to `out`) of N bytes. */
#define EDGELESS_IMPLEMENTATION
#include "edgeless.h"

#define DELAY_MS 1000

static void send_one(edgeless_bytes kind) {
    if (edgeless_equal(kind, EDGELESS_TEXT("logs"))) {
        edgeless_log(EDGELESS_LOG_INFO, EDGELESS_TEXT("flood"), EDGELESS_TEXT("x"));
    } else if (edgeless_equal(kind, EDGELESS_TEXT("casts"))) {
        edgeless_cast(EDGELESS_TEXT("out"), EDGELESS_TEXT("x"));
    } else if (edgeless_equal(kind, EDGELESS_TEXT("self"))) {
        edgeless_cast(EDGELESS_TEXT("self"), EDGELESS_TEXT("x"));
    } else if (edgeless_equal(kind, EDGELESS_TEXT("delayed"))) {
        edgeless_delayed_cast(DELAY_MS, EDGELESS_TEXT("out"), EDGELESS_TEXT("x"));
    }
}

/* Traps when this module cannot have as much memory itself. */
static void send_large(edgeless_bytes kind, uint32_t length) {
    char *bytes = edgeless_alloc(length);
    if (!bytes) __builtin_trap();
    for (uint32_t i = 0; i < length; i++) bytes[i] = 'x';
    if (edgeless_equal(kind, EDGELESS_TEXT("state"))) {
        edgeless_sync((edgeless_bytes){bytes, length});
    } else {
        edgeless_cast(EDGELESS_TEXT("out"), (edgeless_bytes){bytes, length});
    }
    edgeless_free(bytes);
}

/* Messages that are no order, such as the casts to itself, are ignored. */
static void carry_out(edgeless_bytes message) {
    edgeless_bytes kind = {message.data, 0};
    while (kind.length < message.length && message.data[kind.length] != '=') kind.length++;
    if (kind.length == message.length) return;
    int64_t count = 0;
    edgeless_from_decimal((edgeless_bytes){kind.data + kind.length + 1, message.length - kind.length - 1}, &count);
    if (edgeless_equal(kind, EDGELESS_TEXT("state")) || edgeless_equal(kind, EDGELESS_TEXT("payload"))) {
        send_large(kind, (uint32_t)count);
    } else {
        for (int64_t sent = 0; sent < count; sent++) send_one(kind);
    }
}

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)state;
    carry_out(payload);
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    carry_out(message);
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    return EDGELESS_NO_REPLY;
}

void edgeless_on_stop(void) {}
