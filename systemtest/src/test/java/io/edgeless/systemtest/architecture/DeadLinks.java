package io.edgeless.systemtest.architecture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// Links in Markdown files to files that are not there.
public final class DeadLinks {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

    private DeadLinks() {}

    /// Each with the file it is in; files that are no Markdown have none.
    public static List<String> in(Collection<Path> files) {
        return files.stream()
                .filter(file -> file.toString().endsWith(".md"))
                .flatMap(file ->
                        LINK.matcher(SourceTree.text(file))
                                .results()
                                .map(link -> link.group(1))
                                .filter(target -> !target.contains(":"))
                                .filter(target -> !Files.exists(file.resolveSibling(target)))
                                .map(target -> file + " -> " + target))
                .toList();
    }
}
