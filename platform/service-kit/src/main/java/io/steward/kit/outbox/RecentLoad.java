package io.steward.kit.outbox;

/** How many events a second were published of late: each counts less the longer ago it was, by half after about 0.7 s. */
final class RecentLoad {
    private static final double SECOND = 1e9;

    private double events;
    private long at;

    void add(int more, long nanoTime) {
        events = perSecond(nanoTime) + more;
        at = nanoTime;
    }

    double perSecond(long nanoTime) {
        return events * Math.exp((at - nanoTime) / SECOND);
    }
}
