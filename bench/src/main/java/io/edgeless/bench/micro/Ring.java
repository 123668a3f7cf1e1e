package io.edgeless.bench.micro;

import io.edgeless.bench.measure.BenchException;
import io.edgeless.component.CastResult;
import io.edgeless.component.Component;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.Port;

import java.util.ArrayList;
import java.util.List;

/// Components in a circle that pass payloads on until as many hops were made as a round has.
final class Ring {

    static final int MEMBERS = 100;

    private static final byte[] PAYLOAD = new byte[100];

    private final Countdown hops = new Countdown();
    private final List<Port> ports = new ArrayList<>();
    private final Plane plane;
    private final Port entry;

    /// A member: sees an event and passes it on while the round goes on.
    @FunctionalInterface
    interface Member {
        Component at(Port port, Countdown hops);
    }

    private Ring(Plane plane, Member member) {
        this.plane = plane;
        for (int i = 0; i < MEMBERS; i++) {
            ports.add(plane.open(port -> member.at(port, hops)));
        }
        for (int i = 0; i < MEMBERS; i++) {
            Plane.connect(ports.get(i), ports.get((i + 1) % MEMBERS).self());
        }
        entry = plane.open(port -> event -> Outcome.NO_REPLY);
    }

    /// Of members that only pass on.
    static Ring plain(Plane plane) {
        return new Ring(plane, Ring::passOn);
    }

    static Ring of(Plane plane, Member member) {
        return new Ring(plane, member);
    }

    private static Component passOn(Port port, Countdown hops) {
        return event -> {
            if (hops.count()) {
                port.outputs().cast("out", event.payload());
            }
            return Outcome.NO_REPLY;
        };
    }

    /// Throws so many payloads in, at different places, and waits for the last hop.
    void play(int tokens, int count) throws InterruptedException {
        hops.begin(count, tokens);
        for (int i = 0; i < tokens; i++) {
            CastResult result =
                    entry.outputs()
                            .castRaw(ports.get(i * (MEMBERS / tokens)).self(), PAYLOAD.clone());
            if (result != CastResult.ACCEPTED) {
                throw new BenchException("the ring was not begun: " + result);
            }
        }
        hops.await(plane::counted);
    }
}
