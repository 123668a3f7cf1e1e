package io.edgeless.node.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Patch;
import io.edgeless.component.Outcome;
import io.edgeless.node.agent.ComponentSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Filter;
import java.util.logging.Logger;

/// What the node's own lines about an instance carry.
class LogFieldsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Bench bench = new Bench();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Logger> loggers =
            List.of(
                    Logger.getLogger(FunctionHost.class.getName()),
                    Logger.getLogger(InstanceTable.class.getName()));

    /// Sees each line on the thread that writes it.
    private final Filter listener =
            line -> {
                Map<String, String> fields = MDC.getCopyOfContextMap();
                lines.add(
                        new TreeMap<>(fields == null ? Map.of() : fields)
                                + " "
                                + line.getMessage());
                return true;
            };

    @BeforeEach
    void listen() {
        loggers.forEach(logger -> logger.setFilter(listener));
    }

    @AfterEach
    void close() {
        loggers.forEach(logger -> logger.setFilter(null));
        bench.close();
    }

    @Test
    void failureOfAFunction_namesItsWorkflowClassAndInstance() {
        PhysicalId id = bench.start(Map.of());
        bench.runtime.youngest().event = payload -> new Outcome.Trapped("unreachable");

        bench.cast(id, "die");

        await().atMost(PATIENCE).until(() -> bench.state(id) == InstanceState.BACKING_OFF);
        await().atMost(PATIENCE).until(() -> !lines.isEmpty());
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("{function=class, instance=" + id + ", workflow=workflow} ")
                .contains("a function failed: unreachable");
    }

    @Test
    void channelsThatAResourceDoesNotTake_nameItsWorkflowClassAndInstance() {
        PhysicalId id = bench.fresh();
        ComponentSpec spec = new ComponentSpec.Resource(Bench.resource(Map.of(), "scripted-1"));
        assertThat(bench.launch(id, spec, false)).isEmpty();

        Patch nothing = new Patch(id.value(), Map.of(), List.of());
        assertThat(bench.table.patch(id, nothing)).isPresent();

        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("{instance=" + id + ", resource=scripted, workflow=workflow} ");
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }
}
