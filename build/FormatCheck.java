import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Checks (or, with mode `write`, rewrites) the format of all Java sources below one folder. Run by
/// the build in the toolchain's JDK; the exit code is 1 when a file is not formatted. Remembers the
/// digests of formatted files in `target`, because formatting takes longer than anything else in a
/// build that changes little.
public final class FormatCheck {

    private final Path root;
    private final boolean isWriting;
    private final Formatter formatter =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());
    private final Path memory;
    private final Set<String> known;
    private final Set<String> seen = new TreeSet<>();
    private final List<Path> wrong = new ArrayList<>();

    private FormatCheck(Path root, boolean isWriting) throws IOException {
        this.root = root;
        this.isWriting = isWriting;
        this.memory = root.resolve("target").resolve("formatted.digests");
        this.known =
                Files.exists(memory) ? new HashSet<>(Files.readAllLines(memory)) : new HashSet<>();
    }

    public static void main(String[] args) throws Exception {
        var check = new FormatCheck(Path.of(args[0]), args[1].equals("write"));
        check.run();
        if (!check.wrong.isEmpty() && !check.isWriting) {
            System.err.println("Not formatted (rewrite with: mvn validate -N -Dformat):");
            check.wrong.forEach(path -> System.err.println("  " + path));
            System.exit(1);
        }
    }

    private void run() throws Exception {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(FormatCheck::isSource).toList()) {
                check(file);
            }
        }
        Files.createDirectories(memory.getParent());
        Path fresh = Files.createTempFile(memory.getParent(), "formatted", ".digests");
        Files.write(fresh, seen);
        Files.move(fresh, memory, StandardCopyOption.REPLACE_EXISTING);
    }

    private void check(Path file) throws Exception {
        String source = Files.readString(file);
        String digest = digest(source);
        if (known.contains(digest)) {
            seen.add(digest);
            return;
        }
        String formatted = formatter.formatSourceAndFixImports(source);
        if (formatted.equals(source)) {
            seen.add(digest);
        } else {
            wrong.add(file);
            if (isWriting) {
                Files.writeString(file, formatted);
            }
        }
    }

    /// Of the text and of the formatter that found it good.
    private static String digest(String source) throws Exception {
        var sha256 = MessageDigest.getInstance("SHA-256");
        var formatterJar = Formatter.class.getProtectionDomain().getCodeSource().getLocation();
        sha256.update(formatterJar.toString().getBytes(StandardCharsets.UTF_8));
        sha256.update(source.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static boolean isSource(Path path) {
        String name = path.toString();
        return name.endsWith(".java") && !name.contains("/target/") && !name.contains("/.git/");
    }
}
