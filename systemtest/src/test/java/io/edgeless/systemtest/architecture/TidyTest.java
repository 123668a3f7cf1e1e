package io.edgeless.systemtest.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// Style as a test: what a test can say is not discussed in reviews.
class TidyTest {

    private static final int METHOD_LINES_MAX = 60;
    private static final int FILE_LINES_MAX = 600;
    private static final int PARAMETERS_MAX = 5;
    private static final int BLOB_BYTES_MAX = 1 << 20;

    private static final Pattern BANNED_TYPE =
            Pattern.compile("(Abstract|Base)[A-Z].*|.*(Manager|Helper|Utils?|Impl)");
    private static final Pattern BANNED_PACKAGE =
            Pattern.compile("common|core|utils?|helpers?|shared|base|misc|inner|outer|impl");

    @Test
    void files_areShort() {
        assertThat(
                        SourceTree.javaFiles().stream()
                                .filter(file -> lines(file) > FILE_LINES_MAX)
                                .map(file -> SourceTree.name(file) + ": " + lines(file)))
                .as("files of more than %d lines", FILE_LINES_MAX)
                .isEmpty();
    }

    private static long lines(Path file) {
        return SourceTree.text(file).lines().count();
    }

    @Test
    void methods_areShortAndTakeFewParameters() throws IOException {
        List<String> problems = new ArrayList<>();
        scan(
                (unit, positions, problemsOf) -> new MethodScanner(unit, positions, problemsOf),
                problems);
        assertThat(problems).isEmpty();
    }

    @Test
    void publicTypes_areDocumentedAndNamedByRole() throws IOException {
        List<String> problems = new ArrayList<>();
        scan((unit, positions, problemsOf) -> new TypeScanner(unit, problemsOf), problems);
        assertThat(problems).isEmpty();
    }

