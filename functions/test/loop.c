/* Never leaves the handler that the init payload names. */
#define EDGELESS_IMPLEMENTATION
#include "chosen.h"

/* Volatile, so that the loop has a body. */
static volatile uint32_t turns;

static void loop_if_chosen(edgeless_bytes handler) {
    if (is_chosen(handler)) for (;;) turns++;
}

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)state;
    choose(payload);
    loop_if_chosen(EDGELESS_TEXT("init"));
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    loop_if_chosen(EDGELESS_TEXT("cast"));
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    loop_if_chosen(EDGELESS_TEXT("call"));
    return EDGELESS_NO_REPLY;
}

void edgeless_on_stop(void) { loop_if_chosen(EDGELESS_TEXT("stop")); }
