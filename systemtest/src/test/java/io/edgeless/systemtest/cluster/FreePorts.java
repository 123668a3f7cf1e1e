package io.edgeless.systemtest.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/// Finds ports that nobody listens on now: each only once, and none of those that the system gives
/// to connections, which could take it before its server does.
public final class FreePorts {

    private static final int FIRST = 10_000;

    /// Below the range of Linux for outgoing connections.
    private static final int LAST = 32_000;

    /// Other processes on this machine begin elsewhere.
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % (LAST - FIRST)));

    private FreePorts() {}

    /// One free port of the loopback interface.
    public static int next() {
        for (int tried = 0; tried < LAST - FIRST; tried++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), LAST - FIRST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("no port is free");
    }

    /// The first of so many free ports in a row.
    public static int block(int count) {
        int first = next();
        for (int found = 1; found < count; found++) {
            int port = next();
            if (port != first + found) {
                first = port;
                found = 0;
            }
        }
        return first;
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// A URL on a free port.
    public static String url() {
        return "http://127.0.0.1:" + next();
    }
}
