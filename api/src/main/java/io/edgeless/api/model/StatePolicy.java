package io.edgeless.api.model;

/// Where the state of a function is kept between its lives; the numbers are those of the wire.
public enum StatePolicy {
    TRANSIENT,
    NODE_LOCAL,
    GLOBAL
}
