package io.edgeless.node.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.world.World;
import io.edgeless.world.simulated.FixedNetwork;
import io.edgeless.world.simulated.ManualClock;
import io.edgeless.world.simulated.ManualTimers;
import io.edgeless.world.simulated.MemoryDisk;
import io.edgeless.world.simulated.SeededChance;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What the machine is and how it is: of a machine whose files a test writes, and of this one.
class MachineTest {

    private static final Path HERE = Path.of(".");

    @TempDir Path folder;

    private final ManualClock clock = new ManualClock();
    private final MemoryDisk disk = new MemoryDisk();
    private final World simulated =
            new World(
                    clock,
                    new ManualTimers(clock),
                    FixedNetwork.online(),
                    disk,
                    new SeededChance(1));

    private void write(String file, String text) {
        disk.replace(Path.of(file), text.getBytes(StandardCharsets.UTF_8));
    }

    private NodeHealth health() {
        return new MachineHealth(simulated, HERE).measure();
    }

    // ---- health -----------------------------------------------------------------------------

    @Test
    void memory_isInKiBAndUsedIsWhatIsNotAvailable() {
        write("/proc/meminfo", "MemTotal:  1000 kB\nMemFree: 300 kB\nMemAvailable:   600 kB\n");
        write("/proc/self/status", "Name:\tjava\nVmSize:\t 5000 kB\nVmRSS:\t  40 kB\n");

        NodeHealth health = health();

        assertThat(health.memFree()).isEqualTo(300);
        assertThat(health.memUsed()).isEqualTo(400);
        assertThat(health.memAvailable()).isEqualTo(600);
        assertThat(health.procMemory()).isEqualTo(40);
        assertThat(health.procVmemory()).isEqualTo(5000);
    }

    @Test
    void loads_areInPercent() {
        write("/proc/loadavg", "0.50 1.256 12.00 1/234 5678\n");

        NodeHealth health = health();

        assertThat(health.loadAvg1()).isEqualTo(50);
        assertThat(health.loadAvg5()).isEqualTo(126);
        assertThat(health.loadAvg15()).isEqualTo(1200);
    }

    @Test
    void network_isSummedOverInterfacesWithSentBytesAsBytes() {
        write(
                "/proc/net/dev",
                """
                Inter-|   Receive                        |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes packets errs
                    lo: 10 1 2 0 0 0 0 0 30 3 4 0 0 0 0 0
                  eth0:100 10 20 0 0 0 0 0 300 30 40 0 0 0 0 0
                """);

        assertThat(health().network())
                .isEqualTo(new NodeHealth.NetworkTotals(110, 11, 22, 330, 33, 44));
    }

    @Test
    void disk_countsWhatThisProcessReadAndWrote() {
        write("/proc/self/io", "rchar: 1\nwchar: 2\nread_bytes: 4096\nwrite_bytes: 8192\n");

        assertThat(health().diskTotReads()).isEqualTo(4096);
        assertThat(health().diskTotWrites()).isEqualTo(8192);
    }

    @Test
    void machineThatSaysNothing_isReportedWithGaps() {
        NodeHealth health = health();

        assertThat(health.memFree()).isZero();
        assertThat(health.network()).isEqualTo(NodeHealth.NetworkTotals.NONE);
        assertThat(health.gpuLoadPerc()).isEqualTo(-1);
        assertThat(health.gpuTempCels()).isEqualTo(-1000);
        assertThat(health.activePower()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "MemFree", "MemFree:", "MemFree: x kB", "\0\0\0", "lo: a b"})
    void garbage_countsAsNothing(String text) {
        for (String file : new String[] {"meminfo", "loadavg", "net/dev", "self/io", "cpuinfo"}) {
            write("/proc/" + file, text);
        }

        assertThat(health().memFree()).isZero();
        assertThat(MachineCapabilities.detect(simulated, HERE).memSizeMiB()).isZero();
    }

    @Test
    void cpuOfTheProcess_isThatSinceTheLastReport() {
        MachineHealth health = new MachineHealth(simulated, HERE);
        clock.advance(Duration.ofHours(1000));

        assertThat(health.measure().procCpuUsage()).isZero();
    }

