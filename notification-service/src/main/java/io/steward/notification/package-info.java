/**
 * The notification service: tells the right people what happened, on their channels, once.
 *
 * <ul>
 *   <li>{@code directory}: the local replica of people and teams, and the consumer that feeds it
 *   <li>{@code routing}: event → who should know, as named policies; the consumer of tickets and SLA
 *   <li>{@code feed}: a person's notifications over HTTP and as a live stream
 *   <li>{@code delivery}: what became of each notification on each channel, with attempts, back-off and the worker
 *   <li>{@code channel}: the channels themselves: e-mail
 * </ul>
 */
package io.steward.notification;
