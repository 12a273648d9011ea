/**
 * The packaged services as processes, with a real PostgreSQL and a real Kafka, asked through the gateway. {@link StewardStack} starts
 * and breaks them, {@link TicketLoad} works on them, {@link Evidence} looks at what is left.
 */
package io.steward.acceptance;
