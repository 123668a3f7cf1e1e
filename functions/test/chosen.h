/* The handler that the init payload names: init, cast, call or stop. */
#ifndef CHOSEN_H
#define CHOSEN_H

#include "edgeless.h"

static edgeless_line chosen_handler;

static inline void choose(edgeless_bytes payload) { edgeless_append(&chosen_handler, payload); }

static inline int is_chosen(edgeless_bytes handler) {
    return edgeless_equal(handler, edgeless_line_text(&chosen_handler));
}

#endif
