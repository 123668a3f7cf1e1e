package io.edgeless.node.instance;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.node.agent.ComponentSpec;
import io.edgeless.node.telemetry.LogRing;

import java.util.Optional;

/// Stands for an instance whose code is being compiled or whose provider is still making it.
final class Starting implements Hosted {

    private final InstanceId self;
    private final ComponentSpec spec;
    private final LogRing log;

    Starting(InstanceId self, ComponentSpec spec) {
        this.self = self;
        this.spec = spec;
        this.log = new LogRing(Hosted.logical(self.function(), spec.placement()));
    }

    @Override
    public RunningInstance report() {
        return new RunningInstance(self, spec.placement(), InstanceState.STARTING, 0, "", "");
    }

    @Override
    public InstanceDetail detail() {
        return new InstanceDetail(
                report(), spec.workflow(), spec.className(), InstanceDetail.Waiting.NOTHING);
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
    public LogFields fields() {
        return LogFields.of(self.function(), spec);
    }

    @Override
    public void close() {}
}
