package io.edgeless.process.loop;

import java.util.ArrayList;
import java.util.List;

/// Adds numbers: remembers each as a record and announces each new sum. Throws at 13.
final class SumCore implements Core<Integer, Integer, String> {

    private final List<Integer> restored = new ArrayList<>();
    private int sum;

    @Override
    public void restore(Integer record) {
        restored.add(record);
        sum += record;
    }

    @Override
    public List<Integer> snapshot() {
        return List.of(sum);
    }

    @Override
    public Step<Integer, String> step(long nowNanos, Integer input) {
        if (input == 13) {
            throw new AssertionError("a fault of ours");
        }
        if (input == 0) {
            return new Step<>(List.of(), List.of("now " + nowNanos));
        }
        sum += input;
        return new Step<>(List.of(input), List.of("sum " + sum));
    }

    List<Integer> restored() {
        return restored;
    }
}
