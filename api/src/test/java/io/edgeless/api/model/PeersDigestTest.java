package io.edgeless.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.NodeId;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

class PeersDigestTest {

    private static final NodeId ONE = new NodeId(new UUID(1, 1));
    private static final NodeId OTHER = new NodeId(new UUID(1, 2));
    private static final String URL = "http://10.0.0.1:7006";

    @Test
    void ofPeers_doesNotDependOnTheirOrder() {
        Map<NodeId, String> there = new LinkedHashMap<>();
        there.put(ONE, URL);
        there.put(OTHER, "");
        Map<NodeId, String> back = new LinkedHashMap<>();
        back.put(OTHER, "");
        back.put(ONE, URL);

        assertThat(PeersDigest.of(there)).isEqualTo(PeersDigest.of(back));
    }

    @Test
    void ofPeers_differsWithEachOfThemAndItsUrl() {
        assertThat(
                        java.util.stream.Stream.of(
                                        Map.<NodeId, String>of(),
                                        Map.of(ONE, URL),
                                        Map.of(OTHER, URL),
                                        Map.of(ONE, ""),
                                        Map.of(ONE, URL, OTHER, URL))
                                .map(PeersDigest::of))
                .doesNotHaveDuplicates()
                .doesNotContain(0L);
    }

    @Test
    void peerThatComesAndGoes_leavesNothing() {
        var digest = new PeersDigest();
        digest.add(ONE, URL);
        digest.add(OTHER, URL);
        digest.remove(ONE, URL);

        assertThat(digest.value()).isEqualTo(PeersDigest.of(Map.of(OTHER, URL)));
        digest.remove(OTHER, URL);
        assertThat(digest.value()).isEqualTo(PeersDigest.of(Map.of()));
    }

    /// The two sides of a mixed installation must agree: it is part of the wire format.
    @Test
    void value_isThatOfTheDocument() {
        assertThat(PeersDigest.of(Map.of())).isEqualTo(1);
        assertThat(PeersDigest.of(Map.of(ONE, URL))).isEqualTo(0x1c50a7b56889d952L);
    }
}
