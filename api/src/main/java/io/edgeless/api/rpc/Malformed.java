package io.edgeless.api.rpc;

/// A message of a peer that cannot be translated, and why. Thrown only while a message is read;
/// caught only by [Serving] (a request) and [Calling] (an answer).
final class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1;

    Malformed(String problem) {
        super(problem, null, false, false);
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    static void unlessPresent(boolean present, String field) {
        if (!present) {
            throw new Malformed(field + " is missing");
        }
    }

    static String notEmpty(String field, String text) {
        if (text.isEmpty()) {
            throw new Malformed(field + " is empty");
        }
        return text;
    }
}