    @Test
    void packages_areNamedAfterWhatTheyHold() {
        assertThat(
                        SourceTree.javaFiles().stream()
                                .map(SourceTree::name)
                                .filter(name ->
                                        Stream.of(name.split("/"))
                                                .anyMatch(part ->
                                                        BANNED_PACKAGE.matcher(part).matches())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TO" + "DO, open ends belong into an issue",
        "FIX" + "ME, open ends belong into an issue",
        "throw new Runtime" + "Exception(, use the module's own exception",
        "Thread." + "sleep(, wait for a condition instead"
    })
    void sources_areFreeOf(String banned, String why) {
        assertThat(
                        SourceTree.javaFiles().stream()
                                .filter(file -> SourceTree.text(file).contains(banned))
                                .map(SourceTree::name))
                .as(why)
                .isEmpty();
    }

    @Test
    void programs_printOnlyThroughTheirConsole() {
        assertThat(
                        SourceTree.mainJavaFiles().stream()
                                .filter(file ->
                                        SourceTree.text(file).contains("System.out")
                                                || SourceTree.text(file).contains("System.err"))
                                .map(SourceTree::name)
                                .filter(name -> !name.startsWith("dist/"))
                                .filter(name -> !name.endsWith("Console.java"))
                                .filter(name -> !name.endsWith("LogSetup.java")))
                .isEmpty();
    }

    @Test
    void exits_areOnlyInDist() {
        assertThat(
                        SourceTree.mainJavaFiles().stream()
                                .filter(file ->
                                        SourceTree.text(file).contains("System.exit")
                                                || SourceTree.text(file)
                                                        .contains("System.setProperty"))
                                .map(SourceTree::name)
                                .filter(name -> !name.startsWith("dist/")))
                .isEmpty();
    }

    @Test
    void modules_sayWhyTheyAreModules() {
        assertThat(
                        SourceTree.files().stream()
                                .filter(file -> file.endsWith("pom.xml"))
                                .filter(file -> !SourceTree.text(file).contains("<description>"))
                                .map(SourceTree::name))
                .isEmpty();
    }

    @Test
    void architecture_namesExactlyTheModulesThatExist() {
        String pom = SourceTree.text(SourceTree.root().resolve("pom.xml"));
        String architecture = SourceTree.text(SourceTree.root().resolve("ARCHITECTURE.md"));
        List<String> modules = groups(Pattern.compile("<module>(.+)</module>"), pom);
        List<String> rows =
                groups(Pattern.compile("(?m)^\\| \\d+ \\| `([a-z/]+)/` \\|"), architecture);
        assertThat(rows).containsExactlyInAnyOrderElementsOf(modules);
    }

    @Test
    void links_leadToFilesThatExist() {
        assertThat(DeadLinks.in(SourceTree.files())).isEmpty();
    }

    @Test
    void decisions_areAllListed() {
        Path folder = SourceTree.root().resolve("docs/decisions");
        String index = SourceTree.text(folder.resolve("README.md"));
        assertThat(
                        SourceTree.files().stream()
                                .filter(file -> file.startsWith(folder))
                                .map(file -> file.getFileName().toString())
                                .filter(name ->
                                        !name.equals("README.md")
                                                && !index.contains("(" + name + ")")))
                .isEmpty();
    }

    @Test
    void blobs_areSmall() {
        assertThat(
                        SourceTree.files().stream()
                                .filter(file -> file.toFile().length() > BLOB_BYTES_MAX)
                                .map(SourceTree::name))
                .isEmpty();
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    // ---- scanning the syntax trees ----------------------------------------------------------

    private interface ScannerFactory {
        TreeScanner<Void, Void> make(
                CompilationUnitTree unit, SourcePositions positions, List<String> problems);
    }

    private static void scan(ScannerFactory factory, List<String> problems) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var sources =
                    manager.getJavaFileObjectsFromPaths(
                            SourceTree.javaFiles().stream()
                                    .filter(file -> file.toString().contains("/src/"))
                                    .toList());
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null, manager, null, List.of("-proc:none"), null, sources);
            Trees trees = Trees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                factory.make(unit, trees.getSourcePositions(), problems).scan(unit, null);
            }
        }
    }

    private static String name(CompilationUnitTree unit) {
        return SourceTree.name(Path.of(unit.getSourceFile().toUri()));
    }

    private static final class MethodScanner extends TreeScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> problems;

        MethodScanner(CompilationUnitTree unit, SourcePositions positions, List<String> problems) {
            this.unit = unit;
            this.positions = positions;
            this.problems = problems;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            if (isExempt(method)) {
                return super.visitMethod(method, null);
            }
            long lines = line(positions.getEndPosition(unit, method)) - startLine(method) + 1;
            if (lines > METHOD_LINES_MAX) {
                problem(method, lines + " lines");
            }
            if (method.getParameters().size() > PARAMETERS_MAX) {
                problem(method, method.getParameters().size() + " parameters");
            }
            return super.visitMethod(method, null);
        }

        /// Tables of tests are long, the constructor of a record has its components, and the probe
        /// of the stack's headroom takes as much stack as it can.
        private boolean isExempt(MethodTree method) {
            String file = name(unit);
            return file.contains("/src/test/")
                    || file.endsWith("StackHeadroom.java")
                    || (method.getName().contentEquals("<init>")
                            && SourceTree.text(Path.of(unit.getSourceFile().toUri()))
                                    .contains(" record "));
        }

        private long startLine(Tree tree) {
            return line(positions.getStartPosition(unit, tree));
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }

        private void problem(MethodTree method, String what) {
            problems.add(
                    name(unit) + ":" + startLine(method) + " " + method.getName() + ": " + what);
        }
    }

    private static final class TypeScanner extends TreeScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final List<String> problems;

        TypeScanner(CompilationUnitTree unit, List<String> problems) {
            this.unit = unit;
            this.problems = problems;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            String typeName = type.getSimpleName().toString();
            if (BANNED_TYPE.matcher(typeName).matches()) {
                problems.add(name(unit) + ": the name " + typeName + " says no role");
            }
            if (name(unit).contains("/src/main/")
                    && type.getModifiers().getFlags().contains(Modifier.PUBLIC)
                    && !isDocumented(typeName)) {
                problems.add(name(unit) + ": public " + typeName + " has no documentation");
            }
            return null;
        }

        private boolean isDocumented(String typeName) {
            String text = SourceTree.text(Path.of(unit.getSourceFile().toUri()));
            Matcher declaration =
                    Pattern.compile("(?m)^public .*\\b" + typeName + "\\b").matcher(text);
            return declaration.find() && text.substring(0, declaration.start()).contains("\n/// ");
        }
    }
}
