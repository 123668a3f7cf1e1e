package io.edgeless.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class SettingsReaderTest {

    private static SettingsReader reader(Map<String, Object> values) {
        return SettingsReader.of(values, "node.toml");
    }

    @Test
    void absentKeys_giveTheDefaults() {
        SettingsReader settings = reader(Map.of());

        assertThat(settings.string("a", "x")).isEqualTo("x");
        assertThat(settings.optionalString("a")).isEmpty();
        assertThat(settings.integer("a", 7, 0, 9)).isEqualTo(7);
        assertThat(settings.number("a", 0.5)).isEqualTo(0.5);
        assertThat(settings.flag("a", true)).isTrue();
        assertThat(settings.seconds("a", Duration.ofSeconds(2), 1, 60)).hasSeconds(2);
        assertThat(settings.strings("a")).isEmpty();
        assertThat(settings.table("a").has("b")).isFalse();
        assertThat(settings.tables("a")).isEmpty();
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void emptyText_isNoText_whereTextIsOptional() {
        assertThat(reader(Map.of("a", "")).optionalString("a")).isEmpty();
    }

    @Test
    void path_isReadOrAProblem() {
        SettingsReader settings = reader(Map.of("a", "data/x", "b", "", "c", "x\u0000y"));

        assertThat(settings.path("a", Path.of("d"))).isEqualTo(Path.of("data/x"));
        assertThat(settings.path("b", Path.of("d"))).isEqualTo(Path.of("d"));
        assertThat(settings.path("missing", Path.of("d"))).isEqualTo(Path.of("d"));
        assertThat(settings.problems()).isEmpty();
        assertThat(settings.path("c", Path.of("d"))).isEqualTo(Path.of("d"));
        assertThat(settings.problems())
                .singleElement()
                .asString()
                .startsWith("node.toml: c is not a path: ");
    }

    @Test
    void allProblems_areReportedWithFileAndKey() {
        SettingsReader settings =
                reader(
                        Map.of(
                                "text",
                                1,
                                "number",
                                "x",
                                "whole",
                                1.5,
                                "huge",
                                new BigInteger("1".repeat(30)),
                                "small",
                                -1,
                                "flag",
                                "yes",
                                "list",
                                List.of("a", 2),
                                "tables",
                                List.of(3),
                                "old",
                                true));
        settings.string("text", "");
        settings.number("number", 0);
        settings.integer("whole", 0, 0, 9);
        settings.integer("huge", 0, 0, 9);
        settings.integer("small", 3, 0, 9);
        settings.flag("flag", false);
        settings.strings("list");
        settings.tables("tables");
        settings.table("general").requiredString("node_id");
        settings.removed("old", "use new");
        settings.table("general").problem("url", "is odd");

        assertThat(settings.problems())
                .containsExactly(
                        "node.toml: text must be a text, but is 1",
                        "node.toml: number must be a number, but is x",
                        "node.toml: whole must be a whole number, but is 1.5",
                        "node.toml: huge must be a whole number, but is " + "1".repeat(30),
                        "node.toml: small must be from 0 to 9, but is -1",
                        "node.toml: flag must be true or false, but is yes",
                        "node.toml: list must be a list of texts, but holds 2",
                        "node.toml: tables must be an array of tables, but holds 3",
                        "node.toml: general.node_id is missing; add it (a template is written by"
                                + " -t FILE)",
                        "node.toml: old is no longer known: use new",
                        "node.toml: general.url is odd");
    }

    @Test
    void longValues_areShortenedInProblems() {
        SettingsReader settings = reader(Map.of("port", "x".repeat(5_000)));

        settings.integer("port", 0, 0, 9);

        assertThat(settings.problems().getFirst()).hasSizeLessThan(200).endsWith("x…");
    }

    @Test
    void keysThatNobodyRead_areWarnedAbout() {
        SettingsReader settings =
                reader(
                        Map.of(
                                "known",
                                "x",
                                "z",
                                1,
                                "a",
                                2,
                                "general",
                                Map.of("node_id", "n", "colour", "red"),
                                "list",
                                List.of(Map.of("id", 1))));
        settings.string("known", "");
        settings.table("general").string("node_id", "");
        settings.tables("list");

        assertThat(settings.warnings())
                .containsExactly(
                        "node.toml: a is unknown and ignored",
                        "node.toml: z is unknown and ignored",
                        "node.toml: general.colour is unknown and ignored",
                        "node.toml: list[0].id is unknown and ignored");
    }

    @Test
    void with_setsAndReplacesOneKey_andKeepsTheOthers() {
        SettingsReader reader =
                SettingsReader.of(
                        Map.of("name", "n", "general", Map.of("a", "old", "b", "kept")), "f.toml");

        SettingsReader changed =
                reader.with("general", "a", "new")
                        .with("fresh", "flag", true)
                        .with("general", "c", 7);

        SettingsReader general = changed.table("general");
        assertThat(changed.string("name", "")).isEqualTo("n");
        assertThat(general.string("a", "")).isEqualTo("new");
        assertThat(general.string("b", "")).isEqualTo("kept");
        assertThat(general.integer("c", 0, 0, 9)).isEqualTo(7);
        assertThat(changed.table("fresh").flag("flag", false)).isTrue();
        assertThat(changed.problems()).isEmpty();
        assertThat(changed.warnings()).isEmpty();
    }
}
