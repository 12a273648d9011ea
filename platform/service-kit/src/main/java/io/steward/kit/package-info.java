/**
 * What every service is built on, and technical only: it knows no business noun.
 *
 * <ul>
 *   <li>{@code tx} the two doors into the database, which set the tenant first
 *   <li>{@code outbox} storing and publishing events · {@code inbox} handling them once, dead letters
 *   <li>{@code actor}, {@code security} who acts, checked by each service itself
 *   <li>{@code problem}, {@code web}, {@code idempotency} the same HTTP manners everywhere
 *   <li>{@code time} ids and the clock · {@code text} where a text is cut · {@code fault} where failure tests end a process
 * </ul>
 */
package io.steward.kit;