    @Test
    void thisMachine_isMeasuredAsItsFilesSay() throws Exception {
        World real = World.real();
        try {
            NodeHealth health = new MachineHealth(real, folder).measure();
            long total = kib(Files.readString(Path.of("/proc/meminfo")), "MemTotal");

            assertThat(health.memFree()).isPositive().isLessThan((int) total);
            assertThat(health.memUsed() + health.memAvailable()).isEqualTo((int) total);
            assertThat(health.procMemory()).isPositive();
            assertThat(health.procVmemory()).isGreaterThanOrEqualTo(health.procMemory());
            long free = Files.getFileStore(folder).getUsableSpace();
            long whole = Files.getFileStore(folder).getTotalSpace();
            assertThat(health.diskFreeSpace()).isPositive().isLessThan(whole);
            assertThat(Math.abs(health.diskFreeSpace() - free)).isLessThan(whole / 10);
        } finally {
            real.timers().close();
        }
    }

    private static long kib(String text, String key) {
        String line = text.lines().filter(each -> each.startsWith(key)).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    // ---- capabilities -----------------------------------------------------------------------

    @Test
    void cores_areCountedOnceForAllTheirThreadsAndForEachSocket() {
        StringBuilder cpus = new StringBuilder();
        for (int socket = 0; socket < 2; socket++) {
            for (int thread = 0; thread < 2; thread++) {
                cpus.append(
                        """
                        processor\t: 0
                        model name\t: Fast CPU @ 3.1GHz
                        cpu MHz\t\t: 3100.125
                        physical id\t: %d
                        core id\t\t: 7

                        """
                                .formatted(socket));
            }
        }
        write("/proc/cpuinfo", cpus.toString());
        write("/proc/meminfo", "MemTotal: 2097152 kB\n");

        NodeCapabilities found = MachineCapabilities.detect(simulated, HERE);

        int available = Runtime.getRuntime().availableProcessors();
        assertThat(found.numCpus()).isEqualTo(available);
        assertThat(found.numCores()).isEqualTo(Math.min(2, available));
        assertThat(found.modelNameCpu()).isEqualTo("Fast CPU @ 3.1GHz");
        assertThat(found.clockFreqCpu()).isEqualTo(3100.125f);
        assertThat(found.memSizeMiB()).isEqualTo(2048);
        assertThat(found.labels()).containsExactly("hostname=machine");
        assertThat(found.diskTotSpaceMiB()).isPositive();
        assertThat(found.numGpus()).isZero();
    }

    @Test
    void machineWithoutCores_hasAsManyAsCpus() {
        NodeCapabilities found = MachineCapabilities.detect(simulated, HERE);

        assertThat(found.numCores()).isEqualTo(found.numCpus());
        assertThat(found.clockFreqCpu()).isZero();
    }

    @Test
    void thisMachine_hasMemoryAndCpus() throws Exception {
        World real = World.real();
        try {
            NodeCapabilities found = MachineCapabilities.detect(real, folder);

            assertThat(found.memSizeMiB())
                    .isEqualTo(
                            (int)
                                    (kib(Files.readString(Path.of("/proc/meminfo")), "MemTotal")
                                            / 1024));
            assertThat(found.numCores()).isBetween(1, found.numCpus());
            assertThat(found.diskTotSpaceMiB())
                    .isEqualTo((int) (Files.getFileStore(folder).getTotalSpace() >> 20));
        } finally {
            real.timers().close();
        }
    }

    // ---- a Jetson ---------------------------------------------------------------------------

    private void jetson() {
        write("/sys/firmware/devicetree/base/model", "NVIDIA Jetson Xavier NX\0");
    }

    @Test
    void jetson_hasItsGraphicsProcessor() {
        jetson();
        write("/proc/meminfo", "MemTotal: 8388608 kB\n");

        NodeCapabilities found = MachineCapabilities.detect(simulated, HERE);

        assertThat(found.numGpus()).isEqualTo(1);
        assertThat(found.modelNameGpu()).isEqualTo("NVIDIA Jetson Xavier NX");
        assertThat(found.memSizeGpuMiB()).isEqualTo(8192);
    }

    @Test
    void jetson_isMeasured() {
        jetson();
        write("/sys/devices/gpu.0/load", "425\n");
        write("/sys/class/thermal/thermal_zone0/type", "CPU-therm\n");
        write("/sys/class/thermal/thermal_zone2/type", "GPU-therm\n");
        write("/sys/class/thermal/thermal_zone2/temp", "41500\n");

        NodeHealth health = health();

        assertThat(health.gpuLoadPerc()).isEqualTo(42);
        assertThat(health.gpuTempCels()).isEqualTo(41500);
    }

    @Test
    void jetsonThatCannotBeMeasured_saysSoAsV12Does() {
        jetson();
        assertThat(health().gpuLoadPerc()).isEqualTo(-10);
        assertThat(health().gpuTempCels()).isEqualTo(-1000);

        write("/sys/devices/gpu.0/load", "much");
        assertThat(health().gpuLoadPerc()).isEqualTo(-20);
    }
}
