/* Casts its own step, a number from 1 on, to `out`: as many casts every 20 ms as its init payload says. */
#define EDGELESS_IMPLEMENTATION
#include "edgeless.h"

#define PERIOD_MS 20
#define TICK EDGELESS_TEXT("tick")

static int64_t casts, steps;

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)state;
    if (!edgeless_from_decimal(payload, &casts)) __builtin_trap();
    edgeless_delayed_cast(PERIOD_MS, EDGELESS_TEXT("self"), TICK);
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    edgeless_delayed_cast(PERIOD_MS, EDGELESS_TEXT("self"), TICK);
    for (int64_t i = 0; i < casts; i++) {
        char step[EDGELESS_DECIMAL_MAX];
        edgeless_cast(EDGELESS_TEXT("out"), edgeless_to_decimal(++steps, step));
    }
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    return EDGELESS_NO_REPLY;
}

void edgeless_on_stop(void) {}
