/**
 * Owns tickets: what was asked, by whom, what became of it and why.
 *
 * <ul>
 *   <li>{@code lifecycle} opening, reading, editing, moving and listing tickets
 *   <li>{@code workflow} which status may follow which; data, per organization
 *   <li>{@code conversation} public and internal comments
 *   <li>{@code history} what the database's trigger wrote of every change
 *   <li>{@code sla} what the SLA's events mean for a ticket: due dates, the status of an escalated one
 *   <li>{@code directory} the local replica of people and teams, fed by identity's events
 *   <li>{@code departure} people whose account is to be deleted, and what was assigned to those who are gone
 * </ul>
 */
package io.steward.ticket;
