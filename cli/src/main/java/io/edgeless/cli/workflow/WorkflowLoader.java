package io.edgeless.cli.workflow;

import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.spec.Problem;
import io.edgeless.api.spec.WorkflowFile;
import io.edgeless.api.spec.WorkflowReader;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Loads workflow files with the code they name. For every program that starts workflows; safe for
/// concurrent use.
public final class WorkflowLoader {

    /// The most a workflow file can be: it is sent in one control message.
    private static final long FILE_BYTES_MAX = 64 << 20;

    /// The most a node takes as the code of one function.
    private static final long CODE_BYTES_MAX = 8 << 20;

    /// All code of a workflow: a control message of 64 MiB with room for the rest.
    private static final long ALL_CODE_BYTES_MAX = 60 << 20;

    private final Disk disk;

    public WorkflowLoader(Disk disk) {
        this.disk = disk;
    }

    /// Reads and checks the file and the code files it names, which are relative to its folder.
    /// Never throws for any content.
    ///
    /// @param isStrict whether a channel that is mapped and not declared is an error
    public LoadedWorkflow load(Path file, boolean isStrict) {
        return switch (read(file, FILE_BYTES_MAX)) {
            case Content.Wrong(String reason) ->
                    new LoadedWorkflow.Broken(List.of(Finding.of(file, reason)));
            case Content.Missing() ->
                    new LoadedWorkflow.Broken(
                            List.of(Finding.of(file, "workflow file does not exist")));
            case Content.Bytes(byte[] json) -> {
                List<Problem> problems = new ArrayList<>();
                Optional<WorkflowSpec> spec = load(file, json, isStrict, problems);
                List<Finding> findings = Finding.in(file, json, problems);
                yield spec.<LoadedWorkflow>map(whole -> new LoadedWorkflow.Loaded(whole, findings))
                        .orElseGet(() -> new LoadedWorkflow.Broken(findings));
            }
        };
    }

    /// Empty when one of the problems is an error.
    private Optional<WorkflowSpec> load(
            Path file, byte[] json, boolean isStrict, List<Problem> problems) {
        return switch (isStrict ? WorkflowReader.readStrictly(json) : WorkflowReader.read(json)) {
            case WorkflowFile.Invalid(List<Problem> found) -> {
                problems.addAll(found);
                yield Optional.empty();
            }
            case WorkflowFile.Parsed parsed -> withCode(file, parsed, problems);
        };
    }

    private Optional<WorkflowSpec> withCode(
            Path file, WorkflowFile.Parsed parsed, List<Problem> problems) {
        // Functions may share a class: its file is read once.
        Map<Path, byte[]> seen = new HashMap<>();
        WorkflowFile.Parsed complete = parsed;
        long allBytes = 0;
        for (WorkflowFile.CodeFile code : parsed.codeFiles()) {
            Optional<byte[]> bytes = code(file, code, seen, problems);
            allBytes += bytes.map(found -> found.length).orElse(0);
            if (bytes.isPresent() && allBytes <= ALL_CODE_BYTES_MAX) {
                complete = complete.with(code, bytes.get());
            }
        }
        if (allBytes > ALL_CODE_BYTES_MAX) {
            problems.add(
                    new Problem(
                            Problem.Severity.ERROR,
                            "/functions",
                            "the code of all functions has "
                                    + allBytes
                                    + " bytes; one workflow may have at most "
                                    + ALL_CODE_BYTES_MAX));
        }
        boolean isWhole = problems.isEmpty();
        problems.addAll(parsed.warnings());
        return isWhole ? Optional.of(complete.spec()) : Optional.empty();
    }

    private Optional<byte[]> code(
            Path file, WorkflowFile.CodeFile code, Map<Path, byte[]> seen, List<Problem> problems) {
        Path path;
        try {
            path = file.resolveSibling(code.path());
        } catch (InvalidPathException e) {
            problems.add(code.problem("is no path of a file: " + e.getReason()));
            return Optional.empty();
        }
        byte[] known = seen.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        switch (read(path, CODE_BYTES_MAX)) {
            case Content.Bytes(byte[] bytes) -> {
                seen.put(path, bytes);
                return Optional.of(bytes);
            }
            case Content.Missing() ->
                    problems.add(
                            code.problem(
                                    "code file does not exist for '%s': %s"
                                            .formatted(code.functionName(), path)));
            case Content.Wrong(String reason) ->
                    problems.add(
                            code.problem(
                                    "code file for '%s' %s: %s"
                                            .formatted(code.functionName(), reason, path)));
        }
        return Optional.empty();
    }

    private Content read(Path file, long bytesMax) {
        try {
            OptionalLong size = disk.plainFileBytes(file);
            if (size.isEmpty()) {
                return disk.real(file).isEmpty()
                        ? new Content.Missing()
                        : new Content.Wrong("is not regular");
            }
            if (size.getAsLong() > bytesMax) {
                return new Content.Wrong(
                        "has %d bytes; at most %d fit".formatted(size.getAsLong(), bytesMax));
            }
            if (size.getAsLong() == 0) {
                return new Content.Wrong("is empty");
            }
            return disk.read(file).<Content>map(Content.Bytes::new).orElseGet(Content.Missing::new);
        } catch (DiskException e) {
            return new Content.Wrong("cannot be read (" + e.getMessage() + ")");
        }
    }

    /// What came of reading one file.
    private sealed interface Content {

        record Bytes(byte[] bytes) implements Content {}

        record Missing() implements Content {}

        /// @param reason to follow the name of the file
        record Wrong(String reason) implements Content {}
    }
}
