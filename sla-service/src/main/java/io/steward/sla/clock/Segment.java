package io.steward.sla.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of a clock's life, counted or excluded.
 *
 * @param to null for the stretch that is not over
 * @param reason why it counts or doesn't, such as {@code running:P2} or {@code waiting-for-requester}
 * @param elapsed what of it counts; zero when excluded, or not over
 */
public record Segment(Instant from, Instant to, boolean counted, String reason, Duration elapsed) {}
