package io.edgeless.resource.builtin.http;

import io.edgeless.api.model.ResourceSpec;
import io.edgeless.component.ResourceHost;
import io.edgeless.component.ResourceManifest;
import io.edgeless.component.ResourceProvider;
import io.edgeless.world.Counters;

import java.util.List;
import java.util.Map;

/// Makes resources through which functions ask HTTP servers, within the reach that the node allows.
/// Safe for concurrent use.
final class HttpEgressProvider implements ResourceProvider {

    static final ResourceManifest MANIFEST =
            new ResourceManifest(
                    "http-egress",
                    "1.1",
                    List.of(),
                    Map.of(),
                    "Carries HTTP requests of functions to servers and answers with the response");

    private final String id;
    private final HttpEgressSettings settings;
    private final Counters counters;
    private final EgressClient client;

    HttpEgressProvider(String id, HttpEgressSettings settings, Counters counters) {
        this.id = id;
        this.settings = settings;
        this.counters = counters;
        this.client = new EgressClient(settings);
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
        return new ResourceStart.Ready(
                new HttpEgressResource(client, counters, settings.requestsMax()));
    }

    @Override
    public void close() {
        client.close();
    }
}
