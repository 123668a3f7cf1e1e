package io.edgeless.node.instance;

import io.edgeless.api.model.Refusal;
import io.edgeless.component.FunctionRuntime.Preparation;
import io.edgeless.component.HostApi;
import io.edgeless.component.PreparedFunction;

import java.util.Optional;
import java.util.function.Supplier;

/// Code that could not be prepared when its function was to be started again, and is asked for once
/// more by each further attempt. Used by one attempt at a time.
final class LatePreparation implements PreparedFunction {

    private final Supplier<Preparation> preparation;

    /// Why the first attempt, which has just asked, fails; then empty.
    private Optional<Refusal> known;

    private Optional<PreparedFunction> prepared = Optional.empty();

    /// @param preparation may block while code is compiled
    LatePreparation(Refusal first, Supplier<Preparation> preparation) {
        this.known = Optional.of(first);
        this.preparation = preparation;
    }

    @Override
    public Instantiation instantiate(HostApi host) {
        if (known.isPresent()) {
            Refusal first = known.get();
            known = Optional.empty();
            return new Instantiation.Refused(first);
        }
        if (prepared.isEmpty()) {
            switch (preparation.get()) {
                case Preparation.Refused(Refusal refusal, _) -> {
                    return new Instantiation.Refused(refusal);
                }
                case Preparation.Ready(PreparedFunction function) ->
                        prepared = Optional.of(function);
            }
        }
        return prepared.get().instantiate(host);
    }
}
