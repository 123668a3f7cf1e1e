package io.edgeless.dataplane;

import io.edgeless.world.Metric;

import java.util.Locale;

/// Why an event was not delivered, or a call refused; each is a counter.
public enum DropReason implements Metric {
    QUEUE_FULL("Events dropped because the mailbox of the target was full."),
    OWN_QUEUE_FULL("Casts of an instance to itself refused because its mailbox was full."),
    UNKNOWN_TARGET("Events for an instance that is not on this node."),
    UNKNOWN_NODE("Events for a node that is no peer."),
    UNKNOWN_CHANNEL("Events for a channel that is not mapped."),
    NEVER_PATCHED("Casts held during initialisation that no patch came for."),
    HELD_FULL("Casts refused because too many were held for the first patch."),
    PEER_DOWN("Events that a peer did not take."),
    PEER_FULL("Events dropped because too many were under way to the peer."),
    NOT_TEXT("Events whose payload is not UTF-8, for a peer of v1.2, which takes text only."),
    TOO_LARGE("Events whose payload is larger than allowed."),
    EXPIRED("Calls that were not begun before their deadline."),
    INSTANCE_STOPPED("Events that waited in the mailbox of an instance that was stopped."),
    SENDER_STOPPED("Events of an instance that was stopped, delayed casts included."),
    STALE_EPOCH("Events of an instance that has been replaced."),
    LATE_REPLY("Replies to a call that nobody waits for any more."),
    TIMERS_FULL("Delayed casts refused because too many were waiting."),
    CALLS_FULL("Calls refused because too many of their caller waited."),
    CALL_CYCLE("Calls refused because their callee waits for their caller."),
    CALL_TOO_DEEP("Calls refused because too many were nested.");

    private final String help;

    DropReason(String help) {
        this.help = help;
    }

    @Override
    public String help() {
        return help;
    }

    @Override
    public String exported() {
        return "edgeless_events_dropped_" + name().toLowerCase(Locale.ROOT);
    }
}
