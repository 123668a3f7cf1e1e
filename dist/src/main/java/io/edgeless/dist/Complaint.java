package io.edgeless.dist;

import io.edgeless.process.lifecycle.StartupException;

import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Says what went wrong instead of printing a stack trace: what a person can act on as its message,
/// everything else with its type. What fails because the process was told to stop is no news.
final class Complaint implements IExecutionExceptionHandler {

    private final Lifetime lifetime;

    Complaint(Lifetime lifetime) {
        this.lifetime = lifetime;
    }

    @Override
    public int handleExecutionException(
            Exception failure, CommandLine command, ParseResult parsed) {
        if (lifetime.isStopping()) {
            return ExitCode.SOFTWARE;
        }
        String text =
                failure instanceof StartupException
                        ? failure.getMessage()
                        : failure.getClass().getSimpleName() + ": " + failure.getMessage();
        command.getErr().println("edgeless: " + text);
        return ExitCode.SOFTWARE;
    }
}
