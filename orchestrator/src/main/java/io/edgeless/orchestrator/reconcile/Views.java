package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.Refusal;
import io.edgeless.orchestrator.nodes.Node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What others see of the domain. Used by the core's thread only.
final class Views {

    private final Domain domain;
    private DomainCapabilities capabilities = DomainCapabilities.NONE;
    private long counter;

    Views(Domain domain) {
        this.domain = domain;
    }

    /// Where these components run, as far as they do.
    Reply.Located locate(List<LogicalId> logicals) {
        List<Reply.Place> places = new ArrayList<>();
        for (LogicalId id : logicals) {
            domain.state
                    .component(id)
                    .flatMap(Component::instance)
                    .flatMap(instance -> domain.nodes.find(instance.node()))
                    .ifPresent(node -> places.add(new Reply.Place(id, node.agentUrl())));
        }
        return new Reply.Located(places);
    }

    Reply.Nodes nodes(long now, DomainId self) {
        return new Reply.Nodes(
                domain.nodes.all().stream().map(node -> entry(now, self, node)).toList());
    }

    private NodeEntry entry(long now, DomainId self, Node node) {
        return new NodeEntry(
                node.id(),
                self,
                node.agentUrl(),
                node.invocationUrl(),
                node.standing(),
                Duration.ofNanos(node.silentNanos(now)),
                Duration.ofNanos(node.leaseLeftNanos(now)),
                domain.state.on(node.id()).size(),
                node.capabilities(),
                node.health(),
                node.providers());
    }

    Reply.Description describe(long now) {
        DomainCapabilities present = Capabilities.of(domain.nodes.heard());
        if (!present.equals(capabilities)) {
            capabilities = present;
            counter++;
        }
        List<ComponentReport> reports = new ArrayList<>();
        for (Component component : domain.state.components()) {
            if (!component.stopping()) {
                reports.add(report(now, component));
            }
        }
        return new Reply.Description(capabilities, counter, domain.state.accepted(), reports);
    }

    private ComponentReport report(long now, Component component) {
        Progress progress = domain.of(component.logical());
        Optional<InstanceId> instance = component.instance();
        if (instance.isEmpty()) {
            boolean failed = progress.backoff.failures() > 0;
            String detail = progress.problem.map(Refusal::text).orElse("");
            InstanceState state = failed ? InstanceState.BACKING_OFF : InstanceState.STARTING;
            return new ComponentReport(
                    component.logical(),
                    component.spec().workflow(),
                    Optional.empty(),
                    state,
                    detail,
                    progress.restarts,
                    "");
        }
        NodeId nodeId = instance.get().node();
        Optional<String> silence = silence(now, nodeId);
        return new ComponentReport(
                component.logical(),
                component.spec().workflow(),
                Optional.of(nodeId),
                silence.isPresent() ? InstanceState.UNKNOWN : progress.state,
                silence.orElse(progress.lastError),
                progress.restarts,
                progress.url);
    }

    /// Empty while the node is in good standing.
    private Optional<String> silence(long now, NodeId id) {
        Optional<Node> node = domain.nodes.find(id);
        if (node.filter(n -> n.isReachable() && !n.isSuspect()).isPresent()) {
            return Optional.empty();
        }
        long seconds = node.map(n -> Duration.ofNanos(n.silentNanos(now)).toSeconds()).orElse(0L);
        return Optional.of("node %s has not been heard of for %d s".formatted(id, seconds));
    }
}
