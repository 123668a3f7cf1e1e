import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks (or, with mode `write`, rewrites) the format of all Java sources below one folder. Run by
/// the build in the toolchain's JDK; the exit code is 1 when a file is not formatted.
public final class FormatCheck {

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        boolean write = args[1].equals("write");
        if (!Files.isDirectory(root)) {
            return;
        }
        var options = JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build();
        var formatter = new Formatter(options);
        List<Path> wrong = new ArrayList<>();
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(FormatCheck::isSource).toList()) {
                String source = Files.readString(file);
                String formatted = formatter.formatSourceAndFixImports(source);
                if (!formatted.equals(source)) {
                    wrong.add(file);
                    if (write) {
                        Files.writeString(file, formatted);
                    }
                }
            }
        }
        if (!wrong.isEmpty() && !write) {
            System.err.println("Not formatted (rewrite with: mvn validate -N -Dformat):");
            wrong.forEach(path -> System.err.println("  " + path));
            System.exit(1);
        }
    }

    private static boolean isSource(Path path) {
        String name = path.toString();
        return name.endsWith(".java") && !name.contains("/target/") && !name.contains("/.git/");
    }
}
