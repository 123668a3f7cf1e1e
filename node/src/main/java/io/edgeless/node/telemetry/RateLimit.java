package io.edgeless.node.telemetry;

/// Allows a number of actions a second, with as many at once after a pause (token bucket). Used by
/// one thread at a time.
public final class RateLimit {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int perSecond;
    private double tokens;
    private long lastNanos;

    /// @param perSecond from 1
    public RateLimit(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.lastNanos = nowNanos;
    }

    /// Takes one action if it is allowed now.
    public boolean allows(long nowNanos) {
        double fresh = (nowNanos - lastNanos) * (double) perSecond / NANOS_PER_SECOND;
        lastNanos = nowNanos;
        tokens = Math.min(perSecond, tokens + fresh);
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
