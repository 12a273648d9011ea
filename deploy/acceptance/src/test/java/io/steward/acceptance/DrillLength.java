package io.steward.acceptance;

import java.time.Duration;

/**
 * How long the fault drills take. By default each fault happens once and outages are short; {@code ./steward chaos} sets
 * {@code steward.chaos}, which repeats the faults and makes the outages longer than every timeout and lease.
 */
final class DrillLength {
    private static final boolean WHOLE = Boolean.getBoolean("steward.chaos");

    /** At each fault point. */
    static final int DEATHS = Integer.getInteger("steward.acceptance.deaths", WHOLE ? 5 : 1);

    /** Of a database or a broker; even the short one is longer than two transactions may take (6 s each). */
    static final Duration OUTAGE = Duration.ofSeconds(WHOLE ? 60 : 15);

    private DrillLength() {}
}
