package io.edgeless.resource.builtin.http;

import io.edgeless.world.Chance;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Finds the resource that takes a request. As in v1.2 the host must be the very text that the
/// client sent, its port included, and one of several matches is drawn by lot. Only where that
/// finds none, upper and lower case are the same and a configured host without a port goes with
/// every port. Safe for concurrent use; neither finding nor changing waits for anybody.
final class IngressRoutes {

    private static final String ANY_HOST = "";

    private final Chance chance;
    private final ConcurrentMap<String, List<HttpIngressResource>> byHost =
            new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<HttpIngressResource>> byFoldedHost =
            new ConcurrentHashMap<>();

    IngressRoutes(Chance chance) {
        this.chance = chance;
    }

    void add(HttpIngressResource resource) {
        String host = resource.rule().host().orElse(ANY_HOST);
        byHost.merge(host, List.of(resource), IngressRoutes::joined);
        byFoldedHost.merge(fold(host), List.of(resource), IngressRoutes::joined);
    }

    void remove(HttpIngressResource resource) {
        String host = resource.rule().host().orElse(ANY_HOST);
        byHost.computeIfPresent(host, (_, list) -> without(resource, list));
        byFoldedHost.computeIfPresent(fold(host), (_, list) -> without(resource, list));
    }

    /// The resource for a request.
    ///
    /// @param workflow as the query names it
    Optional<HttpIngressResource> find(String host, Method method, Optional<String> workflow) {
        List<HttpIngressResource> matches = new ArrayList<>();
        addMatches(matches, byHost.get(host), method, workflow);
        addMatches(matches, byHost.get(ANY_HOST), method, workflow);
        if (matches.isEmpty()) {
            String folded = fold(host);
            addMatches(matches, byFoldedHost.get(folded), method, workflow);
            addMatches(matches, byFoldedHost.get(withoutPort(folded)), method, workflow);
        }
        return switch (matches.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(matches.getFirst());
            default -> Optional.of(matches.get(chance.nextInt(matches.size())));
        };
    }

    private static void addMatches(
            List<HttpIngressResource> matches,
            @Nullable List<HttpIngressResource> candidates,
            Method method,
            Optional<String> workflow) {
        if (candidates == null) {
            return;
        }
        for (HttpIngressResource candidate : candidates) {
            if (candidate.isPatched()
                    && candidate.rule().takes(method, workflow, candidate.workflow())) {
                matches.add(candidate);
            }
        }
    }

    private static String fold(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean isInsideAddress = host.indexOf(']', Math.max(colon, 0)) >= 0;
        return colon < 0 || isInsideAddress ? host : host.substring(0, colon);
    }

    private static List<HttpIngressResource> joined(
            List<HttpIngressResource> first, List<HttpIngressResource> second) {
        List<HttpIngressResource> joined = new ArrayList<>(first);
        joined.addAll(second);
        return List.copyOf(joined);
    }

    @SuppressWarnings("NullAway") // null makes the map forget the key
    private static @Nullable List<HttpIngressResource> without(
            HttpIngressResource gone, List<HttpIngressResource> list) {
        List<HttpIngressResource> rest = list.stream().filter(one -> one != gone).toList();
        return rest.isEmpty() ? null : rest;
    }
}
