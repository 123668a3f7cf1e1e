package io.edgeless.controller;

import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.DiskException;
import io.edgeless.world.RecordLog;
import io.edgeless.world.World;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Takes over the workflows that a v1.2 controller has saved, once: when the data folder is new.
final class SavedWorkflowsImport {

    private static final Logger LOGGER = LoggerFactory.getLogger(SavedWorkflowsImport.class);

    private final World world;
    private final CodeStore code;
    private final Consumer<ControllerInput> core;

    SavedWorkflowsImport(World world, CodeStore code, Consumer<ControllerInput> core) {
        this.world = world;
        this.code = code;
        this.core = core;
    }

    /// Called before there are other inputs. A file that cannot be read is reported and left alone.
    void run(Path file, RecordLog.Opened records) {
        Optional<byte[]> bytes = read(file);
        if (bytes.isEmpty()) {
            return;
        }
        boolean isNew = records.snapshot().isEmpty() && records.records().isEmpty();
        if (!isNew) {
            LOGGER.warn(
                    "{} (persistence_filename) is ignored: the data folder has the workflows;"
                            + " remove the file or the key",
                    file);
            return;
        }
        SavedWorkflows saved = SavedWorkflows.read(bytes.get());
        saved.problems().forEach(problem -> LOGGER.error("{}: {}", file, problem));
        saved.workflows().forEach(this::adopt);
        LOGGER.info("{} workflows were taken over from {}", saved.workflows().size(), file);
    }

    private Optional<byte[]> read(Path file) {
        if (file.toString().isEmpty()) {
            return Optional.empty();
        }
        try {
            return world.disk().read(file);
        } catch (DiskException e) {
            LOGGER.error("the saved workflows are not taken over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void adopt(WorkflowId id, WorkflowSpec spec) {
        // Left pinned: nothing else is deleted before the core has taken the workflow in.
        CodeStore.Pinned pinned = store(id, spec);
        List<StateId> states =
                spec.functions().stream()
                        .map(function -> new StateId(world.chance().uuid()))
                        .toList();
        core.accept(new ControllerInput.Adopt(id, states, pinned.spec()));
    }

    private CodeStore.Pinned store(WorkflowId id, WorkflowSpec spec) {
        try {
            return code.store(spec);
        } catch (DiskException e) {
            throw new StartupException(
                    "cannot take over workflow %s: %s".formatted(id, e.getMessage()), e);
        }
    }
}
