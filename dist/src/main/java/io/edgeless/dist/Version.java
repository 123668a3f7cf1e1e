package io.edgeless.dist;

import picocli.CommandLine.IVersionProvider;

/// What `--version` prints.
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }

    /// Of the jar that this was started from.
    static String text() {
        String version = Edgeless.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
