package io.edgeless.node;

import io.edgeless.dataplane.DataPlane;
import io.edgeless.node.instance.InstanceTable;
import io.edgeless.node.telemetry.MachineHealth;
import io.edgeless.node.telemetry.Samples;
import io.edgeless.world.BlobStore;

/// What a node is made of, for those of its parts that need several others.
record NodeParts(
        DataPlane dataPlane,
        InstanceTable instances,
        BlobStore blobs,
        Samples samples,
        MachineHealth health) {}
