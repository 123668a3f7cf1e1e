package io.edgeless.systemtest.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Finds ports that nobody listens on now.
public final class FreePorts {

    private FreePorts() {}

    /// One free port of the loopback interface.
    public static int next() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A URL on a free port.
    public static String url() {
        return "http://127.0.0.1:" + next();
    }
}
