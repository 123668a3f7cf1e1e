package io.edgeless.api.id;

/// Identifies a domain by the name its operator gave it; never empty.
public record DomainId(String value) implements Comparable<DomainId> {

    public DomainId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a domain id must not be empty");
        }
    }

    @Override
    public int compareTo(DomainId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
