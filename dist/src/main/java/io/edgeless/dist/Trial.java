package io.edgeless.dist;

import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.spec.WorkflowAnnotations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What a user can try with a running workflow: where its HTTP ingresses are, and a command for
/// each. Used by one thread.
final class Trial {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(300);

    private static final String INGRESS = "http-ingress";

    private final WorkflowSpec workflow;
    private final Supplier<WorkflowStatus> inspection;

    /// Nobody opens it: for waits between two polls.
    private final CountDownLatch never = new CountDownLatch(1);

    /// @param inspection asks for the status; may throw [RpcException]
    Trial(WorkflowSpec workflow, Supplier<WorkflowStatus> inspection) {
        this.workflow = workflow;
        this.inspection = inspection;
    }

    /// Lines for people; none when the workflow has no ingress.
    List<String> lines() throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (WorkflowResource resource : workflow.resources()) {
            if (resource.classType().equals(INGRESS)) {
                Optional<String> url = url(resource.name());
                lines.add("ingress  " + url.orElse("at a node that did not report it yet"));
                url.ifPresent(found -> lines.add("try      " + curl(resource, found)));
            }
        }
        return lines;
    }

    /// Where an ingress is reached. The reports of a domain come with its next registration.
    Optional<String> url(String ingress) throws InterruptedException {
        long polls = PATIENCE.dividedBy(POLL);
        for (long poll = 0; poll < polls; poll++) {
            Optional<String> url =
                    components().stream()
                            .filter(component -> component.name().equals(ingress))
                            .flatMap(component -> component.report().stream())
                            .map(ComponentReport::url)
                            .filter(text -> !text.isEmpty())
                            .findFirst();
            if (url.isPresent()) {
                return url;
            }
            never.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return Optional.empty();
    }

    private List<ComponentStatus> components() {
        try {
            return inspection.get().components();
        } catch (RpcException e) {
            return List.of();
        }
    }

    private String curl(WorkflowResource ingress, String url) {
        StringBuilder line = new StringBuilder("curl");
        String methods =
                ingress.configurations()
                        .getOrDefault(
                                "methods", ingress.configurations().getOrDefault("method", ""));
        if (!methods.isEmpty()) {
            line.append(" -X ").append(quoted(methods.split(",", 2)[0].strip()));
        }
        Optional.ofNullable(ingress.configurations().get("host"))
                .filter(host -> !host.isEmpty())
                .ifPresent(host -> line.append(" -H ").append(quoted("Host: " + host)));
        Optional.ofNullable(workflow.annotations().get(WorkflowAnnotations.EXAMPLE_BODY))
                .ifPresent(body -> line.append(" --data ").append(quoted(body)));
        return line.append(' ').append(url).toString();
    }

    /// For a shell, whatever the text holds.
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
