package io.edgeless.dataplane.link;

import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.EventLinkClient;
import io.edgeless.api.rpc.InvocationClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.dataplane.run.Room;
import io.edgeless.world.Clock;
import io.edgeless.world.Timers;
import io.grpc.Channel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// The way to one node: by streams of events, or, to a node that has none, by the unary rpc of
/// v1.2. Either way the events of one sender to one target arrive in their order. Safe for
/// concurrent use; never blocks.
final class PeerLink implements Settling {

    private static final Logger LOGGER = LoggerFactory.getLogger(PeerLink.class);

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
                        new StreamLink.Time(clock, timers, timeout),
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

    /// An event that is to be sent now.
    Parcel parcel(Event event, Consumer<RpcException> lost) {
        return new Parcel(event, lost, clock.nanos() + timeoutNanos);
    }

    /// Lets an event in, or says why not; whoever let it in sends it.
    Links.Sent admit(Parcel parcel) {
        return window.admit(parcel);
    }

    /// Sends what was let in, without waiting.
    void send(Parcel parcel) {
        transport.send(parcel);
    }

    @Override
    public void settled(Parcel parcel, Optional<RpcException> failure) {
        window.release(parcel, failure);
        try {
            failure.ifPresent(parcel.lost());
        } catch (RuntimeException | Error e) {
            LOGGER.error("the loss of an event for {} could not be told", url, e);
        }
    }

    @Override
    public void hasRoom() {
        room.changed();
    }
}
