package io.edgeless.api.rpc;

import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Remembers what it was asked for and answers each start with a fixed value.
final class RecordingComponents implements Components {

    private final List<Object> asked = new CopyOnWriteArrayList<>();
    private final StartResult answer;

    RecordingComponents(StartResult answer) {
        this.answer = answer;
    }

    /// The name of each method with its argument.
    List<Object> asked() {
        return asked;
    }

    @Override
    public StartResult startFunction(FunctionSpec spec) {
        asked.add(List.of("startFunction", spec));
        return answer;
    }

    @Override
    public void stopFunction(ComponentRef ref) {
        asked.add(List.of("stopFunction", ref));
    }

    @Override
    public void patchFunction(Patch patch) {
        asked.add(List.of("patchFunction", patch));
    }

    @Override
    public StartResult startResource(ResourceSpec spec) {
        asked.add(List.of("startResource", spec));
        return answer;
    }

    @Override
    public void stopResource(ComponentRef ref) {
        asked.add(List.of("stopResource", ref));
    }

    @Override
    public void patchResource(Patch patch) {
        asked.add(List.of("patchResource", patch));
    }
}
