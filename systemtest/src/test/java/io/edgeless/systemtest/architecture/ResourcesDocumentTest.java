package io.edgeless.systemtest.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.component.ResourceManifest;
import io.edgeless.component.ResourceProviderFactory;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// `docs/resources.md` shows every resource class with all that can be configured, and no more.
class ResourcesDocumentTest {

    private static final Pattern CLASS = Pattern.compile("(?m)^## (\\S+)$");
    private static final Pattern KEY = Pattern.compile("(?m)^\\| `(\\S+)`");

    private final String document = SourceTree.text(SourceTree.root().resolve("docs/resources.md"));

    private final List<ResourceManifest> manifests =
            ServiceLoader.load(ResourceProviderFactory.class).stream()
                    .map(factory -> factory.get().manifest())
                    .toList();

    @Test
    void everyClass_hasItsPart() {
        assertThat(CLASS.matcher(document).results().map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        manifests.stream().map(ResourceManifest::classType).toList());
    }

    @Test
    void everyConfiguration_isExplained() {
        assertThat(manifests)
                .isNotEmpty()
                .allSatisfy(manifest ->
                        assertThat(keys(part(manifest.classType())))
                                .isEqualTo(manifest.configurations().keySet()));
    }

    private String part(String classType) {
        int begin = document.indexOf("## " + classType + "\n");
        int end = document.indexOf("\n## ", begin);
        return document.substring(begin, end < 0 ? document.length() : end);
    }

    private static Set<String> keys(String part) {
        Set<String> keys = new TreeSet<>();
        KEY.matcher(part).results().forEach(found -> keys.add(found.group(1)));
        return keys;
    }
}
