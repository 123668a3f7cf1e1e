package io.edgeless.resource.builtin.http;

import java.util.Arrays;
import java.util.Optional;

/// What a function says about the protocol of a request.
enum Protocol {
    UNKNOWN("Unknown"),
    HTTP("HTTP"),
    HTTPS("HTTPS");

    private final String jsonName;

    Protocol(String jsonName) {
        this.jsonName = jsonName;
    }

    String jsonName() {
        return jsonName;
    }

    static Optional<Protocol> ofJson(String name) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.jsonName.equals(name))
                .findFirst();
    }
}
