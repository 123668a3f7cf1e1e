package io.edgeless.controller;

import io.edgeless.api.model.InstanceState;
import io.edgeless.controller.reconcile.Census;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.Reply;
import io.edgeless.process.loop.Desk;
import io.edgeless.process.metrics.Sampled;
import io.edgeless.world.Clock;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// Shows domains, workflows and components on the metrics page.
final class ControllerGauges {

    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Census NOTHING = new Census(0, Map.of(), Map.of());

    private ControllerGauges() {}

    static void show(Counters counters, Clock clock, Desk<ControllerInput, Reply> desk) {
        var sampled =
                new Sampled<>(
                        clock,
                        NOTHING,
                        () ->
                                desk.ask(ControllerInput.Count::new, Reply.Counted.class, WAIT)
                                        .census());
        counters.gauge(
                ControllerMetric.CONTROLLER_DOMAINS, Labels.none(), () -> sampled.get().domains());
        for (Census.Standing standing : Census.Standing.values()) {
            counters.gauge(
                    ControllerMetric.CONTROLLER_WORKFLOWS,
                    state(standing),
                    () -> sampled.get().workflows().getOrDefault(standing, 0));
        }
        for (InstanceState state : InstanceState.values()) {
            counters.gauge(
                    ControllerMetric.CONTROLLER_COMPONENTS,
                    state(state),
                    () -> sampled.get().components().getOrDefault(state, 0));
        }
    }

    private static Labels state(Enum<?> state) {
        return Labels.of("state", state.name().toLowerCase(Locale.ROOT));
    }
}
