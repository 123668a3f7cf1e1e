package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Placement;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is remembered of a component.
///
/// @param epoch of its latest placement; one less than the first one before that
/// @param outputs channel to the component behind it; empty until the controller says
/// @param established whether it ever ran: its starter was told so
/// @param order its number among all that were ever accepted
record Component(
        LogicalId logical,
        ComponentSpec spec,
        long epoch,
        Optional<Assignment> assignment,
        Optional<SortedMap<String, LogicalId>> outputs,
        boolean established,
        boolean stopping,
        long order) {

    static Component accepted(LogicalId logical, ComponentSpec spec, long order) {
        long firstEpoch = spec.placement().map(Placement::epoch).orElse(1L);
        return new Component(
                logical,
                spec,
                firstEpoch - 1,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                order);
    }

    /// Its placements get higher epochs than this.
    Component afterEpoch(long spent) {
        return new Component(
                logical,
                spec,
                Math.max(epoch, spent),
                assignment,
                outputs,
                established,
                stopping,
                order);
    }

    Component placed(NodeId node, Optional<String> provider, long newEpoch) {
        var fresh = new Assignment(node, provider, Optional.empty());
        return new Component(
                logical, spec, newEpoch, Optional.of(fresh), outputs, established, stopping, order);
    }

    Component started(PhysicalId physical) {
        return new Component(
                logical,
                spec,
                epoch,
                assignment.map(a -> a.started(physical)),
                outputs,
                true,
                stopping,
                order);
    }

    Component unplaced() {
        return new Component(
                logical, spec, epoch, Optional.empty(), outputs, established, stopping, order);
    }

    Component connected(Map<String, LogicalId> newOutputs) {
        return new Component(
                logical,
                spec,
                epoch,
                assignment,
                Optional.of(new TreeMap<>(newOutputs)),
                established,
                stopping,
                order);
    }

    Component asEstablished() {
        return new Component(logical, spec, epoch, assignment, outputs, true, stopping, order);
    }

    Component asStopping() {
        return new Component(logical, spec, epoch, assignment, outputs, established, true, order);
    }

    /// Where it runs; empty until a node has confirmed.
    Optional<InstanceId> instance() {
        return assignment.flatMap(Assignment::instance);
    }

    /// The instance others may send to: none once it is to stop.
    Optional<InstanceId> target() {
        return stopping ? Optional.empty() : instance();
    }

    boolean isOn(NodeId node) {
        return assignment.filter(a -> a.node().equals(node)).isPresent();
    }

    boolean isFunction() {
        return !spec.isResource();
    }

    SortedMap<String, LogicalId> channels() {
        return outputs.orElseGet(TreeMap::new);
    }
}
