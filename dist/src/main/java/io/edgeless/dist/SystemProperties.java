package io.edgeless.dist;

import java.util.Map;
import java.util.Properties;

/// What the JDK can only be told for the whole process, before the first virtual thread and the
/// first HTTP server. What is given on the command line of the JVM wins.
final class SystemProperties {

    private static final int CARRIERS_MIN = 8;
    private static final int CARRIERS_PER_CORE = 4;

    private SystemProperties() {}

    static void set(Properties properties, int cores) {
        values(cores)
                .forEach((key, value) -> {
                    if (properties.getProperty(key) == null) {
                        properties.setProperty(key, value);
                    }
                });
    }

    /// How long a request and its answer may take is left to the resources, whose settings say so:
    /// `maxReqTime` and `maxRspTime` stay unset.
    private static Map<String, String> values(int cores) {
        int carriers = Math.max(CARRIERS_MIN, CARRIERS_PER_CORE * cores);
        return Map.of(
                // Guests that compute hold their carriers.
                "jdk.virtualThreadScheduler.parallelism", Integer.toString(carriers),
                "sun.net.httpserver.nodelay", "true",
                // Clients that connect and say nothing: a file handle and some KiB each. At 10,000
                // of them there is room for others.
                "jdk.httpserver.maxConnections", "12288",
                "sun.net.httpserver.maxIdleConnections", "1024",
                "sun.net.httpserver.idleInterval", "30",
                // What is read before our code sees a request.
                "sun.net.httpserver.maxReqHeaders", "200",
                "sun.net.httpserver.maxReqHeaderSize", "65536",
                // A resumed TLS session would go on with a certificate that has expired meanwhile.
                "jdk.tls.server.newSessionTicketCount", "0",
                // Only tells processes of one log apart, for which Netty would look at all network
                // interfaces, and complain when none has an address.
                "io.grpc.netty.shaded.io.netty.machineId", "02:00:00:00:00:01",
                // A function may name the host it means, as in v1.2.
                "jdk.httpclient.allowRestrictedHeaders", "host");
    }
}
