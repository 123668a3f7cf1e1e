package io.edgeless.api.model;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.InstanceId;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
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

    /// Tells whether two patches of one component say the same, in whatever order; never 0.
    public long digest() {
        List<String> lines = new ArrayList<>();
        outputs.forEach((channel, target) ->
                lines.add(
                        String.join(
                                " ",
                                "output",
                                target.node().toString(),
                                target.function().toString(),
                                channel)));
        sources.forEach(source ->
                lines.add(
                        String.join(
                                " ",
                                "source",
                                source.logical().toString(),
                                Long.toString(source.epoch()))));
        Collections.sort(lines);
        byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        long digest = Digest.of(text).head();
        return digest == 0 ? 1 : digest;
    }
}
