package io.edgeless.dataplane.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.HashMap;
import java.util.Map;

/// The paces of the function classes that have instances on this node. Safe for concurrent use.
public final class Paces {

    @GuardedBy("this")
    private final Map<String, Used> used = new HashMap<>();

    private static final class Used {
        private final Pace pace = new Pace();
        private int instances;
    }

    /// One more instance of the class; an empty name is a class of its own each time.
    public synchronized Pace take(String className) {
        if (className.isEmpty()) {
            return new Pace();
        }
        Used known = used.computeIfAbsent(className, _ -> new Used());
        known.instances++;
        return known.pace;
    }

    /// An instance is gone; with the last one what was learned of the class goes too.
    public synchronized void give(String className) {
        Used known = used.get(className);
        if (known != null) {
            known.instances--;
            if (known.instances == 0) {
                used.remove(className);
            }
        }
    }
}
