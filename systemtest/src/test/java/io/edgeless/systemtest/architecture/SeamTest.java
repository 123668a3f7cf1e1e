package io.edgeless.systemtest.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static io.edgeless.systemtest.architecture.DependencyTest.CLASSES;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Clocks, disks and chance are behind the seams of `world`, so that tests and the simulation can
/// put others in their place.
class SeamTest {

    /// Who uses them without a seam, and why it may: a class with those in it, or a package.
    private static final Map<String, String> PERMITTED =
            Map.ofEntries(
                    Map.entry("io.edgeless.world.SystemClock", "is the clock of the machine"),
                    Map.entry("io.edgeless.world.SystemDisk", "is the disk of the machine"),
                    Map.entry("io.edgeless.world.SecureChance", "is the chance of the machine"),
                    Map.entry("io.edgeless.world.simulated.SeededChance", "draws from a seed"),
                    Map.entry("io.edgeless.simulation.Dice", "draws from a seed"),
                    Map.entry("io.edgeless.bench", "measures the machine itself"),
                    Map.entry("io.edgeless.dist.Installation", "finds what was built"),
                    Map.entry("io.edgeless.dist.OptimizeCommand", "keeps what the JVM writes"),
                    Map.entry("io.edgeless.dist.PackageCommand", "packs what was built"),
                    Map.entry("io.edgeless.dist.PackagedDocuments", "packs what was built"),
                    Map.entry("io.edgeless.dist.TarGz", "writes what was packed"),
                    Map.entry("io.edgeless.dist.Templates", "writes a file for -t"),
                    Map.entry("io.edgeless.dist.TemporaryFolder", "is made before a world is"),
                    Map.entry("io.edgeless.dist.Programs", "draws the id for a template"));

    /// Classes, and methods of classes that do other things too.
    private static final Set<String> SEAMLESS =
            Set.of(
                    "java.lang.System.nanoTime",
                    "java.lang.System.currentTimeMillis",
                    "java.time.Instant.now",
                    "java.time.LocalDate.now",
                    "java.time.LocalDateTime.now",
                    "java.time.OffsetDateTime.now",
                    "java.time.ZonedDateTime.now",
                    "java.time.Clock",
                    "java.util.Date.<init>",
                    "java.nio.file.Files",
                    "java.nio.channels.FileChannel",
                    "java.io.FileInputStream",
                    "java.io.FileOutputStream",
                    "java.io.FileReader",
                    "java.io.FileWriter",
                    "java.io.RandomAccessFile",
                    "java.lang.Math.random",
                    "java.util.UUID.randomUUID",
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.util.concurrent.ThreadLocalRandom",
                    "java.security.SecureRandom");

    private static final DescribedPredicate<JavaAccess<?>> CLOCK_DISK_OR_CHANCE =
            DescribedPredicate.describe(
                    "clock, disk or chance of the machine",
                    access -> {
                        String owner = access.getTargetOwner().getName();
                        return SEAMLESS.contains(owner)
                                || SEAMLESS.contains(owner + "." + access.getName());
                    });

    @Test
    void clocksDisksAndChance_areUsedBehindTheirSeams() {
        noClasses()
                .that(
                        DescribedPredicate.describe(
                                "have no permission", type -> permission(type).isEmpty()))
                .should()
                .accessTargetWhere(CLOCK_DISK_OR_CHANCE)
                .check(CLASSES);
    }

    /// No permission outlives its reason.
    @Test
    void permissions_areNeeded() {
        Set<String> needed = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (type.getAccessesFromSelf().stream().anyMatch(CLOCK_DISK_OR_CHANCE)) {
                permission(type).ifPresent(needed::add);
            }
        }
        assertThat(PERMITTED).containsOnlyKeys(needed);
    }

    private static Optional<String> permission(JavaClass type) {
        String name = type.getName().replace('$', '.') + ".";
        return PERMITTED.keySet().stream()
                .filter(permitted -> name.startsWith(permitted + "."))
                .findFirst();
    }
}
