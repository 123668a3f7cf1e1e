package io.edgeless.resource.builtin.file;

import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.component.ResourceHost;
import io.edgeless.component.ResourceManifest;
import io.edgeless.component.ResourceProvider;
import io.edgeless.world.Counters;
import io.edgeless.world.DiskException;

import java.util.List;
import java.util.Map;

/// Makes resources that add lines to files of the node. Safe for concurrent use.
final class FileLogProvider implements ResourceProvider {

    static final ResourceManifest MANIFEST =
            new ResourceManifest(
                    "file-log",
                    "1.1",
                    List.of(),
                    Map.of(
                            "filename",
                            "File to add lines to; made when missing",
                            "add-timestamp",
                            "If present: put the time (RFC 3339, UTC) in front of each line",
                            "add-source-id",
                            "If present: put the id of the sender in front of each line"),
                    "Adds what it receives as lines to a file of the node");

    private static final String INVALID = "Invalid resource configuration";

    private final String id;
    private final FileLogSettings settings;
    private final Counters counters;

    FileLogProvider(String id, FileLogSettings settings, Counters counters) {
        this.id = id;
        this.settings = settings;
        this.counters = counters;
    }

    @Override
    public String providerId() {
        return id;
    }

    @Override
    public ResourceManifest manifest() {
        return MANIFEST;
    }

    @Override
    public ResourceStart start(ResourceSpec spec, ResourceHost host) {
        String name = spec.configuration().get("filename");
        if (name == null) {
            return refused("Field 'filename' missing");
        }
        return switch (LogPlace.of(name, settings, host.world().disk())) {
            case LogPlace.Refused(String reason) ->
                    refused("Field 'filename': '" + name + "' " + reason);
            case LogPlace.Allowed place -> open(place, spec.configuration(), host);
        };
    }

    private ResourceStart open(
            LogPlace.Allowed place, Map<String, String> configuration, ResourceHost host) {
        var format =
                new LogFormat(
                        configuration.containsKey("add-timestamp"),
                        configuration.containsKey("add-source-id"));
        try {
            return new ResourceStart.Ready(
                    FileLogResource.open(place.file(), format, host.world(), counters));
        } catch (DiskException e) {
            return refused(e.getMessage());
        }
    }

    private static ResourceStart refused(String detail) {
        return new ResourceStart.Refused(Refusal.of(INVALID, detail));
    }

    @Override
    public void close() {}
}
