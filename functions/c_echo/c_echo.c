/* Sends back what it is called with, and passes on what is cast to it. */
#define EDGELESS_IMPLEMENTATION
#include "edgeless.h"

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)payload;
    (void)state;
    edgeless_log(EDGELESS_LOG_INFO, EDGELESS_TEXT("c_echo"), EDGELESS_TEXT("ready"));
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    edgeless_cast(EDGELESS_TEXT("output"), message);
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    return edgeless_reply(message);
}

void edgeless_on_stop(void) {}
