package io.edgeless.resource.builtin.http;

import java.util.Map;
import java.util.Optional;

/// An HTTP request as functions see it.
///
/// @param path with the query
/// @param headers one value for each name
record RequestMessage(
        Method method,
        Protocol protocol,
        String host,
        String path,
        Optional<byte[]> body,
        Map<String, String> headers) {}
