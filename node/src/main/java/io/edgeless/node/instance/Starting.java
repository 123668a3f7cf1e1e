package io.edgeless.node.instance;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.node.telemetry.LogRing;

import java.util.Optional;

/// Stands for an instance whose code is being compiled or whose provider is still making it.
final class Starting implements Hosted {

    private final InstanceId self;
    private final Optional<Placement> placement;
    private final LogRing log;

    Starting(InstanceId self, Optional<Placement> placement) {
        this.self = self;
        this.placement = placement;
        this.log = new LogRing(Hosted.logical(self.function(), placement));
    }

    @Override
    public RunningInstance report() {
        return new RunningInstance(self, placement, InstanceState.STARTING, 0, "", "");
    }

    @Override
    public Optional<String> patch(Patch patch) {
        return Optional.of("it is still starting");
    }

    @Override
    public LogRing log() {
        return log;
    }

    @Override
    public void close() {}
}
