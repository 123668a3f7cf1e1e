package io.edgeless.simulation;

import io.edgeless.orchestrator.placement.Strategy;

import java.util.ArrayList;
import java.util.List;

/// One simulated cluster: a controller, some domains with some nodes each, and clients.
final class Cluster {

    private static final int DOMAINS_MAX = 2;
    private static final int NODES_MAX = 4;

    private final Setting setting;
    private final Ledger ledger;
    private final ControllerPart controller;
    private final List<NodePart> nodes = new ArrayList<>();
    private final ClientPart client;

    Cluster(Setting setting) {
        this.setting = setting;
        ledger = new Ledger(setting.witness());
        controller = new ControllerPart(setting, ledger);
        setting.witness()
                .onDiskLost(name -> {
                    if (name.equals(controller.name())) {
                        ledger.controllerDiskLost();
                    }
                });
        int domains = 1 + setting.dice().below(DOMAINS_MAX);
        for (int number = 1; number <= domains; number++) {
            addDomain(number);
        }
        client = new ClientPart(setting, controller, ledger);
    }

    private void addDomain(int number) {
        Strategy strategy = setting.dice().pick(List.of(Strategy.values()));
        var domain = new OrchestratorPart(setting, controller, number, strategy);
        controller.domains().add(domain);
        int count = 1 + setting.dice().below(NODES_MAX);
        for (int i = 1; i <= count; i++) {
            // The first one of each domain takes anything and never vanishes.
            var node = new NodePart(setting, domain, i, i == 1 || setting.dice().isHeads());
            domain.nodes().add(node);
            nodes.add(node);
        }
    }

    /// In any order and not at once.
    void start() {
        for (Part part : all()) {
            setting.scheduler().after(setting.dice().between(0, 3_000_000_000L), part::start);
        }
    }

    Ledger ledger() {
        return ledger;
    }

    ControllerPart controller() {
        return controller;
    }

    List<OrchestratorPart> domains() {
        return controller.domains();
    }

    List<NodePart> nodes() {
        return nodes;
    }

    ClientPart client() {
        return client;
    }

    /// Programs that can fail: all but the clients.
    List<Part> programs() {
        List<Part> programs = new ArrayList<>(nodes);
        programs.addAll(domains());
        programs.add(controller);
        return programs;
    }

    private List<Part> all() {
        List<Part> all = programs();
        all.add(client);
        return all;
    }

    /// The two ends of each link that programs use.
    List<List<Part>> links() {
        List<List<Part>> links = new ArrayList<>();
        for (NodePart node : nodes) {
            links.add(List.of(node, node.home()));
        }
        for (OrchestratorPart domain : domains()) {
            links.add(List.of(domain, controller));
        }
        links.add(List.of(client, controller));
        return links;
    }
}
