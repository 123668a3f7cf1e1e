/* How test functions log the end of a call: `call: reply <answer>`, `call: no reply` or `call: error`. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "edgeless.h"

static inline void log_outcome(edgeless_bytes target, edgeless_outcome outcome, edgeless_bytes answer) {
    edgeless_line line = {0};
    edgeless_append(&line, EDGELESS_TEXT("call: "));
    if (outcome == EDGELESS_REPLY) {
        edgeless_append(&line, EDGELESS_TEXT("reply "));
        edgeless_append(&line, answer);
    } else {
        edgeless_append(&line, outcome == EDGELESS_NO_REPLY ? EDGELESS_TEXT("no reply") : EDGELESS_TEXT("error"));
    }
    edgeless_log(EDGELESS_LOG_INFO, target, edgeless_line_text(&line));
}

#endif
