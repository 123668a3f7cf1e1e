package io.edgeless.api.spec;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.Quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a component asks of the node it runs on, from the annotations of a function or the
/// configuration of a resource.
///
/// @param nodeIdMatchAny one of these nodes; empty: any. A list without nodes allows none
/// @param labelMatchAll labels the node must have
/// @param resourceMatchAll ids of resource providers the node must host
/// @param maxInstances 0 = without limit
public record Constraints(
        Optional<List<NodeId>> nodeIdMatchAny,
        List<String> labelMatchAll,
        List<String> resourceMatchAll,
        boolean teeRequired,
        boolean tpmRequired,
        int maxInstances) {

    /// Any node will do.
    public static final Constraints NONE =
            new Constraints(Optional.empty(), List.of(), List.of(), false, false, 0);

    static final String NODE_ID_MATCH_ANY = "node_id_match_any";
    static final String LABEL_MATCH_ALL = "label_match_all";
    static final String RESOURCE_MATCH_ALL = "resource_match_all";
    static final String TEE = "tee";
    static final String TPM = "tpm";
    static final String MAX_INSTANCES = "max_instances";

    static final List<String> KEYS =
            List.of(
                    NODE_ID_MATCH_ANY,
                    LABEL_MATCH_ALL,
                    RESOURCE_MATCH_ALL,
                    TEE,
                    TPM,
                    MAX_INSTANCES);

    /// What else than `required` people write when they do not require it. Anything unknown is a
    /// problem, and counts as required: a misspelt wish for a safe place must not be lost.
    private static final Map<String, Boolean> REQUIRED =
            Map.of("required", true, "not-required", false, "none", false, "no", false);

    public Constraints {
        nodeIdMatchAny = nodeIdMatchAny.map(List::copyOf);
        labelMatchAll = List.copyOf(labelMatchAll);
        resourceMatchAll = List.copyOf(resourceMatchAll);
    }

    /// Constraints as far as they could be read, never weaker than they were meant: a part that
    /// cannot be read is met by no node.
    ///
    /// @param problems errors with the key as their place; empty when all could be read
    public record Parsed(Constraints constraints, List<Problem> problems) {

        public Parsed {
            problems = List.copyOf(problems);
        }
    }

    /// Reads the constraint keys; other keys are not looked at.
    public static Parsed parse(Map<String, String> annotations) {
        var reader = new AnnotationReader(annotations);
        var constraints =
                new Constraints(
                        reader.list(NODE_ID_MATCH_ANY).map(items -> nodeIds(reader, items)),
                        reader.list(LABEL_MATCH_ALL).orElse(List.of()),
                        reader.list(RESOURCE_MATCH_ALL).orElse(List.of()),
                        required(reader, TEE),
                        required(reader, TPM),
                        reader.number(MAX_INSTANCES, 0, Integer.MAX_VALUE).orElse(0));
        return new Parsed(constraints, reader.problems());
    }

    private static List<NodeId> nodeIds(AnnotationReader reader, List<String> items) {
        List<NodeId> ids = new ArrayList<>();
        for (String item : items) {
            Optional<NodeId> id = NodeId.parse(item);
            id.ifPresent(ids::add);
            if (id.isEmpty() && !item.isEmpty()) {
                reader.problem(
                        NODE_ID_MATCH_ANY,
                        Quoted.text(item)
                                + " is not the id of a node: write UUIDs, separated by commas");
            }
        }
        return ids;
    }

    private static boolean required(AnnotationReader reader, String key) {
        return reader.text(key).isPresent() && reader.choice(key, REQUIRED, true);
    }
}
