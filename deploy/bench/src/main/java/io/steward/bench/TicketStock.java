package io.steward.bench;

import java.util.UUID;

/**
 * The tickets that are there before anything is measured. Their ids are numbered, so that every client can name any of them without
 * having to be told.
 */
record TicketStock(BenchOrganization organization, int size, String idStart) {
    /** The status that a list asks for; one ticket in {@link #STATUSES} has it. */
    static final String LISTED = "OPEN";

    private static final String[] STATUS = {"NEW", "OPEN", "IN_PROGRESS", "PENDING_INFO", "RESOLVED", "CLOSED"};
    static final int STATUSES = STATUS.length;

    /** A UUIDv7 whose last 48 bits are left to count. */
    static TicketStock of(BenchOrganization organization, int size, long millis) {
        UUID random = UUID.randomUUID();
        String start = "%s-%s-7%s-%s-"
                .formatted(
                        "%012x".formatted(millis).substring(0, 8),
                        "%012x".formatted(millis).substring(8),
                        random.toString().substring(15, 18),
                        random.toString().substring(19, 23));
        return new TicketStock(organization, size, start);
    }

    /** The id of a ticket from 1 to {@code size}. */
    String id(int number) {
        return idStart + "%012x".formatted(number);
    }

    /** The same as an SQL expression of {@code number}. */
    String idOf(String number) {
        return "('" + idStart + "' || lpad(to_hex(" + number + "), 12, '0'))::uuid";
    }

    /** One statement that stores them all; numbers are taken from the organization's own counter. */
    String insert() {
        return """
                WITH taken AS (SELECT ticket.next_ticket_number('%1$s', 'INC', %2$d) - %2$d AS before)
                INSERT INTO ticket.tickets (tenant_id, id, ticket_number, ticket_type, title, description, category, status,
                                            priority, requestor_id, assigned_to, created_at, updated_at)
                SELECT '%1$s', %3$s, 'INC-' || lpad((before + n)::text, greatest(6, length((before + n)::text)), '0'), 'incident',
                       'The ' || (%4$s)[1 + n %% %5$d] || ' fails in ' || (%6$s)[1 + n / %5$d %% %7$d],
                       'Ticket ' || n || '. ' || '%8$s', 'hardware', (ARRAY['%9$s'])[1 + (n * 7919) %% %10$d],
                       'P' || 1 + n %% 4, '%11$s', CASE WHEN n %% 3 = 0 THEN '%12$s'::uuid END, at, at
                  FROM taken, generate_series(1, %2$d) AS n, LATERAL (SELECT now() - (%2$d - n) * interval '1 minute' AS at) t
                """.formatted(
                        organization.id(),
                        size,
                        idOf("n"),
                        Words.array(Words.THINGS),
                        Words.THINGS.size(),
                        Words.array(Words.PLACES),
                        Words.PLACES.size(),
                        Words.STORY,
                        String.join("','", STATUS),
                        STATUSES,
                        organization.requester().id(),
                        organization.agent().id());
    }
}
