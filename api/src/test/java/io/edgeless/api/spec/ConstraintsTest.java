package io.edgeless.api.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.NodeId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class ConstraintsTest {

    private static final String A = "00000000-0000-0000-0000-00000000000a";
    private static final String B = "00000000-0000-0000-0000-00000000000b";

    @Test
    void parse_ofNothing_allowsAnyNode() {
        Constraints.Parsed parsed = Constraints.parse(Map.of("color", "blue"));

        assertThat(parsed.constraints()).isEqualTo(Constraints.NONE);
        assertThat(parsed.problems()).isEmpty();
    }

    @Test
    void parse_ofEveryKey_readsThem() {
        Constraints.Parsed parsed =
                Constraints.parse(
                        Map.of(
                                "node_id_match_any", A + "," + B,
                                "label_match_all", "x=1,y",
                                "resource_match_all", "file-log-1",
                                "tee", "required",
                                "tpm", "Required",
                                "max_instances", "3"));

        assertThat(parsed.constraints())
                .isEqualTo(
                        new Constraints(
                                Optional.of(List.of(node(A), node(B))),
                                List.of("x=1", "y"),
                                List.of("file-log-1"),
                                true,
                                true,
                                3));
        assertThat(parsed.problems()).isEmpty();
    }

    @Test
    void parse_ofBlanksAroundItems_dropsThem() {
        Constraints.Parsed parsed =
                Constraints.parse(
                        Map.of(
                                "node_id_match_any", " " + A + " , " + B + "\n",
                                "label_match_all", " x , y z ",
                                "max_instances", " 2 ",
                                "tee", " required "));

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.constraints().nodeIdMatchAny()).contains(List.of(node(A), node(B)));
        assertThat(parsed.constraints().labelMatchAll()).containsExactly("x", "y z");
        assertThat(parsed.constraints().maxInstances()).isEqualTo(2);
        assertThat(parsed.constraints().teeRequired()).isTrue();
    }

    @Test
    void parse_ofOneBadNodeId_saysWhichAndKeepsTheOthers() {
        Constraints.Parsed parsed = Constraints.parse(Map.of("node_id_match_any", A + ",node-7"));

        assertThat(parsed.constraints().nodeIdMatchAny()).contains(List.of(node(A)));
        assertThat(parsed.problems())
                .containsExactly(
                        new Problem(
                                Problem.Severity.ERROR,
                                "/node_id_match_any",
                                "'node-7' is not the id of a node: write UUIDs, separated by"
                                        + " commas"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"node-7", "", " , ", "x,y,z"})
    void parse_ofOnlyBadNodeIds_allowsNoNode(String value) {
        Constraints.Parsed parsed = Constraints.parse(Map.of("node_id_match_any", value));

        assertThat(parsed.constraints().nodeIdMatchAny()).contains(List.of());
        assertThat(parsed.problems()).isNotEmpty().allMatch(Problem::isError);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a,,b", "a,"})
    void parse_ofAnEmptyItem_isAProblemAndStaysUnsatisfiable(String value) {
        for (String key : List.of("label_match_all", "resource_match_all")) {
            Constraints.Parsed parsed = Constraints.parse(Map.of(key, value));

            assertThat(parsed.problems())
                    .singleElement()
                    .hasToString(
                            "/"
                                    + key
                                    + ": has an empty item: separate the items by single commas,"
                                    + " or leave the key out");
            assertThat(parsed.constraints().labelMatchAll())
                    .isEqualTo(
                            key.equals("label_match_all")
                                    ? List.of(value.split(",", -1))
                                    : List.of());
        }
    }

    @ParameterizedTest
    @CsvSource({"required,true", "REQUIRED,true", "none,false", "not-required,false", "no,false"})
    void parse_ofTeeAndTpm_readsWhetherRequired(String value, boolean isRequired) {
        Constraints.Parsed parsed = Constraints.parse(Map.of("tee", value, "tpm", value));

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.constraints().teeRequired()).isEqualTo(isRequired);
        assertThat(parsed.constraints().tpmRequired()).isEqualTo(isRequired);
    }

    @ParameterizedTest
    @ValueSource(strings = {"requird", "yes", "", "true"})
    void parse_ofAnUnknownWish_isAProblemAndCountsAsRequired(String value) {
        Constraints.Parsed parsed = Constraints.parse(Map.of("tee", value));

        assertThat(parsed.constraints().teeRequired()).isTrue();
        assertThat(parsed.constraints().tpmRequired()).isFalse();
        assertThat(parsed.problems())
                .singleElement()
                .hasToString(
                        "/tee: must be one of no, none, not-required, required, but is '"
                                + value
                                + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "many", "1.5", "", "2147483648", "99999999999999999999"})
    void parse_ofABadNumber_isAProblem(String value) {
        Constraints.Parsed parsed = Constraints.parse(Map.of("max_instances", value));

        assertThat(parsed.constraints().maxInstances()).isZero();
        assertThat(parsed.problems())
                .singleElement()
                .hasToString(
                        "/max_instances: must be a whole number from 0 to 2147483647, but is '"
                                + value
                                + "'");
    }

    private static NodeId node(String text) {
        return NodeId.parse(text).orElseThrow();
    }
}
