package io.edgeless.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.Port;

import org.junit.jupiter.api.Test;

import java.util.UUID;

class PlaneTest {

    @Test
    void counted_lostEvents_saysWhyAndHowMany() {
        try (Plane plane = new Plane(true)) {
            Port sender = plane.open(port -> event -> Outcome.NO_REPLY);
            assertThat(plane.counted()).isEqualTo("nothing");
            InstanceId nowhere =
                    new InstanceId(new NodeId(new UUID(1, 1)), new PhysicalId(new UUID(2, 2)));
            sender.outputs().castRaw(nowhere, new byte[1]);
            sender.outputs().castRaw(nowhere, new byte[1]);
            assertThat(plane.counted()).isEqualTo("edgeless_events_dropped_unknown_node 2");
        }
    }
}
