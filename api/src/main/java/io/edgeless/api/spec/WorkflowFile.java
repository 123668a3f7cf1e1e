package io.edgeless.api.spec;

import io.edgeless.api.model.Binary;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowSpec;

import java.util.ArrayList;
import java.util.List;

/// What came of reading a workflow file.
public sealed interface WorkflowFile {

    /// A workflow that can be started once its code was added.
    ///
    /// @param codeFiles the files whose bytes belong to its functions; whether they exist was not
    ///   looked at
    /// @param warnings to show to the user
    record Parsed(WorkflowSpec spec, List<CodeFile> codeFiles, List<Problem> warnings)
            implements WorkflowFile {

        public Parsed {
            codeFiles = List.copyOf(codeFiles);
            warnings = List.copyOf(warnings);
        }

        /// The workflow with these bytes as the code of one function.
        public Parsed with(CodeFile file, byte[] bytes) {
            List<WorkflowFunction> functions = new ArrayList<>(spec.functions());
            WorkflowFunction function = functions.get(file.functionIndex());
            functions.set(
                    file.functionIndex(),
                    new WorkflowFunction(
                            function.name(),
                            function.functionClass().withBinary(Binary.of(bytes)),
                            function.outputMapping(),
                            function.annotations()));
            return new Parsed(
                    new WorkflowSpec(functions, spec.resources(), spec.annotations()),
                    codeFiles,
                    warnings);
        }
    }

    /// A file that is no workflow; at least one of the problems is an error.
    record Invalid(List<Problem> problems) implements WorkflowFile {

        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /// A file with the code of a function.
    ///
    /// @param place for a [Problem] with the file, such as that it does not exist
    /// @param functionIndex which function it belongs to
    /// @param functionName for messages
    /// @param path as written; relative to the folder of the workflow file
    record CodeFile(String place, int functionIndex, String functionName, String path) {

        /// A problem with this file, which only the reader of the file can find.
        public Problem problem(String message) {
            return new Problem(Problem.Severity.ERROR, place, message);
        }
    }
}
