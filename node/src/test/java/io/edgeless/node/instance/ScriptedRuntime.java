package io.edgeless.node.instance;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.StateSpec;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.HostApi;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A runtime whose guests do what a test says.
public final class ScriptedRuntime implements FunctionRuntime {

    public static final String TYPE = "SCRIPTED";

    /// The state and the id of the one function that tests start.
    public static final StateId STATE = new StateId(new UUID(5, 5));

    public static final LogicalId LOGICAL = new LogicalId(new UUID(7, 7));

    /// All guests so far, the youngest last.
    public final List<ScriptedGuest> guests = new CopyOnWriteArrayList<>();

    /// The limits of each class that was prepared.
    public final List<Limits> limits = new CopyOnWriteArrayList<>();

    /// Prepares each guest that is made; set by the test.
    public volatile Consumer<ScriptedGuest> script = guest -> {};

    /// Called while a class is prepared; set by the test.
    public volatile Runnable compile = () -> {};

    public volatile Optional<Refusal> refusal = Optional.empty();

    /// What the refusal above says of itself; set by the test.
    public volatile boolean isTemporary;

    public ScriptedGuest youngest() {
        return guests.getLast();
    }

    /// That function, for the next placement of it.
    public static FunctionSpec function(Binary code, Map<String, String> annotations, long epoch) {
        return new FunctionSpec(
                new FunctionClass("class", TYPE, "1", Optional.empty(), code, List.of()),
                annotations,
                new StateSpec(STATE, StatePolicy.NODE_LOCAL),
                "workflow",
                Optional.of(new Placement(LOGICAL, epoch)));
    }

    @Override
    public String functionType() {
        return TYPE;
    }

    @Override
    public Preparation prepare(FunctionClass functionClass, Limits granted) {
        compile.run();
        limits.add(granted);
        return refusal.<Preparation>map(why -> new Preparation.Refused(why, isTemporary))
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
