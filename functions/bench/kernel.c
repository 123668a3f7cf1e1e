/* Computes without end: init payload `product=N` multiplies two 64 by 64 matrices of floats N times for each event,
 * `mix=N` mixes 64 KiB of bytes N times; then it casts the number of rounds so far to `log` and goes on. A call runs
 * one round of what the message names, `product` or `mix`. */
#define EDGELESS_IMPLEMENTATION
#include "settings.h"

#define NEXT EDGELESS_TEXT("next")
#define SIDE 64
#define MIXED_BYTES 65536

static int64_t products, mixes, rounds;
static float left[SIDE][SIDE], right[SIDE][SIDE], result[SIDE][SIDE];
static uint8_t mixed[MIXED_BYTES];

static void product(void) {
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            float sum = 0;
            for (int i = 0; i < SIDE; i++) sum += left[row][i] * right[i][column];
            result[row][column] = sum;
        }
    }
    left[0][0] = result[SIDE - 1][SIDE - 1] > 1e6f ? 1.0f : left[0][0] + 1e-3f;
}

static void mix(void) {
    uint32_t state = 2166136261u;
    for (uint32_t i = 0; i < MIXED_BYTES; i++) {
        state = (state ^ mixed[i]) * 16777619u;
        mixed[i] = (uint8_t)(state >> 24);
    }
}

void edgeless_on_init(edgeless_bytes payload, edgeless_bytes state) {
    (void)state;
    products = setting(payload, EDGELESS_TEXT("product"), 0);
    mixes = setting(payload, EDGELESS_TEXT("mix"), 0);
    for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
            left[row][column] = (float)(row + column) / SIDE;
            right[row][column] = (float)(row - column) / SIDE;
        }
    }
    if (products + mixes > 0) {
        edgeless_delayed_cast(setting(payload, EDGELESS_TEXT("delay"), 500), EDGELESS_TEXT("self"), NEXT);
    }
}

void edgeless_on_cast(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    (void)message;
    for (int64_t i = 0; i < products; i++) product();
    for (int64_t i = 0; i < mixes; i++) mix();
    rounds += products + mixes;
    report(rounds);
    edgeless_cast(EDGELESS_TEXT("self"), NEXT);
}

edgeless_outcome edgeless_on_call(edgeless_instance source, edgeless_bytes message) {
    (void)source;
    if (edgeless_equal(message, EDGELESS_TEXT("product"))) product();
    if (edgeless_equal(message, EDGELESS_TEXT("mix"))) mix();
    return EDGELESS_NO_REPLY;
}

void edgeless_on_stop(void) {}
