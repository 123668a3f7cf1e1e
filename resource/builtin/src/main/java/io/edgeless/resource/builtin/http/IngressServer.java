package io.edgeless.resource.builtin.http;

import com.sun.net.httpserver.HttpServer;

import io.edgeless.world.Counters;
import io.edgeless.world.World;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/// The listener of an ingress: the JDK's HTTP server with a virtual thread for each request. Closed
/// by the provider.
///
/// What the JDK's server decides before our code sees anything, and only for the whole process: at
/// most `sun.net.httpserver.maxReqHeaders` headers of `maxReqHeaderSize` bytes are read (more: the
/// connection is closed), `jdk.httpserver.maxConnections` are accepted, `maxIdleConnections` of
/// them kept when idle, for `idleInterval` seconds. A request line it cannot read is answered with
/// 400 or, where the target is not a path, with 404 or nothing.
final class IngressServer implements AutoCloseable {

    /// Connections that the operating system holds until they are accepted.
    private static final int BACKLOG = 1_024;

    /// Requests whose head is still arriving, beyond those being served.
    private static final int ARRIVING_MAX = 1_024;

    private static final int STOP_SECONDS = 1;

    private final HttpServer server;
    private final IngressHandler handler;
    private final RequestThreads threads;
    private final String url;

    private IngressServer(
            HttpServer server, IngressHandler handler, RequestThreads threads, String url) {
        this.server = server;
        this.handler = handler;
        this.threads = threads;
        this.url = url;
    }

    /// Listens from now on; throws when the address cannot be had.
    static IngressServer open(
            HttpIngressSettings settings, IngressRoutes routes, World world, Counters counters)
            throws IOException {
        var address = new InetSocketAddress(settings.host(), settings.port());
        HttpServer server = HttpServer.create(address, BACKLOG);
        var threads =
                new RequestThreads(
                        world,
                        settings.headWithin(),
                        settings.requestsMax() + ARRIVING_MAX,
                        new IngressLosses(counters));
        server.setExecutor(threads);
        var handler = new IngressHandler(settings, routes, threads, world, counters);
        server.createContext("/", handler);
        server.start();
        return new IngressServer(
                server, handler, threads, url(server.getAddress(), settings, world));
    }

    private static String url(InetSocketAddress bound, HttpIngressSettings settings, World world) {
        InetAddress address = bound.getAddress();
        String host = settings.host();
        if (address.isAnyLocalAddress()) {
            host = world.network().firstNonLoopbackIpv4().orElse("127.0.0.1");
        }
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort();
    }

    /// Where clients reach it.
    String url() {
        return url;
    }

    /// Refuses requests from now on, and waits for those being served, but not longer than this.
    void drain(Duration patience) {
        handler.drain(patience);
    }

    /// Lets requests being served end for a moment, then cuts them off.
    @Override
    public void close() {
        server.stop(STOP_SECONDS);
        threads.close();
    }
}
