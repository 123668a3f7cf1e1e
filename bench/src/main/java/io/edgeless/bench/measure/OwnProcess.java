package io.edgeless.bench.measure;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How this very process was started, to start another one like it.
public final class OwnProcess {

    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    private OwnProcess() {}

    /// The options of the JVM.
    public static List<String> options() {
        List<String> options =
                new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        String carriers = System.getProperty(CARRIERS);
        if (carriers != null) {
            options.add("-D" + CARRIERS + "=" + carriers);
        }
        return options;
    }

    /// The whole command, without arguments of the program.
    public static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass());
        return command;
    }

    /// What the JVM was told to run, without its arguments.
    private static String mainClass() {
        String all = System.getProperty("sun.java.command", "");
        int end = all.indexOf(' ');
        return end < 0 ? all : all.substring(0, end);
    }
}
