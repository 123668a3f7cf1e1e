package io.edgeless.dist;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every command as a page of documentation: what it does, what it takes, an example.
final class CommandReference {

    private final StringBuilder text = new StringBuilder();

    private CommandReference() {}

    static String of(CommandLine root) {
        var reference = new CommandReference();
        root.getSubcommands().values().stream().distinct().forEach(reference::add);
        return reference.text.toString();
    }

    private void add(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        text.append("## ").append(spec.qualifiedName());
        spec.positionalParameters()
                .forEach(parameter ->
                        text.append(parameter.arity().min() == 0 ? " [" : " ")
                                .append(parameter.paramLabel())
                                .append(parameter.arity().min() == 0 ? "]" : ""));
        text.append("\n\n").append(joined(spec.usageMessage().description())).append("\n");
        List<String> rows =
                Stream.concat(
                                spec.positionalParameters().stream().map(CommandReference::row),
                                spec.options().stream()
                                        .filter(option -> !option.usageHelp())
                                        .filter(option -> !option.versionHelp())
                                        .map(CommandReference::row))
                        .toList();
        if (!rows.isEmpty()) {
            text.append("\n| | |\n|---|---|\n").append(String.join("", rows));
        }
        text.append("\n");
        for (String example : spec.usageMessage().footer()) {
            text.append("    ").append(example.strip()).append("\n");
        }
        text.append("\n");
        shown(command).forEach(this::add);
    }

    private static String row(PositionalParamSpec parameter) {
        return row(parameter.paramLabel(), joined(parameter.description()));
    }

    private static String row(OptionSpec option) {
        String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        String description =
                joined(option.description())
                        .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue()))
                        .replace("${COMMAND-NAME}", option.command().name());
        return row(String.join(", ", option.names()) + label, description);
    }

    private static String row(String name, String description) {
        return "| `%s` | %s |\n".formatted(name.replace("|", "\\|"), description);
    }

    private static String joined(String[] description) {
        return Stream.of(description).collect(Collectors.joining(" "));
    }

    /// What every command must have, and this one lacks.
    static Stream<String> gaps(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String name = spec.qualifiedName();
        Stream<String> own =
                Stream.concat(
                        Stream.of("description", "footer")
                                .filter(what ->
                                        (what.equals("footer")
                                                                ? spec.usageMessage().footer()
                                                                : spec.usageMessage().description())
                                                        .length
                                                == 0)
                                .map(what -> name + " has no " + what),
                        spec.args().stream()
                                .filter(argument -> !isSentence(joined(argument.description())))
                                .map(argument ->
                                        name
                                                + " "
                                                + argument.paramLabel()
                                                + " is not described by a sentence"));
        return Stream.concat(own, shown(command).flatMap(CommandReference::gaps));
    }

    /// Without what only our own commands use.
    private static Stream<CommandLine> shown(CommandLine command) {
        return command.getSubcommands().values().stream()
                .distinct()
                .filter(subcommand -> !subcommand.getCommandSpec().usageMessage().hidden());
    }

    private static boolean isSentence(String text) {
        return text.endsWith(".")
                && text.substring(0, 1).toUpperCase(Locale.ROOT).equals(text.substring(0, 1));
    }
}
