/* Traps in the handler that the init payload names. */
#define EDGELESS_IMPLEMENTATION
#include "chosen.h"

static void trap_if_chosen(edgeless_bytes handler) {
    if (is_chosen(handler)) __builtin_trap();
}

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)state;
    choose(payload);
    trap_if_chosen(EDGELESS_TEXT("init"));
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    trap_if_chosen(EDGELESS_TEXT("cast"));
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    trap_if_chosen(EDGELESS_TEXT("call"));
    return EDGELESS_NO_REPLY;
}

void edgeless_on_stop(void) { trap_if_chosen(EDGELESS_TEXT("stop")); }
