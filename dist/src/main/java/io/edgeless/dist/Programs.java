package io.edgeless.dist;

import io.edgeless.api.id.NodeId;
import io.edgeless.controller.ControllerMain;
import io.edgeless.controller.ControllerSettings;
import io.edgeless.node.NodeMain;
import io.edgeless.node.NodeSettings;
import io.edgeless.orchestrator.OrchestratorMain;
import io.edgeless.orchestrator.OrchestratorSettings;

import java.util.List;
import java.util.UUID;

/// The programs of a cluster.
final class Programs {

    private static final int FIRST_NODE_PORT = 7005;

    private Programs() {}

    static List<Program> all() {
        return List.of(controller(), orchestrator(), node());
    }

    static Program controller() {
        return new Program(
                "controller",
                "Accepts workflows and hands them to the domains.",
                "controller.toml",
                ControllerSettings::template,
                (file, world, failed) -> {
                    ControllerSettings settings = ControllerSettings.read(file);
                    Program.check(file);
                    return ControllerMain.start(settings, world, failed);
                });
    }

    static Program orchestrator() {
        return new Program(
                "orchestrator",
                "Keeps the functions of one domain running on its nodes.",
                "orchestrator.toml",
                OrchestratorSettings::template,
                (file, world, failed) -> {
                    OrchestratorSettings settings = OrchestratorSettings.read(file);
                    Program.check(file);
                    return OrchestratorMain.start(settings, world, failed);
                });
    }

    static Program node() {
        return new Program(
                "node",
                "Runs functions and resources.",
                "node.toml",
                () -> NodeSettings.template(new NodeId(UUID.randomUUID()), FIRST_NODE_PORT, 1),
                (file, world, failed) -> {
                    NodeSettings settings = NodeSettings.read(file);
                    Program.check(file);
                    return NodeMain.start(settings, world, failed);
                });
    }
}
