package io.steward.bench;

import java.util.Arrays;

/** Durations in nanoseconds, every single one kept. */
final class Latencies {
    private long[] nanos = new long[4096];
    private int size;
    private boolean sorted;

    void add(long duration) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = duration;
        sorted = false;
    }

    void addAll(Latencies others) {
        for (int index = 0; index < others.size; index++) {
            add(others.nanos[index]);
        }
    }

    int size() {
        return size;
    }

    /** The nearest-rank percentile in milliseconds: the smallest one that at least {@code percent} % do not exceed; 0 of none. */
    double percentile(double percent) {
        if (size == 0) {
            return 0;
        }
        sort();
        int rank = (int) Math.ceil(percent / 100 * size);
        return nanos[Math.clamp(rank, 1, size) - 1] / 1e6;
    }

    /** The largest difference between the shares of both that lie below any one duration: 0 where all are the same, 1 where none are. */
    double distance(Latencies other) {
        sort();
        other.sort();
        double largest = 0;
        int mine = 0;
        int others = 0;
        while (mine < size && others < other.size) {
            long next = Math.min(nanos[mine], other.nanos[others]);
            while (mine < size && nanos[mine] == next) {
                mine++;
            }
            while (others < other.size && other.nanos[others] == next) {
                others++;
            }
            largest = Math.max(largest, Math.abs((double) mine / size - (double) others / other.size));
        }
        return largest;
    }

    private void sort() {
        if (!sorted) {
            Arrays.sort(nanos, 0, size);
            sorted = true;
        }
    }
}
