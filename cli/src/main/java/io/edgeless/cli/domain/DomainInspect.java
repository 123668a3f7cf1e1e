package io.edgeless.cli.domain;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.cli.session.ClientOptions;
import io.edgeless.cli.session.CommandFailure;
import io.edgeless.cli.session.Console;
import io.edgeless.cli.session.Session;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// `domain inspect`: what one domain, or each of them, can run.
@Command(
        name = "inspect",
        description = "Print what a domain, or each of them, can run.",
        footerHeading = "%nFor example:%n",
        footer = {"  edgeless domain inspect domain-7000", "  edgeless domain inspect all --json"})
final class DomainInspect implements Callable<Integer> {

    private final World world;

    @Mixin private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "ID|all", description = "Which domain.")
    private String target = "";

    DomainInspect(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        return options.run(world, this::run);
    }

    private int run(Session session) {
        if (target.isEmpty()) {
            throw new CommandFailure("the id of a domain must not be empty: see `domain list`");
        }
        boolean isAll = target.equals("all");
        Optional<DomainId> wanted = isAll ? Optional.empty() : Optional.of(new DomainId(target));
        Map<DomainId, DomainCapabilities> domains =
                new TreeMap<>(session.controller().workflows().domains(wanted));
        wanted.ifPresent(id -> domains.keySet().retainAll(Set.of(id)));
        if (domains.isEmpty() && !isAll) {
            throw new CommandFailure("domain " + target + " not found");
        }
        if (!session.console().isJson()) {
            domains.forEach((id, capabilities) ->
                    session.console()
                            .line("domain " + id + "," + CapabilitiesText.of(capabilities)));
        } else if (isAll) {
            ObjectNode result = Console.object();
            ArrayNode list = result.putArray("domains");
            domains.forEach((id, found) -> list.add(CapabilitiesText.json(id, found)));
            session.console().json(result);
        } else {
            domains.forEach(
                    (id, found) -> session.console().json(CapabilitiesText.json(id, found)));
        }
        return 0;
    }
}
