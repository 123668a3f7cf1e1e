package io.edgeless.cli.domain;

import io.edgeless.cli.session.ClientOptions;
import io.edgeless.cli.session.Console;
import io.edgeless.cli.session.Session;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// `domain list`: all domains, in the order of their ids.
@Command(
        name = "list",
        description = "Print all domains and how many nodes they have.",
        footerHeading = "%nFor example:%n",
        footer = "  edgeless domain list")
final class DomainList implements Callable<Integer> {

    private final World world;

    @Mixin private ClientOptions options = new ClientOptions();

    DomainList(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        return options.run(world, DomainList::run);
    }

    private static int run(Session session) {
        var domains = new TreeMap<>(session.controller().workflows().domains(Optional.empty()));
        if (session.console().isJson()) {
            ObjectNode result = Console.object();
            ArrayNode list = result.putArray("domains");
            domains.forEach((id, capabilities) ->
                    list.addObject()
                            .put("domain", id.value())
                            .put("nodes", capabilities.numNodes()));
            session.console().json(result);
        } else {
            domains.forEach((id, capabilities) ->
                    session.console()
                            .line("domain %s (%d nodes)".formatted(id, capabilities.numNodes())));
        }
        return 0;
    }
}
