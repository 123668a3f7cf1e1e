package io.edgeless.runtime.wasm.instance;

import java.util.UUID;

/// The blocks of the guest's memory in which one event is handed to it: asked for with the guest's
/// allocator, given back afterwards. Used by the thread that runs the guest.
final class Loans {

    private static final int UUID_BYTES = 16;
    private static final int POINTER_BYTES = 4;

    /// Most blocks of one event: two ids, the payload and two pointers for the reply.
    private static final int BLOCKS_MAX = 5;

    /// v1.2 gives the payload, which is the third, back last.
    private static final int[] ORDER_OF_RETURN = {0, 1, 3, 4, 2};

    private final Guest guest;
    private final int[] addresses = new int[BLOCKS_MAX];
    private final int[] sizes = new int[BLOCKS_MAX];
    private int count;

    Loans(Guest guest) {
        this.guest = guest;
    }

    /// Hands over an id and returns its address.
    int put(UUID id) {
        int address = take(UUID_BYTES);
        WasmBinding.writeUuid(guest.memory(), address, id);
        return address;
    }

    /// Hands over bytes and returns their address.
    int put(byte[] bytes) {
        int address = take(bytes.length);
        guest.memory().write(address, bytes, 0, bytes.length);
        return address;
    }

    /// Makes room for a pointer or length the guest is to write, and returns its address.
    int pointer() {
        return take(POINTER_BYTES);
    }

    /// Gives back all blocks but the empty ones, which v1.2 does not give back either.
    void giveBack() {
        for (int block : ORDER_OF_RETURN) {
            if (block < count && sizes[block] > 0) {
                guest.free(addresses[block], sizes[block]);
            }
        }
        count = 0;
    }

    private int take(int size) {
        int address = guest.allocate(size);
        if (address == 0 && size > 0) {
            throw new NoRoom(size);
        }
        guest.memory().require(address, size);
        addresses[count] = address;
        sizes[count] = size;
        count++;
        return address;
    }

    /// The guest's allocator has no room for what was sent to it: a failure of this event, but no
    /// reason to end the guest, or any sender could end it.
    static final class NoRoom extends RuntimeException {

        private static final long serialVersionUID = 1;

        NoRoom(int size) {
            super("the function has no memory left for " + size + " bytes", null, false, false);
        }
    }
}
