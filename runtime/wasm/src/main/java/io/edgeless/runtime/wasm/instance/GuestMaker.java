package io.edgeless.runtime.wasm.instance;

import io.edgeless.runtime.wasm.gate.GateLimits;
import io.edgeless.runtime.wasm.load.LoadedModule;
import io.edgeless.runtime.wasm.memory.FlatMemory;
import io.edgeless.runtime.wasm.memory.GuestMemory;

import run.endive.runtime.GlobalInstance;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.runtime.TableInstance;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.MutabilityType;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;

import java.util.function.Function;

/// Makes the guest of one instance, and makes it again in flat memory. Whatever a guest is between
/// two events lies in its memory, globals and tables and in which of its segments it dropped; all
/// of that the engine shows. Used by one thread at a time.
final class GuestMaker {

    private final LoadedModule loaded;
    private final MemoryLimits limits;
    private final ImportValues imports;
    private final Ceilings ceilings;

    GuestMaker(LoadedModule loaded, int pagesMax, ImportValues imports, Ceilings ceilings) {
        this.loaded = loaded;
        this.limits = new MemoryLimits(loaded.shape().pagesMin(), pagesMax);
        this.imports = imports;
        this.ceilings = ceilings;
    }

    Guest make() {
        return make(loaded.kind().make(limits, loaded.image()), loaded.machines());
    }

    private Guest make(GuestMemory memory, Function<Instance, Machine> machines) {
        Instance instance =
                Instance.builder(loaded.module())
                        .withImportValues(imports)
                        .withMachineFactory(machines)
                        .withMemoryLimits(limits)
                        .withMemoryFactory(_ -> memory)
                        .withTableFactory(this::table)
                        .withStart(false)
                        .build();
        return new Guest(instance, memory, loaded.shape());
    }

    /// A guest that goes on where this one is, in flat memory.
    Guest moved(Guest guest, Function<Instance, Machine> machines) {
        FlatMemory memory = new FlatMemory(limits);
        Guest moved = make(memory, machines);
        memory.adopt(guest.memory());
        Instance from = guest.instance();
        Instance to = moved.instance();
        copyGlobals(from, to);
        for (int i = 0; i < from.tableCount(); i++) {
            copyTable(from.table(i), to.table(i), to);
        }
        for (int i = 0; i < from.elementCount(); i++) {
            to.setElement(i, from.element(i));
        }
        int segments = loaded.module().dataSection().dataSegmentCount();
        for (int i = 0; i < segments; i++) {
            if (from.dataSegmentData(i).length == 0) {
                to.dropDataSegment(i);
            }
        }
        return moved;
    }

    private static void copyGlobals(Instance from, Instance to) {
        for (int i = 0; i < from.globalCount(); i++) {
            GlobalInstance old = from.global(i);
            if (old.getMutabilityType() == MutabilityType.Var) {
                to.global(i).setValueLow(old.getValueLow());
                to.global(i).setValueHigh(old.getValueHigh());
                to.global(i).setRefValue(old.getRefValue());
            }
        }
    }

    /// Entries keep their function; the instance that runs it becomes the new one.
    private static void copyTable(TableInstance from, TableInstance to, Instance owner) {
        int more = from.size() - to.size();
        if (more > 0) {
            to.grow(more, 0, owner);
        }
        for (int i = 0; i < from.size(); i++) {
            to.setRef(i, from.ref(i), owner);
        }
    }

    /// A table of the instance's own: the engine counts growth in the limits object of the module,
    /// which all instances would share, and allows ten million entries.
    private TableInstance table(Table declared, int initial) {
        TableLimits own =
                new TableLimits(
                        declared.limits().min(),
                        Math.min(declared.limits().max(), GateLimits.TABLE_ENTRIES_MAX));
        return new CappedTable(
                new Table(declared.elementType(), own, declared.initialize()), initial, ceilings);
    }

    /// A table that notes when it was refused to grow.
    private static final class CappedTable extends TableInstance {

        private static final int REFUSED = -1;

        private final Ceilings ceilings;

        CappedTable(Table table, int initial, Ceilings ceilings) {
            super(table, initial);
            this.ceilings = ceilings;
        }

        @Override
        public int grow(int size, int value, Instance owner) {
            return noted(super.grow(size, value, owner));
        }

        @Override
        public int growWithRef(int size, Object value, Instance owner) {
            return noted(super.growWithRef(size, value, owner));
        }

        private int noted(int before) {
            if (before == REFUSED) {
                ceilings.meetTable();
            }
            return before;
        }
    }
}
