package io.edgeless.cli;

/// Workflow files for tests.
public final class WorkflowFiles {

    /// Two functions and a resource, with nothing wrong and no code file.
    public static final String SMALL =
            """
            {
              "functions": [
                {
                  "name": "first",
                  "class_specification": {
                    "id": "one",
                    "function_type": "CONTAINER",
                    "version": "1",
                    "outputs": ["out"]
                  },
                  "output_mapping": {
                    "out": "log"
                  },
                  "annotations": {}
                }
              ],
              "resources": [
                {
                  "name": "log",
                  "class_type": "file-log",
                  "output_mapping": {},
                  "configurations": {
                    "filename": "a.log"
                  }
                }
              ],
              "annotations": {}
            }
            """;

    private WorkflowFiles() {}
}
