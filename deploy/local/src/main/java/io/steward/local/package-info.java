/**
 * The local stack: what {@code ./steward up}, {@code down} and {@code status} do, and the mail sink.
 *
 * <p>Read {@link io.steward.local.Steward} (commands), {@link io.steward.local.Component} (what runs),
 * {@link io.steward.local.Up}, {@link io.steward.local.RunFolder} (which process is ours) in this order.
 */
package io.steward.local;
