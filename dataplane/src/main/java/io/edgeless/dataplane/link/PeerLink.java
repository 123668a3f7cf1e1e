package io.edgeless.dataplane.link;

import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.EventLinkClient;
import io.edgeless.api.rpc.InvocationClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.dataplane.run.Room;
import io.edgeless.world.Clock;
import io.edgeless.world.Timers;
import io.grpc.Channel;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// The way to one node: by streams of events, or, to a node that has none, by the unary rpc of
/// v1.2. Either way the events of one sender to one target arrive in their order. Safe for
/// concurrent use; never blocks.
final class PeerLink implements Settling {

    private final String url;
    private final long timeoutNanos;
    private final Clock clock;
    private final Room room = new Room();
    private final Window window;
    private final StreamLink transport;

    /// @param channel to the URL, whose calls wait for the connection
    /// @param timeout of each event
    PeerLink(String url, Channel channel, Duration timeout, Clock clock, Timers timers) {
        this.url = url;
        this.timeoutNanos = timeout.toNanos();
        this.clock = clock;
        window = new Window(clock);
        UnaryLink unary = new UnaryLink(url, new InvocationClient(channel, timeout), clock, this);
        transport =
                new StreamLink(
                        url,
                        new EventLinkClient(channel),
                        unary,
                        new StreamLink.Time(clock, timers),
                        this);
    }

    String url() {
        return url;
    }

    /// Told whenever an event is no longer under way.
    Room room() {
        return room;
    }

    /// The peer lives.
    void heard() {
        window.heard();
    }

    /// What waits is lost, and nothing more is taken.
    void close() {
        window.close();
        transport.close();
    }

    /// Sends without waiting.
    Links.Sent send(Event event, Consumer<RpcException> lost) {
        Parcel parcel = new Parcel(event, lost, clock.nanos() + timeoutNanos);
        Links.Sent sent = window.admit(parcel);
        if (sent == Links.Sent.SENT) {
            transport.send(parcel);
        }
        return sent;
    }

    @Override
    public void settled(Parcel parcel, Optional<RpcException> failure) {
        window.release(parcel, failure);
        failure.ifPresent(parcel.lost());
        room.changed();
    }
}
