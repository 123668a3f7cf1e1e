package io.edgeless.cli.node;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.NodeListing;
import io.edgeless.cli.session.ClientOptions;
import io.edgeless.cli.session.CommandFailure;
import io.edgeless.cli.session.Console;
import io.edgeless.cli.session.Session;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// `node list`: the nodes of all domains, or of one, as their orchestrators know them.
@Command(
        name = "list",
        description = "Print the nodes of a cluster and how they are.",
        footerHeading = "%nFor example:%n",
        footer = {"  edgeless node list", "  edgeless node list --domain domain-7000 --json"})
final class NodeList implements Callable<Integer> {

    private final World world;

    @Mixin private ClientOptions options = new ClientOptions();

    @Option(
            names = "--domain",
            paramLabel = "ID",
            description = "Only the nodes of this domain (default: of all).")
    private Optional<String> domain = Optional.empty();

    NodeList(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        return options.run(world, this::run);
    }

    private int run(Session session) {
        if (domain.filter(String::isEmpty).isPresent()) {
            throw new CommandFailure("the id of a domain must not be empty: see `domain list`");
        }
        NodeListing listing = session.controller().inventory().list(domain.map(DomainId::new));
        Map<DomainId, String> silent = new TreeMap<>(listing.silent());
        if (session.console().isJson()) {
            session.console().json(json(listing, silent));
            return 0;
        }
        if (!listing.nodes().isEmpty()) {
            table(listing).lines().forEach(session.console()::line);
        }
        silent.forEach(
                (id, reason) -> session.console().note("domain %s: %s".formatted(id, reason)));
        return 0;
    }

    private static ObjectNode json(NodeListing listing, Map<DomainId, String> silent) {
        ObjectNode json = Console.object();
        ArrayNode nodes = json.putArray("nodes");
        listing.nodes().forEach(node -> nodes.add(NodeJson.of(node)));
        ArrayNode domains = json.putArray("silent_domains");
        silent.forEach((id, reason) ->
                domains.addObject().put("domain", id.value()).put("reason", reason));
        return json;
    }

    private static Table table(NodeListing listing) {
        var table =
                new Table(
                        "NODE",
                        "DOMAIN",
                        "STATE",
                        "HEARD",
                        "INSTANCES",
                        "CORES",
                        "MEMORY",
                        "LOAD",
                        "RUNTIMES",
                        "AGENT");
        for (NodeEntry node : listing.nodes()) {
            table.add(
                    node.node().toString(),
                    node.domain().value(),
                    NodeText.standing(node),
                    NodeText.heard(node),
                    Integer.toString(node.components()),
                    Integer.toString(node.capabilities().numCores()),
                    node.capabilities().memSizeMiB() + " MiB",
                    NodeText.percent(node.health().loadAvg1()),
                    NodeText.list(node.capabilities().runtimes()),
                    node.agentUrl());
        }
        return table;
    }
}
