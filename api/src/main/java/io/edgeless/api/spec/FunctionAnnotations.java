package io.edgeless.api.spec;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the annotations of a function ask of the node that runs it. Where it may run is in
/// [Constraints].
///
/// @param initPayload given to the function when it is initialised; empty: none
/// @param limits only those that were given
public record FunctionAnnotations(
        Optional<String> initPayload,
        RestartPolicy restart,
        OnDisconnect onDisconnect,
        Map<LimitAnnotation, Integer> limits) {

    /// What happens to a function that trapped or was killed.
    public enum RestartPolicy {
        /// It stays stopped.
        NEVER,
        /// It is started again from its last synced state.
        ON_FAILURE
    }

    /// What happens to a function whose node lost its orchestrator.
    public enum OnDisconnect {
        /// It goes on running.
        KEEP,
        /// It is stopped after two leases.
        STOP
    }

    /// A function without annotations.
    public static final FunctionAnnotations NONE =
            new FunctionAnnotations(
                    Optional.empty(), RestartPolicy.ON_FAILURE, OnDisconnect.KEEP, Map.of());

    static final String INIT_PAYLOAD = "init-payload";
    static final String RESTART_POLICY = "restart-policy";
    static final String ON_DISCONNECT = "on-disconnect";

    static final List<String> KEYS = List.of(INIT_PAYLOAD, RESTART_POLICY, ON_DISCONNECT);

    public FunctionAnnotations {
        limits = Map.copyOf(limits);
    }

    /// The annotations, with the default in place of each that cannot be read.
    ///
    /// @param problems errors with the key as their place; empty when all could be read
    public record Parsed(FunctionAnnotations annotations, List<Problem> problems) {

        public Parsed {
            problems = List.copyOf(problems);
        }
    }

    /// Reads the keys of this type; other keys are not looked at.
    public static Parsed parse(Map<String, String> annotations) {
        var reader = new AnnotationReader(annotations);
        var read =
                new FunctionAnnotations(
                        reader.text(INIT_PAYLOAD),
                        reader.choice(
                                RESTART_POLICY,
                                Map.of(
                                        "never", RestartPolicy.NEVER,
                                        "on-failure", RestartPolicy.ON_FAILURE),
                                RestartPolicy.ON_FAILURE),
                        reader.choice(
                                ON_DISCONNECT,
                                Map.of("keep", OnDisconnect.KEEP, "stop", OnDisconnect.STOP),
                                OnDisconnect.KEEP),
                        limits(reader));
        return new Parsed(read, reader.problems());
    }

    private static Map<LimitAnnotation, Integer> limits(AnnotationReader reader) {
        Map<LimitAnnotation, Integer> limits = new EnumMap<>(LimitAnnotation.class);
        for (LimitAnnotation limit : LimitAnnotation.values()) {
            reader.number(limit.key(), limit.least(), limit.most())
                    .ifPresent(value -> limits.put(limit, value));
        }
        return limits;
    }

    /// The limit this function gets: the cap, unless it asks for less.
    public int lowered(LimitAnnotation limit, int cap) {
        return Math.min(cap, limits.getOrDefault(limit, cap));
    }
}
