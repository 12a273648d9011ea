/**
 * How long a ticket may take, and who is told when it takes longer. Owns the schema {@code sla}.
 *
 * <ul>
 *   <li>{@code policy} targets, warnings and ladders, as versions that never change
 *   <li>{@code clock} a ticket's two clocks, computed from what happened to it; timers for what they have to tell
 *   <li>{@code escalation} who is told of a breach, level after level, until somebody steps in
 *   <li>{@code directory} the local replica of members and team leads
 * </ul>
 */
package io.steward.sla;
