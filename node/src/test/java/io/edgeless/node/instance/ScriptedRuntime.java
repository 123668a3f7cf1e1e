package io.edgeless.node.instance;

import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.Refusal;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.HostApi;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A runtime whose guests do what a test says.
public final class ScriptedRuntime implements FunctionRuntime {

    public static final String TYPE = "SCRIPTED";

    /// All guests so far, the youngest last.
    public final List<ScriptedGuest> guests = new CopyOnWriteArrayList<>();

    /// The limits of each class that was prepared.
    public final List<Limits> limits = new CopyOnWriteArrayList<>();

    /// Prepares each guest that is made; set by the test.
    public volatile Consumer<ScriptedGuest> script = guest -> {};

    /// Called while a class is prepared; set by the test.
    public volatile Runnable compile = () -> {};

    public volatile Optional<Refusal> refusal = Optional.empty();

    public ScriptedGuest youngest() {
        return guests.getLast();
    }

    @Override
    public String functionType() {
        return TYPE;
    }

    @Override
    public Preparation prepare(FunctionClass functionClass, Limits granted) {
        compile.run();
        limits.add(granted);
        return refusal.<Preparation>map(Preparation.Refused::new)
                .orElseGet(() -> new Preparation.Ready(this::instantiate));
    }

    private PreparedFunction.Instantiation instantiate(HostApi host) {
        ScriptedGuest guest = new ScriptedGuest(host);
        script.accept(guest);
        guests.add(guest);
        return new PreparedFunction.Instantiation.Ready(guest);
    }

    @Override
    public void close() {}
}
