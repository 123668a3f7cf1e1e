package io.edgeless.resource.builtin.http;

import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.component.ResourceHost;
import io.edgeless.component.ResourceManifest;
import io.edgeless.component.ResourceProvider;
import io.edgeless.world.Counters;
import io.edgeless.world.World;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The HTTP door of a node: one listener, and a resource for each rule that hands requests on. Safe
/// for concurrent use; nothing here waits for a request being served.
final class HttpIngressProvider implements ResourceProvider {

    static final ResourceManifest MANIFEST =
            new ResourceManifest(
                    "http-ingress",
                    "2.1",
                    List.of(HttpIngressResource.NEW_REQUEST),
                    Map.of(
                            "host",
                            "Host (with the port if clients send it) to take requests for;"
                                    + " default: any",
                            "method",
                            "HTTP methods to take, separated by commas (also: methods);"
                                    + " default: any",
                            "wf_id",
                            "If true: take only requests with wf_id=<workflow id> in their query",
                            "async",
                            "If true: cast the body and answer 200 at once",
                            "encode_base64",
                            "If true: encode the body that is cast with Base64"),
                    "Hands HTTP requests to a function and its answers back to the clients");

    private final String id;
    private final IngressRoutes routes;
    private final IngressServer server;

    private HttpIngressProvider(String id, IngressRoutes routes, IngressServer server) {
        this.id = id;
        this.routes = routes;
        this.server = server;
    }

    /// Listens from now on; throws when the address cannot be had.
    static HttpIngressProvider open(
            String id, HttpIngressSettings settings, World world, Counters counters)
            throws IOException {
        var routes = new IngressRoutes(world.chance());
        return new HttpIngressProvider(
                id, routes, IngressServer.open(settings, routes, world, counters));
    }

    @Override
    public String providerId() {
        return id;
    }

    @Override
    public ResourceManifest manifest() {
        return MANIFEST;
    }

    @Override
    public ResourceStart start(ResourceSpec spec, ResourceHost host) {
        return switch (IngressRule.of(spec.configuration())) {
            case IngressRule.Invalid(String reason) ->
                    new ResourceStart.Refused(Refusal.of("Error when creating a resource", reason));
            case IngressRule.Valid(IngressRule rule) ->
                    new ResourceStart.Ready(
                            HttpIngressResource.open(rule, server.url(), routes, host));
        };
    }

    @Override
    public void drain(Duration patience) {
        server.drain(patience);
    }

    @Override
    public void close() {
        server.close();
    }
}
