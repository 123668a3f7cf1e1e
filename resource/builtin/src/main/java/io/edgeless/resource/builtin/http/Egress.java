package io.edgeless.resource.builtin.http;

/// How a request of a function to the outside ended.
sealed interface Egress {

    record Answered(ResponseMessage response) implements Egress {}

    /// @param reason for the author of the function
    record Failed(EgressMetric.Result result, String reason) implements Egress {}
}
