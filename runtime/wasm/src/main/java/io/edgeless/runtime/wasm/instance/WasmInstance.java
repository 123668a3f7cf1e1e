package io.edgeless.runtime.wasm.instance;

import io.edgeless.api.id.InstanceId;
import io.edgeless.component.FunctionInstance;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.runtime.wasm.abi.GuestFailure;
import io.edgeless.runtime.wasm.memory.GuestMemory;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.OptionalInt;

/// One running WebAssembly guest. One thread at a time uses it, except [#interrupt()]; whoever made
/// it closes it. Everything thrown in a step is caught here and is its outcome.
///
/// The order of calls into the guest is the one of EDGELESS v1.2, which its SDK relies on. A buffer
/// of no bytes is allocated but not freed; a reply is copied before any other call into the guest
/// and never freed, because the guest has freed it already (or holds it back, see `ReplyRepair`).
final class WasmInstance implements FunctionInstance {

    private final Steps steps;
    private final Limits limits;
    private OptionalInt startFunction;
    private @Nullable Guest guest;

    /// What goes along with each step of a guest.
    record Steps(RunnerSlot runner, Promotion promotion, Ceilings ceilings) {}

    /// @param startFunction what the module wants to have run before anything else
    WasmInstance(Guest guest, Steps steps, Limits limits, OptionalInt startFunction) {
        this.guest = guest;
        this.steps = steps;
        this.limits = limits;
        this.startFunction = startFunction;
    }

    @Override
    public Outcome init(Optional<byte[]> payload, Optional<byte[]> state) {
        return guarded("handle_init", (running, loans) -> init(running, loans, payload, state));
    }

    @Override
    public Outcome cast(InstanceId source, byte[] payload) {
        return guarded("handle_cast", (running, loans) -> cast(running, loans, source, payload));
    }

    @Override
    public Outcome call(InstanceId source, byte[] payload) {
        return guarded("handle_call", (running, loans) -> call(running, loans, source, payload));
    }

    @Override
    public Outcome stop() {
        return guarded(
                "handle_stop",
                (running, _) -> {
                    running.clear();
                    running.call(GuestExport.STOP);
                    return Outcome.NO_REPLY;
                });
    }

    @Override
    public void interrupt() {
        steps.runner().interrupt();
    }

    @Override
    public long memoryBytes() {
        return guest == null ? 0 : guest.memory().heldBytes();
    }

    @Override
    public void close() {
        guest = null;
    }

    private Outcome guarded(String step, Step body) {
        Guest running = guest;
        if (running == null) {
            return new Outcome.Trapped(step + ": the instance was discarded");
        }
        Outcome outcome;
        steps.runner().enter();
        steps.promotion().beginEvent();
        try {
            outcome = lent(step, running, body);
        } catch (Throwable failure) {
            outcome = GuestFailure.outcome(step, failure);
        } finally {
            steps.runner().leave();
        }
        steps.ceilings().tell(running.memory());
        // One that is discarded does not move any more.
        guest = outcome.usable() ? steps.promotion().endEvent(running) : null;
        return outcome;
    }

    private static Outcome lent(String step, Guest running, Step body) {
        Loans loans = new Loans(running);
        Outcome outcome;
        try {
            outcome = body.run(running, loans);
        } catch (Loans.NoRoom full) {
            outcome = new Outcome.Failed(step + ": " + full.getMessage());
        }
        loans.giveBack();
        return outcome;
    }

    private Outcome init(
            Guest running, Loans loans, Optional<byte[]> payload, Optional<byte[]> state) {
        if (startFunction.isPresent()) {
            running.start(startFunction.getAsInt());
            startFunction = OptionalInt.empty();
        }
        int payloadAddress = payload.map(loans::put).orElse(0);
        int stateAddress = state.map(loans::put).orElse(0);
        running.call(
                GuestExport.INIT,
                payloadAddress,
                payload.map(bytes -> bytes.length).orElse(0),
                stateAddress,
                state.map(bytes -> bytes.length).orElse(0));
        return Outcome.NO_REPLY;
    }

    private static Outcome cast(Guest running, Loans loans, InstanceId source, byte[] payload) {
        running.clear();
        int component = loans.put(source.function().value());
        int node = loans.put(source.node().value());
        int address = loans.put(payload);
        running.call(GuestExport.CAST, node, component, address, payload.length);
        return Outcome.NO_REPLY;
    }

    private Outcome call(Guest running, Loans loans, InstanceId source, byte[] payload) {
        running.clear();
        int component = loans.put(source.function().value());
        int node = loans.put(source.node().value());
        int address = loans.put(payload);
        int out = loans.pointer();
        int outLength = loans.pointer();
        long[] result =
                running.callHolding(node, component, address, payload.length, out, outLength);
        Outcome outcome =
                switch ((int) result[0]) {
                    case 0 -> Outcome.NO_REPLY;
                    case 1 -> reply(running.memory(), out, outLength);
                    default -> new Outcome.Failed("handle_call answered with an error");
                };
        running.releaseHeld();
        return outcome;
    }

    private Outcome reply(GuestMemory memory, int out, int outLength) {
        int address = memory.readInt(out);
        int size = memory.readInt(outLength);
        memory.require(address, size);
        return size > limits.payloadBytesMax()
                ? new Outcome.Failed(
                        "handle_call: a reply of %d bytes is more than the %d allowed"
                                .formatted(size, limits.payloadBytesMax()))
                : new Outcome.Reply(memory.readBytes(address, size));
    }

    private interface Step {
        Outcome run(Guest running, Loans loans);
    }
}
