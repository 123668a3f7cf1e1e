package io.edgeless.api.model;

import io.edgeless.api.id.InstanceId;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Replaces all output channels of one component.
///
/// @param component text form of a logical id (towards an orchestrator) or a physical id (towards a
///   node)
/// @param outputs channel to target; towards an orchestrator the target's function id holds a
///   logical id and its node id is ignored
/// @param sources placements that send to this component; the receiver refuses lower epochs
public record Patch(UUID component, Map<String, InstanceId> outputs, List<Placement> sources) {

    public Patch {
        outputs = Map.copyOf(outputs);
        sources = List.copyOf(sources);
    }
}
