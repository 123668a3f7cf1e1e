package io.edgeless.node.instance;

import io.edgeless.api.model.Event;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.component.Outcome;
import io.edgeless.component.Resource;
import io.edgeless.component.ResourceHost;
import io.edgeless.component.ResourceManifest;
import io.edgeless.component.ResourceProvider;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A provider of resources that answer calls with what they got, need the output `out`, and refuse
/// a configuration with the key `broken`.
final class ScriptedProvider implements ResourceProvider {

    static final String CLASS = "scripted";

    private final String id;

    /// All resources so far.
    final List<Echo> resources = new CopyOnWriteArrayList<>();

    /// So many starts are refused before one succeeds; set by the test.
    final AtomicInteger refusals = new AtomicInteger();

    /// Runs before a resource is made, on the thread of its start; set by the test.
    volatile Runnable making = () -> {};

    /// Runs whenever a resource is told channels, before it has taken them; set by the test.
    volatile Runnable patching = () -> {};

    ScriptedProvider(String id) {
        this.id = id;
    }

    @Override
    public String providerId() {
        return id;
    }

    @Override
    public ResourceManifest manifest() {
        return new ResourceManifest(CLASS, "1.0", List.of("out"), Map.of(), "for tests");
    }

    @Override
    public ResourceStart start(ResourceSpec spec, ResourceHost host) {
        if (spec.configuration().containsKey("broken")) {
            return new ResourceStart.Refused(
                    Refusal.of("Error when creating a resource", "broken"));
        }
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return new ResourceStart.Refused(
                    Refusal.of("Error when creating a resource", "the port is taken"));
        }
        if (spec.configuration().containsKey("fault")) {
            throw new IllegalStateException("a fault of the provider");
        }
        making.run();
        Echo echo = new Echo(host);
        resources.add(echo);
        return new ResourceStart.Ready(echo);
    }

    @Override
    public void close() {}

    final class Echo implements Resource {

        final ResourceHost host;
        volatile boolean isClosed;

        /// What it was told, in the order in which it took it.
        final List<Set<String>> told = new CopyOnWriteArrayList<>();

        Echo(ResourceHost host) {
            this.host = host;
        }

        @Override
        public Outcome handle(Event event) {
            return new Outcome.Reply(event.payload());
        }

        @Override
        public Optional<String> patched(Set<String> channels) {
            patching.run();
            told.add(channels);
            return channels.contains("out")
                    ? Optional.empty()
                    : Optional.of("the output 'out' must be mapped");
        }

        @Override
        public String url() {
            return "scripted://here";
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
