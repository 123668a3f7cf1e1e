package io.edgeless.component;

import io.edgeless.api.id.InstanceId;
import io.edgeless.world.World;

/// What a resource may ask of its host.
///
/// @param self its own id
/// @param workflow text of the id of its workflow
/// @param outputs how it sends events; they carry its own id as source
/// @param world the seams
public record ResourceHost(InstanceId self, String workflow, Outputs outputs, World world) {}
