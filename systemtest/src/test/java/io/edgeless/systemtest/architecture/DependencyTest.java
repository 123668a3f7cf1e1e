package io.edgeless.systemtest.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The arrows between the modules, as ARCHITECTURE.md draws them.
class DependencyTest {

    private static final String ROOT = "io.edgeless.";

    static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("io.edgeless");

    /// Module (first one or two parts of the package) to the modules it may import.
    private static final Map<String, Set<String>> ARROWS =
            Map.ofEntries(
                    Map.entry("api", Set.of()),
                    Map.entry("world", Set.of()),
                    Map.entry("process", Set.of("world")),
                    Map.entry("component", Set.of("api", "world")),
                    Map.entry("dataplane", Set.of("api", "component", "process", "world")),
                    Map.entry("runtime.wasm", Set.of("api", "component", "world")),
                    Map.entry("resource.builtin", Set.of("api", "component", "world")),
                    Map.entry("orchestrator", Set.of("api", "process", "world")),
                    Map.entry("controller", Set.of("api", "process", "world")),
                    Map.entry("cli", Set.of("api", "process", "world")),
                    Map.entry("node", Set.of("api", "component", "dataplane", "process", "world")),
                    Map.entry(
                            "bench",
                            Set.of(
                                    "api",
                                    "component",
                                    "dataplane",
                                    "process",
                                    "runtime.wasm",
                                    "world")),
                    Map.entry(
                            "simulation",
                            Set.of(
                                    "api",
                                    "controller",
                                    "node",
                                    "orchestrator",
                                    "process",
                                    "world")));

    /// Packages whose classes decide and do nothing else.
    private static final String[] PURE = {
        "io.edgeless.orchestrator.placement..",
        "io.edgeless.orchestrator.reconcile..",
        "io.edgeless.orchestrator.nodes..",
        "io.edgeless.controller.reconcile..",
        "io.edgeless.controller.domains..",
        "io.edgeless.controller.workflow..",
        "io.edgeless.node.agent..",
        "io.edgeless.api.model..",
        "io.edgeless.api.spec..",
    };

    @Test
    void modules_importOnlyLowerLevels() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            Set<String> allowed = ARROWS.get(module(type));
            if (allowed != null) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String target = module(dependency.getTargetClass());
                    boolean ours = dependency.getTargetClass().getName().startsWith(ROOT);
                    if (ours && !target.equals(module(type)) && !allowed.contains(target)) {
                        wrong.add(dependency.getDescription());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String module(JavaClass type) {
        String name = type.getPackageName() + ".";
        if (!name.startsWith(ROOT)) {
            return "";
        }
        String[] parts = name.substring(ROOT.length()).split("\\.", -1);
        return parts[0].equals("runtime") || parts[0].equals("resource")
                ? parts[0] + "." + parts[1]
                : parts[0];
    }

    @Test
    void packages_areFreeOfCycles() {
        slices().assignedFrom(new OnePackageEach()).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void generatedStubs_areImportedByTheTranslationOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.edgeless.api.rpc..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.edgeless.api.rpc.wire..")
                .check(CLASSES);
    }

    @Test
    void runtimesAndResources_doNotKnowTheWire() {
        noClasses()
                .that(resideInAnyPackage("io.edgeless.runtime..", "io.edgeless.resource.."))
                .should()
                .dependOnClassesThat(resideInAPackage("io.edgeless.api.rpc.."))
                .check(CLASSES);
    }

    @Test
    void process_knowsNoWordOfTheDomain() {
        assertThat(
                        SourceTree.mainJavaFiles().stream()
                                .filter(file -> SourceTree.name(file).startsWith("process/"))
                                .filter(file ->
                                        SourceTree.text(file)
                                                .matches(
                                                        "(?s).*\\b(workflow|orchestrator|controller)s?\\b.*"))
                                .map(SourceTree::name))
                .isEmpty();
    }

    @Test
    void pureCode_readsNoClockAndStartsNoThread() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.util.Random.class, Thread.class, java.nio.file.Files.class)
                .check(CLASSES);
    }

    /// Keeps a map sorted for the message.
    @Test
    void everyModule_hasItsArrows() {
        Map<String, Long> unknown = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            String module = module(type);
            if (!ARROWS.containsKey(module) && !module.equals("dist")) {
                unknown.merge(module, 1L, Long::sum);
            }
        }
        assertThat(unknown).as("modules that are not in this test's table").isEmpty();
    }

    private static final class OnePackageEach implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return Optional.of(type.getPackageName())
                    .filter(name -> name.startsWith(ROOT))
                    .map(SliceIdentifier::of)
                    .orElse(SliceIdentifier.ignore());
        }

        @Override
        public String getDescription() {
            return "one slice for each package";
        }
    }
}
