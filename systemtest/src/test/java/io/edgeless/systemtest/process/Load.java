package io.edgeless.systemtest.process;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.WorkflowSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Workflows of pairs: a function `clock` that casts to a function `tally`, which counts in its
/// memory and in its state.
final class Load {

    private final ProcessCluster cluster;
    private final List<String> functions = new ArrayList<>();
    private final List<String> resources = new ArrayList<>();
    private final List<Tally> tallies = new ArrayList<>();

    Load(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    /// Adds a pair.
    ///
    /// @param from the node of the clock, or empty for any
    /// @param to the node of what counts, or empty for any
    /// @param casts in 20 ms
    Load pair(String name, String from, String to, int casts) {
        String log = name + ".log";
        functions.add(function("clock-" + name, "clock", "out", name, annotations(casts, from)));
        functions.add(function(name, "tally", "log", "log-" + name, annotations(Tally.STEP, to)));
        resources.add(
                """
                {"name": "log-%s", "class_type": "file-log", "output_mapping": {},
                  "configurations": {"filename": "%s", "node_id_match_any": "%s"}}
                """
                        .formatted(name, log, id(to)));
        tallies.add(new Tally(name, to, cluster.folder().resolve(log)));
        return this;
    }

    private String annotations(int payload, String node) {
        return "\"init-payload\": \"%d\", \"node_id_match_any\": \"%s\""
                .formatted(payload, id(node));
    }

    private static String function(
            String name, String type, String output, String target, String annotations) {
        return """
        {"name": "%1$s", "class_specification": {"id": "%2$s", "function_type": "RUST_WASM",
          "version": "0.1", "code": "HOME/functions/test/%2$s.wasm", "outputs": ["%3$s"]},
          "output_mapping": {"%3$s": "%4$s"},
          "annotations": {%5$s}}
        """
                .formatted(name, type, output, target, annotations);
    }

    private String id(String program) {
        return Optional.ofNullable(cluster.nodes().get(program)).map(NodeId::toString).orElse("");
    }

    List<Tally> tallies() {
        return List.copyOf(tallies);
    }

    WorkflowSpec workflow() throws IOException {
        return cluster.load(write());
    }

    /// A workflow file.
    Path write() throws IOException {
        Path home = Path.of(System.getProperty("edgeless.home", "..")).toAbsolutePath();
        Path file = Files.createTempFile(cluster.folder(), "load", ".json");
        Files.writeString(
                file,
                """
                {"functions": [%s], "resources": [%s], "annotations": {}}
                """
                        .formatted(String.join(",", functions), String.join(",", resources))
                        .replace("HOME", home.toString()));
        return file;
    }
}
