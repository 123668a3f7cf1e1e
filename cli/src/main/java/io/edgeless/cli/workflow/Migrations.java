package io.edgeless.cli.workflow;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.cli.session.CommandFailure;
import io.edgeless.cli.session.Console;
import io.edgeless.cli.session.Session;

import java.util.Optional;

/// Moves workflows and components; what the two commands share.
final class Migrations {

    private Migrations() {}

    /// @return the exit code
    static int migrate(
            Session session, String workflow, String domain, Optional<String> component) {
        if (domain.isEmpty()) {
            throw new CommandFailure("the id of a domain must not be empty: see `domain list`");
        }
        var migration = new Migration(Session.workflow(workflow), new DomainId(domain), component);
        String what = "migration of %s to %s ".formatted(migration.workflow(), domain);
        return switch (session.controller().workflows().migrate(migration)) {
            case WorkflowResult.Accepted(var _) -> {
                succeeded(session.console(), migration, what + "successful");
                yield 0;
            }
            case WorkflowResult.Refused(Refusal(String summary, Optional<String> detail)) -> {
                String text = what + "failed: %s (%s)".formatted(summary, detail.orElse(""));
                if (session.console().isJson()) {
                    session.console().error(text);
                } else {
                    session.console().note(text);
                }
                yield 1;
            }
        };
    }

    private static void succeeded(Console console, Migration migration, String text) {
        if (console.isJson()) {
            console.json(
                    Console.object()
                            .put("migrated", migration.workflow().toString())
                            .put("domain", migration.target().value()));
        } else {
            console.line(text);
        }
    }
}
