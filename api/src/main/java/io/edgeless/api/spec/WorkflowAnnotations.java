package io.edgeless.api.spec;

import java.util.Set;

/// The annotations of a whole workflow that mean something.
public final class WorkflowAnnotations {

    /// The body of a request to try, which `edgeless run` shows.
    public static final String EXAMPLE_BODY = "example-body";

    static final Set<String> ALL = Set.of(EXAMPLE_BODY);

    private WorkflowAnnotations() {}
}
