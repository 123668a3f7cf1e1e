package io.edgeless.api.rpc;

/// A message that cannot be translated: says what is wrong with it. Never leaves this package.
final class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1;

    Malformed(String message) {
        super(message, null, false, false);
    }
}
