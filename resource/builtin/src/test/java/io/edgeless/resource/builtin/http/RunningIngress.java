package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.component.Resource;
import io.edgeless.component.ResourceHost;
import io.edgeless.component.ResourceProvider;
import io.edgeless.component.ResourceProvider.ResourceStart;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An ingress on a free port of the loopback address, with outputs that a test scripts.
final class RunningIngress implements AutoCloseable {

    static final String WORKFLOW = "0f0e0d0c-0b0a-0908-0706-050403020100";

    final ScriptedOutputs outputs = new ScriptedOutputs();
    final Counters counters = new Counters();
    private final World world = World.real();
    private final ResourceProvider provider;

    RunningIngress(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent("http_ingress_url", "http://127.0.0.1:0");
        all.putIfAbsent("http_ingress_provider", "http-ingress-1");
        var reader = SettingsReader.of(all, "node.toml");
        var providers = new HttpIngressFactory().create(reader, world, counters, Path.of("unused"));
        assertThat(reader.problems()).isEmpty();
        provider = providers.getFirst();
    }

    /// Starts and patches a resource.
    Resource resource(Map<String, String> configuration) {
        Resource resource = unpatched(configuration, outputs);
        assertThat(resource.patched(Set.of("new_request"))).isEmpty();
        return resource;
    }

    Resource unpatched(Map<String, String> configuration, ScriptedOutputs itsOutputs) {
        ResourceStart start = start(configuration, itsOutputs);
        assertThat(start).isInstanceOf(ResourceStart.Ready.class);
        return ((ResourceStart.Ready) start).resource();
    }

    ResourceStart start(Map<String, String> configuration, ScriptedOutputs itsOutputs) {
        var spec =
                new ResourceSpec(
                        "http-ingress",
                        configuration,
                        WORKFLOW,
                        Optional.empty(),
                        Optional.empty());
        return provider.start(spec, new ResourceHost(InstanceId.NONE, WORKFLOW, itsOutputs, world));
    }

    int port() {
        Resource probe = unpatched(Map.of(), outputs);
        try {
            return URI.create(probe.url()).getPort();
        } finally {
            probe.close();
        }
    }

    Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /// Sends these bytes on a connection of their own, which the client then only reads.
    ///
    /// @return all that the server sent until it closed the connection
    String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            byte[] answer = socket.getInputStream().readAllBytes();
            return new String(answer, StandardCharsets.ISO_8859_1);
        }
    }

    /// A request with a host and without a body; the connection ends after it.
    String get(String target) throws IOException {
        return exchange(
                "GET " + target + " HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n");
    }

    String post(String body) throws IOException {
        return exchange(
                "POST / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body);
    }

    void drain(Duration patience) {
        provider.drain(patience);
    }

    long lost(String reason) {
        return counters.counter(IngressMetric.HTTP_INGRESS_LOST, Labels.of("reason", reason))
                .total();
    }

    @Override
    public void close() {
        provider.close();
        world.timers().close();
    }
}
