package io.edgeless.cli.workflow;

import io.edgeless.api.model.WorkflowSpec;

import java.util.List;

/// What came of loading a workflow file and the code it names.
public sealed interface LoadedWorkflow {

    /// A workflow that can be sent, with the code of its functions.
    record Loaded(WorkflowSpec spec, List<Finding> warnings) implements LoadedWorkflow {

        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /// A file that cannot be started; at least one of the problems is an error.
    record Broken(List<Finding> problems) implements LoadedWorkflow {

        public Broken {
            problems = List.copyOf(problems);
        }
    }
}
