package io.edgeless.simulation;

import java.util.PriorityQueue;

/// What happens when: events in the order of their times, those of one time in the order in which
/// they were planned. Time stands still while an event runs.
final class Scheduler {

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long planned;

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /// In ns since the beginning.
    long now() {
        return now;
    }

    /// How many events were planned so far.
    long planned() {
        return planned;
    }

    void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, planned++, action));
    }

    /// Runs all events up to this time, which it is then.
    void runUntil(long end) {
        while (!events.isEmpty() && events.peek().at <= end) {
            Event next = events.remove();
            now = next.at;
            next.action.run();
        }
        now = end;
    }
}
