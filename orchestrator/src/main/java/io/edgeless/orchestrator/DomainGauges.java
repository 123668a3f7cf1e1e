package io.edgeless.orchestrator;

import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.InstanceState;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.Reply;
import io.edgeless.process.loop.Desk;
import io.edgeless.process.metrics.Sampled;
import io.edgeless.world.Clock;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Shows the nodes and components of the domain on the metrics page.
final class DomainGauges {

    private static final Duration WAIT = Duration.ofSeconds(2);

    private static final Reply.Description NOTHING =
            new Reply.Description(DomainCapabilities.NONE, 0, 0, List.of());

    private DomainGauges() {}

    static void show(Counters counters, Clock clock, Desk<OrcInput, Reply> desk) {
        var sampled =
                new Sampled<>(
                        clock,
                        NOTHING,
                        () -> desk.ask(OrcInput.Describe::new, Reply.Description.class, WAIT));
        counters.gauge(
                OrchestratorMetric.ORCHESTRATOR_NODES,
                Labels.none(),
                () -> sampled.get().capabilities().numNodes());
        for (InstanceState state : InstanceState.values()) {
            counters.gauge(
                    OrchestratorMetric.ORCHESTRATOR_COMPONENTS,
                    Labels.of("state", state.name().toLowerCase(Locale.ROOT)),
                    () -> count(sampled.get().components(), state));
        }
    }

    private static long count(List<ComponentReport> reports, InstanceState state) {
        return reports.stream().filter(report -> report.state() == state).count();
    }
}
