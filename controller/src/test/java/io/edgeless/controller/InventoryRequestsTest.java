package io.edgeless.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.Reply;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.loop.Desk;
import io.edgeless.process.loop.Tickets;
import io.edgeless.world.World;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

class InventoryRequestsTest {

    private static final int SILENT = 100;

    /// A desk that answers every request for domains with these.
    private static Desk<ControllerInput, Reply> desk(SortedMap<DomainId, String> urls) {
        var tickets = new Tickets<Reply>();
        return new Desk<>(
                tickets,
                input -> {
                    var located = (ControllerInput.LocateDomains) input;
                    tickets.complete(located.ticket(), new Reply.DomainUrls(urls));
                    return true;
                },
                new Desk.Failures(
                        () -> RpcException.busy("test"), waited -> RpcException.late("t", waited)));
    }

    /// Their connections are accepted, and nothing is ever answered.
    @Test
    void silentDomains_howeverMany_areAskedWithinOneDeadlineAndNamed() throws IOException {
        World world = World.real();
        Duration deadline = Duration.ofSeconds(3);
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var channels = new GrpcChannels(world.clock(), Security.none());
                var living = new FakeOrchestrator("z", world);
                var _ = world.timers()) {
            SortedMap<DomainId, String> urls = new TreeMap<>();
            for (int i = 0; i < SILENT; i++) {
                String url = "http://127.0.0.1:" + silent.getLocalPort();
                urls.put(new DomainId("silent-" + i), url);
            }
            urls.put(new DomainId("z"), living.url());
            var requests = new InventoryRequests(desk(urls), channels, world.clock(), deadline);

            long begin = world.clock().nanos();
            NodeListing listing = requests.list(Optional.empty());

            assertThat(Duration.ofNanos(world.clock().nanos() - begin))
                    .isLessThan(deadline.multipliedBy(3));
            assertThat(listing.nodes()).hasSize(1);
            assertThat(listing.silent()).hasSize(SILENT);
        }
    }
}
