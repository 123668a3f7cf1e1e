package io.edgeless.simulation;

import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Draws workflows: some functions and resources with channels between any of them.
final class Workflows {

    static final String RUNTIME = "RUST_WASM";
    static final String RESOURCE = "file-log";

    private static final int PARTS_MAX = 4;
    private static final int GREEN_PERMILLE = 150;
    private static final int STOPS_PERMILLE = 100;

    /// A function with this annotation stops when its node has lost its orchestrator.
    static final String ON_DISCONNECT = "on-disconnect";

    private Workflows() {}

    static WorkflowSpec draw(Dice dice, Map<String, String> annotations) {
        int functions = 1 + dice.below(PARTS_MAX);
        int resources = dice.below(PARTS_MAX - 1);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < functions; i++) {
            names.add("f" + i);
        }
        for (int i = 0; i < resources; i++) {
            names.add("r" + i);
        }
        List<WorkflowFunction> drawn = new ArrayList<>();
        for (String name : names.subList(0, functions)) {
            Map<String, String> wishes = new TreeMap<>();
            if (dice.permille(GREEN_PERMILLE)) {
                wishes.put("label_match_all", NodePart.GREEN);
            }
            if (dice.permille(STOPS_PERMILLE)) {
                wishes.put(ON_DISCONNECT, "stop");
            }
            drawn.add(new WorkflowFunction(name, code(), outputs(dice, names), wishes));
        }
        List<WorkflowResource> outside = new ArrayList<>();
        for (String name : names.subList(functions, names.size())) {
            outside.add(new WorkflowResource(name, RESOURCE, outputs(dice, names), Map.of()));
        }
        return new WorkflowSpec(drawn, outside, annotations);
    }

    private static FunctionClass code() {
        return new FunctionClass(
                "f", RUNTIME, "1", Optional.empty(), Binary.NONE, List.of("a", "b", "c"));
    }

    private static Map<String, String> outputs(Dice dice, List<String> names) {
        Map<String, String> outputs = new TreeMap<>();
        for (String channel : List.of("a", "b")) {
            if (dice.isHeads()) {
                outputs.put(channel, dice.pick(names));
            }
        }
        return outputs;
    }
}
