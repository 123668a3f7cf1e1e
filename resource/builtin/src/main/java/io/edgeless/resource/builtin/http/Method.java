package io.edgeless.resource.builtin.http;

import java.util.Arrays;
import java.util.Optional;

/// The HTTP methods that functions can be asked with and can ask with.
enum Method {
    GET("Get"),
    HEAD("Head"),
    POST("Post"),
    PUT("Put"),
    DELETE("Delete"),
    PATCH("Patch");

    private final String jsonName;

    Method(String jsonName) {
        this.jsonName = jsonName;
    }

    String jsonName() {
        return jsonName;
    }

    static Optional<Method> ofHttp(String name) {
        return Arrays.stream(values()).filter(method -> method.name().equals(name)).findFirst();
    }

    static Optional<Method> ofJson(String name) {
        return Arrays.stream(values()).filter(method -> method.jsonName.equals(name)).findFirst();
    }
}
