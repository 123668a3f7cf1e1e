package io.edgeless.node.instance;

import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.node.telemetry.RateLimit;

import java.util.Optional;

/// How often the owner of a guest is told that a cast or a call did not get through: at once, and
/// then once a second at most, with how many were left out. Used by the guest's thread only.
final class Refusals {

    private static final int LINES_PER_SECOND = 1;

    private final RateLimit rate;
    private long leftOut;

    Refusals(long nowNanos) {
        rate = new RateLimit(LINES_PER_SECOND, nowNanos);
    }

    /// Whether a cast that ended so met a limit.
    static boolean isOne(CastResult result) {
        return result == CastResult.OVERLOADED || result == CastResult.TOO_LARGE;
    }

    /// Whether a call that failed so never got an answer of its callee.
    static boolean isOne(CallResult.Failed result) {
        return switch (result.failure()) {
            case CALLEE_FAILED, STOPPED -> false;
            case ENTANGLED, UNKNOWN_CHANNEL, UNREACHABLE, OVERLOADED, DEADLINE, TOO_LARGE -> true;
        };
    }

    /// What to log about a refusal; nothing too soon after another one.
    Optional<String> line(String reason, long nowNanos) {
        if (!rate.allows(nowNanos)) {
            leftOut++;
            return Optional.empty();
        }
        String others = leftOut == 0 ? "" : "; %d more since the last such line".formatted(leftOut);
        leftOut = 0;
        return Optional.of(reason + others);
    }
}
