package io.edgeless.api.rpc;

import io.edgeless.api.rpc.wire.v2.InventoryGrpc;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

/// Serves [Inventory]; calls it on the threads of the gRPC server, many at a time.
public final class InventoryService implements BindableService {

    private final Inventory inventory;

    public InventoryService(Inventory inventory) {
        this.inventory = inventory;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new Serving(InventoryGrpc.SERVICE_NAME)
                .unary(
                        InventoryGrpc.getListMethod(),
                        WireInventory::read,
                        domain -> WireInventory.write(inventory.list(domain)),
                        Serving.invalid("Error when listing nodes: "))
                .unary(
                        InventoryGrpc.getInspectMethod(),
                        WireInventory::read,
                        node -> WireInventory.write(inventory.inspect(node)),
                        Serving.invalid("Error when inspecting a node: "))
                .bind();
    }
}
