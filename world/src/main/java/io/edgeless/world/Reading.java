package io.edgeless.world;

import java.util.List;

/// The value of one series at one moment.
public sealed interface Reading {

    /// Of a [Counter].
    record Total(long total) implements Reading {}

    /// Of a gauge.
    record Level(double level) implements Reading {}

    /// Of a [Histogram].
    ///
    /// @param buckets in rising order; the last one takes everything
    /// @param sum of all values
    record Distribution(List<Bucket> buckets, double sum) implements Reading {

        public Distribution {
            buckets = List.copyOf(buckets);
        }

        /// How many values there were.
        public long count() {
            return buckets.getLast().count();
        }
    }

    /// How many values were at most the bound.
    record Bucket(double bound, long count) {}
}
