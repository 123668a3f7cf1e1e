/* Answers every HTTP request with 200 and `ok`. */
#define EDGELESS_IMPLEMENTATION
#include "edgeless.h"

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)payload;
    (void)state;
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    return edgeless_reply(EDGELESS_TEXT("{\"status\":200,\"headers\":{},\"body\":[111,107]}"));
}

void edgeless_on_stop(void) {}
