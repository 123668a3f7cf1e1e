package io.edgeless.dist;

import io.edgeless.process.lifecycle.StartupException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// The ports of a cluster in a box: controller, its registration, orchestrator, its registration,
/// and from the fifth on a block for each node.
record Ports(int first) {

    /// Agent, invocation, metrics, HTTP ingress.
    private static final int PER_NODE = 4;

    private static final int PORT_MAX = 65_535;

    /// To find ports of which the system does not know that they belong together.
    private static final int ATTEMPTS = 100;

    /// Where the client commands look by themselves.
    private static final int USUAL = 7001;

    /// Free ones for a box of one node, from where the system gives ports to anybody: others may
    /// take them before the box does.
    ///
    /// @throws StartupException when there are none
    static Ports anywhere() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (var any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int first = any.getLocalPort() + 1;
                if (first + 2 * PER_NODE - 1 <= PORT_MAX
                        && isFree(first)
                        && isFree(first + PER_NODE)) {
                    return new Ports(first);
                }
            } catch (IOException e) {
                throw new StartupException("no free port: " + e, e);
            }
        }
        throw new StartupException("no eight free ports in a row: stop other programs");
    }

    boolean isUsual() {
        return first == USUAL;
    }

    String controllerUrl() {
        return url(first);
    }

    String domainRegisterUrl() {
        return url(first + 1);
    }

    String orchestratorUrl() {
        return url(first + 2);
    }

    String nodeRegisterUrl() {
        return url(first + 3);
    }

    /// The first port of the first node: always the same, so that it can be written down.
    int firstNode() {
        return first + 4;
    }

    /// The first port of the next node: behind the one before, past blocks that others use.
    ///
    /// @throws StartupException when there are no more
    static int after(int block) {
        int next = block + PER_NODE;
        while (next + PER_NODE - 1 <= PORT_MAX) {
            if (isFree(next)) {
                return next;
            }
            next += PER_NODE;
        }
        throw new StartupException(
                "no four free ports for another node behind %d: stop other programs, or take fewer"
                                .formatted(block)
                        + " --nodes");
    }

    private static boolean isFree(int block) {
        for (int port = block; port < block + PER_NODE; port++) {
            try {
                new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
