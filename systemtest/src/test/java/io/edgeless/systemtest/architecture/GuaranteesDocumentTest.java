package io.edgeless.systemtest.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Every test that `docs/guarantees.md` names is there.
class GuaranteesDocumentTest {

    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void everyTestNamed_exists() {
        String document = SourceTree.text(SourceTree.root().resolve("docs/guarantees.md"));
        List<String> missing = new ArrayList<>();
        TEST.matcher(document)
                .results()
                .filter(named -> !exists(named))
                .forEach(named -> missing.add(named.group()));
        assertThat(missing).isEmpty();
    }

    private static boolean exists(MatchResult named) {
        String method = named.group(2);
        return SourceTree.javaFiles().stream()
                .filter(file -> isNamed(file, named.group(1)))
                .anyMatch(file ->
                        method == null || SourceTree.text(file).contains(" " + method + "("));
    }

    private static boolean isNamed(Path file, String type) {
        return file.getFileName().toString().equals(type + ".java");
    }
}
