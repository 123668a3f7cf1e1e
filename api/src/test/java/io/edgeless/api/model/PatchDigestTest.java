package io.edgeless.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class PatchDigestTest {

    private static final UUID COMPONENT = new UUID(1, 1);
    private static final Placement FIRST = new Placement(new LogicalId(new UUID(7, 7)), 1);
    private static final Placement SECOND = new Placement(new LogicalId(new UUID(8, 8)), 3);

    private static InstanceId target(long number) {
        return new InstanceId(new NodeId(new UUID(2, 2)), new PhysicalId(new UUID(3, number)));
    }

    @Test
    void digest_ofTheSameInAnotherOrder_isTheSame() {
        Map<String, InstanceId> reversed = new LinkedHashMap<>();
        reversed.put("b", target(2));
        reversed.put("a", target(1));

        assertThat(new Patch(COMPONENT, reversed, List.of(SECOND, FIRST)).digest())
                .isEqualTo(
                        new Patch(
                                        COMPONENT,
                                        Map.of("a", target(1), "b", target(2)),
                                        List.of(FIRST, SECOND))
                                .digest());
    }

    @Test
    void digest_ofAnythingElse_isAnother() {
        assertThat(
                        List.of(
                                digest(Map.of(), List.of()),
                                digest(Map.of("a", target(1)), List.of()),
                                digest(Map.of("b", target(1)), List.of()),
                                digest(Map.of("a", target(2)), List.of()),
                                digest(Map.of(), List.of(FIRST)),
                                digest(Map.of(), List.of(FIRST, SECOND))))
                .doesNotHaveDuplicates()
                .doesNotContain(0L);
    }

    private static long digest(Map<String, InstanceId> outputs, List<Placement> sources) {
        return new Patch(COMPONENT, outputs, sources).digest();
    }
}
