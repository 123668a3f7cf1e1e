/* Reads whole numbers from an init payload such as `balls=64,bytes=100`. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "edgeless.h"

/* The number behind `key=`, or normal when there is none. */
static inline int64_t setting(edgeless_bytes payload, edgeless_bytes key, int64_t normal) {
    for (uint32_t start = 0; start < payload.length;) {
        uint32_t end = start;
        while (end < payload.length && payload.data[end] != ',') end++;
        edgeless_bytes part = {payload.data + start, end - start};
        if (edgeless_starts_with(part, key) && part.length > key.length && part.data[key.length] == '=') {
            int64_t number = normal;
            edgeless_from_decimal((edgeless_bytes){part.data + key.length + 1, part.length - key.length - 1}, &number);
            return number;
        }
        start = end + 1;
    }
    return normal;
}

/* Casts a count to `log`, which is where its reader takes the time from. */
static inline void report(int64_t count) {
    char text[EDGELESS_DECIMAL_MAX];
    edgeless_cast(EDGELESS_TEXT("log"), edgeless_to_decimal(count, text));
}

#endif /* SETTINGS_H */
