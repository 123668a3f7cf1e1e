package io.edgeless.resource.builtin.http;

import java.util.Map;
import java.util.Optional;

/// An HTTP response as functions see it.
///
/// @param status from 0 to 65,535, as v1.2 has it; whoever sends it on checks it
/// @param headers one value for each name
record ResponseMessage(int status, Optional<byte[]> body, Map<String, String> headers) {}
