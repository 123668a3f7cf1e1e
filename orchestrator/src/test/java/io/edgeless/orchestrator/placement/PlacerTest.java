package io.edgeless.orchestrator.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.StateSpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

class PlacerTest {

    private static final String WASM = "RUST_WASM";
    private static final int DRAWS = 20_000;

    private final Placer random = new Placer(Strategy.RANDOM);
    private final Placer roundRobin = new Placer(Strategy.ROUND_ROBIN);

    private static NodeId id(int number) {
        return new NodeId(new UUID(0xA, number));
    }

    private static Candidate node(int number, int cpus, int cores, float frequency) {
        return node(number, capabilities(cpus, cores, frequency, List.of(), false));
    }

    private static Candidate node(int number) {
        return node(number, 1, 1, 1);
    }

    private static Candidate node(
            int number, NodeCapabilities capabilities, ProviderSpec... providers) {
        return new Candidate(id(number), capabilities, List.of(providers));
    }

    private static NodeCapabilities capabilities(
            int cpus, int cores, float frequency, List<String> labels, boolean safe) {
        return new NodeCapabilities(
                cpus, "", frequency, cores, 0, labels, safe, safe, List.of(WASM), 0, 0, "", 0);
    }

    private static ProviderSpec provider(String id, String classType) {
        return new ProviderSpec(id, classType, List.of());
    }

    private static FunctionSpec function(Map<String, String> annotations) {
        var code = new FunctionClass("f", WASM, "1", Optional.empty(), Binary.NONE, List.of());
        var state = new StateSpec(new StateId(new UUID(1, 1)), StatePolicy.NODE_LOCAL);
        return new FunctionSpec(code, annotations, state, "wf", Optional.empty());
    }

    private static ResourceSpec resource(String classType, Map<String, String> configuration) {
        return new ResourceSpec(classType, configuration, "wf", Optional.empty(), Optional.empty());
    }

    private Optional<NodeId> place(Map<String, String> annotations, Candidate... nodes) {
        return random.place(function(annotations), List.of(nodes), new Draw(1)).map(Choice::node);
    }

    private Map<NodeId, Integer> spread(Candidate... nodes) {
        Map<NodeId, Integer> counts = new TreeMap<>();
        for (int seed = 0; seed < DRAWS; seed++) {
            NodeId chosen =
                    random.place(function(Map.of()), List.of(nodes), new Draw(seed))
                            .orElseThrow()
                            .node();
            counts.merge(chosen, 1, Integer::sum);
        }
        return counts;
    }

    // ---- random -----------------------------------------------------------------------------

