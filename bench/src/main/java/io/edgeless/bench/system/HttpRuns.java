package io.edgeless.bench.system;

import static io.edgeless.bench.system.Deployment.function;

import io.edgeless.api.model.WorkflowResource;
import io.edgeless.bench.measure.Figure;
import io.edgeless.bench.measure.Guest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Requests through the ingress of a node to a guest's `handle_call` and back.
final class HttpRuns {

    private static final String HOST = "bench.example";
    private static final byte[] BODY = "o".repeat(100).getBytes(StandardCharsets.US_ASCII);

    private HttpRuns() {}

    static List<Figure> measure(Cluster cluster, int connections) {
        WorkflowResource ingress =
                new WorkflowResource(
                        "ingress",
                        "http-ingress",
                        Map.of("new_request", "answer"),
                        Map.of("host", HOST, "methods", "POST", "label_match_all", "node-1"));
        try (Deployment _ =
                Deployment.start(
                        cluster.workflows(),
                        List.of(function("answer", Guest.ANSWER, 1, "", Map.of())),
                        List.of(ingress))) {
            HttpLoad.Result result =
                    new HttpLoad(cluster.ingressUrl(1), HOST, BODY).run(connections);
            String what = "HTTP ingress to handle_call, %d connections".formatted(connections);
            return List.of(
                    Figure.of(what, result.perSecond(), "/s"),
                    Figure.of(what + ", p99", result.p99Millis(), "ms"));
        }
    }
}
