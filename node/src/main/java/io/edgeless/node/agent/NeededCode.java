package io.edgeless.node.agent;

import io.edgeless.api.id.Digest;

import java.util.LinkedHashMap;
import java.util.Map;

/// Which codes the instances need, those that wait for their start included.
final class NeededCode {

    private final Map<Digest, Integer> users = new LinkedHashMap<>();

    /// As [#add], before anything is told.
    void restore(ComponentSpec spec) {
        spec.code().ifPresent(digest -> users.merge(digest, 1, Integer::sum));
    }

    void add(ComponentSpec spec, Out out) {
        spec.code()
                .ifPresent(digest -> {
                    if (users.merge(digest, 1, Integer::sum) == 1) {
                        tell(out);
                    }
                });
    }

    void remove(ComponentSpec spec, Out out) {
        spec.code()
                .ifPresent(digest -> {
                    if (users.merge(digest, -1, Integer::sum) <= 0) {
                        users.remove(digest);
                        tell(out);
                    }
                });
    }

    /// Says what is needed now.
    void tell(Out out) {
        out.effects.add(new AgentEffect.KeepCode(users.keySet()));
    }
}
