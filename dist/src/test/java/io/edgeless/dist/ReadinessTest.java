package io.edgeless.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.World;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

class ReadinessTest {

    private static final DomainId DOMAIN = new DomainId("d");

    /// Some that are there, the last one for ever.
    private static void await(int nodes, List<Supplier<Map<DomainId, DomainCapabilities>>> answers)
            throws InterruptedException {
        Iterator<Supplier<Map<DomainId, DomainCapabilities>>> next =
                Stream.concat(answers.stream(), Stream.generate(answers::getLast)).iterator();
        var workflows =
                (Workflows)
                        Proxy.newProxyInstance(
                                ReadinessTest.class.getClassLoader(),
                                new Class<?>[] {Workflows.class},
                                (_, method, _) -> {
                                    assertThat(method.getName()).isEqualTo("domains");
                                    return next.next().get();
                                });
        World world = World.real();
        try (var _ = world.timers()) {
            new Readiness(workflows, world.clock(), Duration.ofMillis(400)).await(nodes);
        }
    }

    private static Map<DomainId, DomainCapabilities> silent() {
        throw new RpcException(RpcException.Code.UNAVAILABLE, "refused");
    }

    private static Map<DomainId, DomainCapabilities> domain(int nodes) {
        return Map.of(
                DOMAIN,
                new DomainCapabilities(
                        nodes, 0, 0, 0, List.of(), 0, 0, List.of(), 0, 0, 0, List.of(), List.of()));
    }

    @Test
    void await_returnsWhenAllNodesAreThere() throws InterruptedException {
        await(2, List.of(ReadinessTest::silent, () -> domain(2)));
    }

    @Test
    void await_inVain_saysWhichPartIsMissing() {
        assertThatThrownBy(() -> await(1, List.of(ReadinessTest::silent)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("the controller does not answer: refused");
        assertThatThrownBy(() -> await(1, List.of(Map::of)))
                .hasMessageContaining("the orchestrator has not registered");
        assertThatThrownBy(() -> await(3, List.of(Map::of, () -> domain(2))))
                .hasMessageContaining("2 of 3 nodes have registered");
    }
}
