package io.edgeless.runtime.wasm.gate;

import io.edgeless.runtime.wasm.memory.GuestMemory;

import java.util.OptionalInt;

/// The part of the gate for what is copied into tables and memory. Used by one thread.
final class SegmentGate {

    private static final int PASSIVE_OR_DECLARATIVE = 1;
    private static final int EXPLICIT = 2;
    private static final int EXPRESSIONS = 4;

    private final ModuleIndex index;

    SegmentGate(ModuleIndex index) {
        this.index = index;
    }

    void readElements(ModuleReader section) {
        index.elementSegments =
                section.readVectorLength(GateLimits.ELEMENT_SEGMENTS_MAX, "element segments");
        int entries = 0;
        for (int i = 0; i < index.elementSegments; i++) {
            entries += readElementSegment(section, GateLimits.TABLE_ENTRIES_MAX - entries);
        }
    }

    private int readElementSegment(ModuleReader section, int entriesMax) {
        int flags = section.readCount(7, "flags of an element segment");
        boolean active = (flags & PASSIVE_OR_DECLARATIVE) == 0;
        boolean expressions = (flags & EXPRESSIONS) != 0;
        if (active) {
            if ((flags & EXPLICIT) != 0) {
                section.readIndex(index.tables, "table");
            } else if (index.tables == 0) {
                throw section.wrong("elements without a table");
            }
            readOffset(section);
        }
        if ((flags & (PASSIVE_OR_DECLARATIVE | EXPLICIT)) != 0) {
            readKind(section, expressions);
        }
        int entries = section.readVectorLength(entriesMax, "table elements");
        for (int i = 0; i < entries; i++) {
            if (expressions) {
                index.readConstant(section);
            } else {
                index.readFunction(section);
            }
        }
        return entries;
    }

    private void readKind(ModuleReader section, boolean expressions) {
        if (expressions) {
            index.readReferenceType(section);
        } else if (section.readByte() != 0) {
            throw section.wrong("unknown kind of elements");
        }
    }

    void readData(ModuleReader section) {
        index.dataSegments =
                section.readVectorLength(GateLimits.DATA_SEGMENTS_MAX, "data segments");
        for (int i = 0; i < index.dataSegments; i++) {
            int at = section.position();
            int mode = section.readCount(2, "mode of a data segment");
            if (mode == 2) {
                section.readIndex(index.memories, "memory");
            }
            int offset = mode == 1 ? 0 : readOffset(section);
            int size = section.readU32();
            section.skip(size, "data");
            long memoryBytes = (long) index.pagesMin * GuestMemory.PAGE_BYTES;
            if (mode != 1 && Integer.toUnsignedLong(offset) + size > memoryBytes) {
                throw new GateException(
                        "data of %d bytes for address %d, but the memory has %d"
                                .formatted(size, Integer.toUnsignedLong(offset), memoryBytes),
                        at);
            }
        }
    }

    /// An address or place known before the module runs; that is what linkers write, and what lets
    /// all instances share one image of the memory.
    private int readOffset(ModuleReader section) {
        int at = section.position();
        OptionalInt offset = index.readConstant(section);
        return offset.orElseThrow(
                () -> new GateException("a segment's offset must be a constant i32", at));
    }
}
