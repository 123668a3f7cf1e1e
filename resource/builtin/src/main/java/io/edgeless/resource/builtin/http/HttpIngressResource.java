package io.edgeless.resource.builtin.http;

import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventKind;
import io.edgeless.component.Outcome;
import io.edgeless.component.Outputs;
import io.edgeless.component.Resource;
import io.edgeless.component.ResourceHost;

import java.util.Optional;
import java.util.Set;

/// One rule that turns requests into events. The threads of the server read it, the node patches
/// and closes it; neither waits for the other.
final class HttpIngressResource implements Resource {

    static final String NEW_REQUEST = "new_request";

    private final IngressRule rule;
    private final String url;
    private final IngressRoutes routes;
    private final ResourceHost host;

    /// Set once by the first good patch, read by every request.
    private volatile boolean isPatched;

    private HttpIngressResource(
            IngressRule rule, String url, IngressRoutes routes, ResourceHost host) {
        this.rule = rule;
        this.url = url;
        this.routes = routes;
        this.host = host;
    }

    /// Makes it known to the routes; it takes requests once it is patched.
    static HttpIngressResource open(
            IngressRule rule, String url, IngressRoutes routes, ResourceHost host) {
        var resource = new HttpIngressResource(rule, url, routes, host);
        routes.add(resource);
        return resource;
    }

    IngressRule rule() {
        return rule;
    }

    String workflow() {
        return host.workflow();
    }

    Outputs outputs() {
        return host.outputs();
    }

    boolean isPatched() {
        return isPatched;
    }

    @Override
    public Optional<String> patched(Set<String> channels) {
        if (!channels.contains(NEW_REQUEST)) {
            return Optional.of("http-ingress needs its output '" + NEW_REQUEST + "' to be mapped");
        }
        isPatched = true;
        return Optional.empty();
    }

    @Override
    public String url() {
        return url;
    }

    /// As nothing is ever meant for it, a call is told so and a cast ignored.
    @Override
    public Outcome handle(Event event) {
        return event.kind() == EventKind.CALL
                ? new Outcome.Failed("http-ingress takes no events")
                : Outcome.NO_REPLY;
    }

    @Override
    public void close() {
        routes.remove(this);
    }
}
