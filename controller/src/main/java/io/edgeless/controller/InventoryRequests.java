package io.edgeless.controller;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.rpc.Inventory;
import io.edgeless.api.rpc.InventoryClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.Reply;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.loop.Desk;
import io.edgeless.world.Clock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Asks the orchestrators for their nodes, all within one deadline. A domain that does not tell is
/// named with the reason. Safe for concurrent use.
final class InventoryRequests implements Inventory {

    private static final Duration FIND_WAIT = Duration.ofSeconds(10);

    /// Longer than an orchestrator takes for a node that does not answer, and with the wait above
    /// shorter than its client waits.
    private static final Duration READ_DEADLINE = Duration.ofSeconds(12);

    /// Enough that orchestrators that hang do not hold the others up.
    private static final int ASKED_AT_ONCE = 256;

    private final Desk<ControllerInput, Reply> desk;
    private final GrpcChannels channels;
    private final Clock clock;
    private final Duration readDeadline;

    InventoryRequests(Desk<ControllerInput, Reply> desk, GrpcChannels channels, Clock clock) {
        this(desk, channels, clock, READ_DEADLINE);
    }

    /// @param readDeadline for all domains together
    InventoryRequests(
            Desk<ControllerInput, Reply> desk,
            GrpcChannels channels,
            Clock clock,
            Duration readDeadline) {
        this.desk = desk;
        this.channels = channels;
        this.clock = clock;
        this.readDeadline = readDeadline;
    }

    /// What one domain said.
    private sealed interface Answer<T> {

        record Told<T>(T value) implements Answer<T> {}

        record Silent<T>(Code code, String reason) implements Answer<T> {}
    }

    @Override
    public NodeListing list(Optional<DomainId> domain) {
        SortedMap<DomainId, String> urls = urls(domain);
        if (urls.isEmpty() && domain.isPresent()) {
            throw new RpcException(
                    Code.NOT_FOUND, "there is no domain '%s'".formatted(domain.get()));
        }
        List<NodeEntry> nodes = new ArrayList<>();
        Map<DomainId, String> silent = new TreeMap<>();
        ask(urls, inventory -> inventory.list(domain))
                .forEach((id, answer) -> {
                    switch (answer) {
                        case Answer.Told<NodeListing>(NodeListing told) ->
                                nodes.addAll(told.nodes());
                        case Answer.Silent<NodeListing>(Code code, String reason) ->
                                silent.put(id, reason);
                    }
                });
        return new NodeListing(nodes, silent);
    }

    @Override
    public NodeInspection inspect(NodeId node) {
        List<String> silent = new ArrayList<>();
        boolean isForAMoment = false;
        for (var asked : ask(urls(Optional.empty()), inv -> inv.inspect(node)).entrySet()) {
            switch (asked.getValue()) {
                case Answer.Told<NodeInspection>(NodeInspection found) -> {
                    return found;
                }
                case Answer.Silent<NodeInspection>(Code code, String reason) -> {
                    if (code != Code.NOT_FOUND) {
                        silent.add("domain %s: %s".formatted(asked.getKey(), reason));
                        isForAMoment |= code != Code.UNIMPLEMENTED;
                    }
                }
            }
        }
        if (isForAMoment) {
            throw new RpcException(
                    Code.UNAVAILABLE,
                    "whether there is a node %s %s: %s"
                            .formatted(node, NOT_KNOWN, String.join("; ", silent)));
        }
        String but = silent.isEmpty() ? "" : ", but not all could be asked: ";
        throw new RpcException(
                Code.NOT_FOUND,
                "no domain has a node %s%s%s".formatted(node, but, String.join("; ", silent)));
    }

    private SortedMap<DomainId, String> urls(Optional<DomainId> domain) {
        return desk.ask(
                        ticket -> new ControllerInput.LocateDomains(ticket, domain),
                        Reply.DomainUrls.class,
                        FIND_WAIT)
                .urls();
    }

    private <T> SortedMap<DomainId, Answer<T>> ask(
            SortedMap<DomainId, String> urls, Function<Inventory, T> question) {
        SortedMap<DomainId, Answer<T>> answers = new TreeMap<>();
        long end = clock.nanos() + readDeadline.toNanos();
        try (ExecutorService askers =
                Executors.newFixedThreadPool(ASKED_AT_ONCE, Thread.ofVirtual().factory())) {
            Map<DomainId, Future<Answer<T>>> asked = new TreeMap<>();
            urls.forEach((id, url) -> {
                Callable<Answer<T>> call = () -> ask(url, question, end);
                asked.put(id, askers.submit(call));
            });
            for (Map.Entry<DomainId, Future<Answer<T>>> entry : asked.entrySet()) {
                answers.put(entry.getKey(), entry.getValue().get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RpcException.busy("controller");
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking for nodes failed", e.getCause());
        }
    }

    private <T> Answer<T> ask(String url, Function<Inventory, T> question, long end) {
        Duration left = Duration.ofNanos(end - clock.nanos());
        if (!left.isPositive()) {
            return new Answer.Silent<>(
                    Code.DEADLINE_EXCEEDED, "there was no time left to ask its orchestrator");
        }
        try {
            return new Answer.Told<>(question.apply(new InventoryClient(channels.to(url), left)));
        } catch (RpcException e) {
            String reason =
                    e.code() == Code.UNIMPLEMENTED
                            ? "this domain does not tell its nodes: it is one of EDGELESS v1.2"
                            : "its orchestrator at %s answered: %s".formatted(url, e.getMessage());
            return new Answer.Silent<>(e.code(), reason);
        }
    }
}
