package io.edgeless.api.spec;

/// One thing that is wrong with what a user wrote.
///
/// @param place JSON pointer (RFC 6901) into the workflow file, or into one map of annotations;
///   empty when the whole text is meant
/// @param message what is wrong and what to do about it, in one line
public record Problem(Severity severity, String place, String message) {

    /// How bad a problem is.
    public enum Severity {
        /// The workflow is refused.
        ERROR,
        /// The workflow can run, but hardly as it was meant.
        WARNING
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /// The same problem with its place seen from further outside.
    Problem below(String outerPlace) {
        return new Problem(severity, outerPlace + place, message);
    }

    /// Place and message in one line for people.
    @Override
    public String toString() {
        return place.isEmpty() ? message : shownPlace() + ": " + message;
    }

    /// The place for people: its keys come from a file of somebody.
    String shownPlace() {
        return place.replaceAll("\\p{Cc}", "?");
    }
}
