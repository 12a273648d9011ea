/**
 * {@code ./steward bench}: what the API does through the gateway, beside what the database does without it.
 *
 * <p>{@link io.steward.bench.Bench} reads the command line, {@link io.steward.bench.Measurement} goes through the rounds,
 * {@link io.steward.bench.HttpLoad} and {@link io.steward.bench.PgBench} each run one, {@link io.steward.bench.NotificationProbe}
 * times the way of a notification, {@link io.steward.bench.Report} says what came out.
 */
package io.steward.bench;
