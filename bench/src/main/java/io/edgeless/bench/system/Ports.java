package io.edgeless.bench.system;

import io.edgeless.bench.measure.BenchException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Loopback URLs on ports that were free a moment ago.
final class Ports {

    private Ports() {}

    static List<String> urls(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream()
                    .map(socket -> "http://127.0.0.1:" + socket.getLocalPort())
                    .toList();
        } catch (IOException e) {
            throw new BenchException("no free ports", e);
        } finally {
            sockets.forEach(Ports::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new BenchException("a port cannot be given back", e);
        }
    }
}
