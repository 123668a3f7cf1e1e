package io.edgeless.dist;

import picocli.CommandLine.IVersionProvider;

/// What `--version` prints.
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Edgeless.class.getPackage().getImplementationVersion();
        return new String[] {version == null ? "development" : version};
    }
}
