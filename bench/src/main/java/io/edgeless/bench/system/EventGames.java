package io.edgeless.bench.system;

import static io.edgeless.bench.system.Deployment.countLog;
import static io.edgeless.bench.system.Deployment.function;

import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.bench.measure.Figure;
import io.edgeless.bench.measure.Guest;

import java.util.List;
import java.util.Map;

/// How fast events travel between guests: balls that two functions throw to each other, and calls
/// of one function to another, on one node and between two.
final class EventGames {

    /// Two functions; only the first one counts.
    private static final int PLAYERS = 2;

    private static final int FIRST_NODE = 1;
    private static final int REPORTS = 2_000;

    private final Cluster cluster;

    /// Each game writes a file of its own.
    private int games;

    EventGames(Cluster cluster) {
        this.cluster = cluster;
    }

    /// Hops in a second of so many balls of 100 bytes.
    ///
    /// @param secondNode where the second player is
    Figure casts(int balls, int secondNode) {
        String payload = "balls=%d,bytes=100,report=%d".formatted(balls, REPORTS);
        double perSecond =
                play(
                        List.of(
                                function(
                                        "first",
                                        Guest.BALL,
                                        FIRST_NODE,
                                        payload,
                                        Map.of("out", "second", "log", "log")),
                                function(
                                        "second",
                                        Guest.BALL,
                                        secondNode,
                                        "",
                                        Map.of("out", "first"))));
        return Figure.of(
                "cast hops, %s, %s".formatted(nodes(secondNode), amount(balls, "ball")),
                perSecond * PLAYERS,
                "/s");
    }

    /// Calls in a second of one function to another, 100 bytes there and back.
    Figure calls(int secondNode) {
        double perSecond =
                play(
                        List.of(
                                function(
                                        "caller",
                                        Guest.CALLER,
                                        FIRST_NODE,
                                        "bytes=100,report=" + REPORTS / 10,
                                        Map.of("out", "callee", "log", "log")),
                                function("callee", Guest.BALL, secondNode, "", Map.of())));
        return Figure.of("calls of a guest, " + nodes(secondNode), perSecond, "/s");
    }

    /// Time of one round of a kernel in the guest.
    ///
    /// @param kernel `product` or `mix`
    /// @param rounds between two reports: some milliseconds
    Figure kernel(String kernel, String text, int rounds) {
        double perSecond =
                play(
                        List.of(
                                function(
                                        "kernel",
                                        Guest.KERNEL,
                                        FIRST_NODE,
                                        kernel + "=" + rounds,
                                        Map.of("log", "log"))));
        return Figure.of(text, 1e6 / perSecond, "us");
    }

    private double play(List<WorkflowFunction> functions) {
        String file = "counts-" + ++games + ".log";
        try (Deployment _ =
                Deployment.start(
                        cluster.workflows(), functions, List.of(countLog(file, FIRST_NODE)))) {
            return new CountLog(cluster.folder().resolve(file)).perSecond();
        }
    }

    private static String nodes(int secondNode) {
        return secondNode == FIRST_NODE ? "one node" : "two nodes";
    }

    private static String amount(int count, String what) {
        return count == 1 ? "1 " + what : "%,d %ss".formatted(count, what);
    }
}