    @Test
    void random_drawsInProportionToTheLargerOfCoresAndCpusTimesFrequency() {
        var counts = spread(node(1, 1, 4, 1000), node(2, 12, 2, 1000));

        assertThat(counts.get(id(2))).isCloseTo(DRAWS * 3 / 4, within(DRAWS / 50));
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -5, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void random_withSenselessFrequency_countsTheNodeLikeTheSmallest(float frequency) {
        var counts = spread(node(1, 1, 1, frequency), node(2, 1, 1, 3));

        assertThat(counts.get(id(1))).isCloseTo(DRAWS / 4, within(DRAWS / 50));
    }

    @Test
    void random_orderOfTheCandidates_changesNothing() {
        List<Candidate> nodes = List.of(node(1), node(2), node(3));
        for (int seed = 0; seed < 100; seed++) {
            assertThat(random.place(function(Map.of()), nodes.reversed(), new Draw(seed)))
                    .isEqualTo(random.place(function(Map.of()), nodes, new Draw(seed)));
        }
    }

    // ---- round robin ------------------------------------------------------------------------

    private List<Integer> turns(int turns, Candidate... nodes) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < turns; i++) {
            Choice choice =
                    roundRobin.place(function(Map.of()), List.of(nodes), new Draw(i)).orElseThrow();
            chosen.add((int) choice.node().value().getLeastSignificantBits());
        }
        return chosen;
    }

    @Test
    void roundRobin_goesOnWhereItWas_whileNodesComeAndGo() {
        assertThat(turns(2, node(3), node(1), node(5))).containsExactly(1, 3);
        assertThat(turns(2, node(1), node(5), node(4))).containsExactly(4, 5);
        assertThat(turns(3, node(1), node(2), node(5))).containsExactly(1, 2, 5);
        assertThat(turns(2, node(1), node(2))).containsExactly(1, 2);
    }

    @Test
    void roundRobin_skipsWhatIsNotFeasible() {
        assertThat(turns(3, node(1), node(2, 0, 4, 1), node(3))).containsExactly(1, 3, 1);
    }

    // ---- what every function asks -----------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"0, 4", "4, 0", "0, 0"})
    void place_onNodeWithoutCpusOrCores_isNotDone(int cpus, int cores) {
        assertThat(place(Map.of(), node(1, cpus, cores, 1))).isEmpty();
    }

    @Test
    void place_onNodeWithoutTheRuntime_isNotDone() {
        var other =
                new NodeCapabilities(
                        1, "", 1, 1, 0, List.of(), false, false, List.of("CONTAINER"), 0, 0, "", 0);
        assertThat(place(Map.of(), node(1, other))).isEmpty();
        assertThat(place(Map.of(), node(1, other), node(2))).contains(id(2));
    }

    // ---- constraints ------------------------------------------------------------------------

    @Test
    void nodeIdMatchAny_takesOneOfTheListed() {
        String ids = "%s, %s".formatted(id(7), id(2));
        assertThat(place(Map.of("node_id_match_any", ids), node(1), node(2), node(3)))
                .contains(id(2));
        assertThat(place(Map.of("node_id_match_any", ids), node(1), node(3))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no-uuid", "no-uuid, x", ","})
    void nodeIdMatchAny_withoutAnyGoodId_isMetByNoNode(String value) {
        assertThat(place(Map.of("node_id_match_any", value), node(1))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "green|true",
                "' green , fast '|true",
                "green,blue|false",
                "Green|false",
                "''|false",
                "'green,'|false",
            })
    void labelMatchAll_needsAllOfThem(String value, boolean isMet) {
        Candidate node = node(1, capabilities(1, 1, 1, List.of("green", "fast"), false));
        assertThat(place(Map.of("label_match_all", value), node).isPresent()).isEqualTo(isMet);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "log-1|true",
                "'log-1 , in-1'|true",
                "'log-1,in-2'|false",
                "file-log|false",
                "''|false",
            })
    void resourceMatchAll_needsTheProvidersOnTheNode(String value, boolean isMet) {
        Candidate node =
                node(
                        1,
                        capabilities(1, 1, 1, List.of(), false),
                        provider("log-1", "file-log"),
                        provider("in-1", "http-ingress"));
        Map<String, String> annotations = Map.of("resource_match_all", value);
        assertThat(place(annotations, node).isPresent()).isEqualTo(isMet);
        // The same for a resource: its own providers and those beside it count.
        assertThat(
                        random.place(resource("file-log", annotations), List.of(node), new Draw(1))
                                .isPresent())
                .isEqualTo(isMet);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tee", "tpm"})
    void teeAndTpm_required_needASafeNode(String key) {
        Candidate plain = node(1);
        Candidate safe = node(2, capabilities(1, 1, 1, List.of(), true));
        assertThat(place(Map.of(key, "Required"), plain)).isEmpty();
        assertThat(place(Map.of(key, "required"), plain, safe)).contains(id(2));
        assertThat(place(Map.of(key, "none"), plain)).contains(id(1));
    }

    @Test
    void constraints_ofAll_countTogether() {
        var labelled = capabilities(1, 1, 1, List.of("green"), false);
        var both = capabilities(1, 1, 1, List.of("green"), true);
        Map<String, String> wanted = Map.of("label_match_all", "green", "tpm", "required");
        assertThat(place(wanted, node(1, labelled), node(2, both))).contains(id(2));
    }

    // ---- resources --------------------------------------------------------------------------

    /// Nodes on one host, or with the template's names, may have providers of the same name.
    @Test
    void place_resource_findsEqualProviderIdsOfDifferentNodes() {
        Candidate first =
                node(1, capabilities(0, 0, 0, List.of(), false), provider("log", "file-log"));
        Candidate second =
                node(2, capabilities(0, 0, 0, List.of(), false), provider("log", "file-log"));
        Map<NodeId, Integer> counts = new TreeMap<>();
        for (int seed = 0; seed < DRAWS; seed++) {
            Choice choice =
                    random.place(
                                    resource("file-log", Map.of()),
                                    List.of(first, second),
                                    new Draw(seed))
                            .orElseThrow();
            assertThat(choice.provider()).contains("log");
            counts.merge(choice.node(), 1, Integer::sum);
        }
        assertThat(counts.get(id(1))).isCloseTo(DRAWS / 2, within(DRAWS / 50));
    }

    @Test
    void place_resource_givesEachProviderTheSameChance() {
        Candidate two =
                node(
                        1,
                        capabilities(1, 1, 1, List.of(), false),
                        provider("a", "file-log"),
                        provider("b", "file-log"),
                        provider("c", "http-ingress"));
        Candidate one =
                node(2, capabilities(64, 64, 9000, List.of(), false), provider("d", "file-log"));
        Map<String, Integer> counts = new TreeMap<>();
        for (int seed = 0; seed < DRAWS; seed++) {
            random.place(resource("file-log", Map.of()), List.of(two, one), new Draw(seed))
                    .flatMap(Choice::provider)
                    .ifPresent(provider -> counts.merge(provider, 1, Integer::sum));
        }
        assertThat(counts).containsOnlyKeys("a", "b", "d");
        assertThat(counts.values())
                .allSatisfy(n -> assertThat(n).isCloseTo(DRAWS / 3, within(DRAWS / 50)));
    }

    @Test
    void place_portalHalf_goesToTheBalancerOfItsDomainWhateverItsConstraints() {
        Candidate balancer =
                node(
                        1,
                        capabilities(0, 0, 0, List.of(), false),
                        provider("portal-a", "portal"),
                        provider("portal-b", "portal"));
        Map<String, String> half =
                Map.of("domain", "portal", "domain_name", "b", "label_match_all", "green");
        assertThat(random.place(resource("portal", half), List.of(balancer), new Draw(1)))
                .contains(new Choice(id(1), Optional.of("portal-b")));
    }
}
