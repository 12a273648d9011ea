package io.steward.bench;

import java.util.List;

/**
 * What the database alone can do: the ticket service's tables once more, with the same rows, columns, checks and indexes, but
 * without row-level security, triggers and foreign keys, and for each operation the plainest statement that does the same.
 */
final class Baseline implements AutoCloseable {
    private static final String DROP = "DROP SCHEMA IF EXISTS bench_baseline CASCADE";
    private static final List<String> TABLES = List.of("tickets", "ticket_history", "comments", "outbox");
    private static final String COLUMNS =
            "id, ticket_number, ticket_type, title, description, category, status, priority,"
                    + " requestor_id, assigned_to, team_id, response_due_at, resolution_due_at, waiting_for_agent, version,"
                    + " created_at, updated_at";

    private final Database database;
    private final TicketStock stock;

    /** Copies what is there now; an earlier run's copy goes. */
    Baseline(Database database, TicketStock stock) {
        this.database = database;
        this.stock = stock;
        database.run(DROP, "CREATE SCHEMA bench_baseline");
        for (String table : TABLES) {
            database.run("CREATE TABLE bench_baseline." + table + " (LIKE ticket." + table + " INCLUDING ALL)");
        }
        for (String table : List.of("tickets", "ticket_history", "comments")) {
            String columns = columns(table);
            database.run(
                    "INSERT INTO bench_baseline.%1$s (%2$s) SELECT %2$s FROM ticket.%1$s".formatted(table, columns),
                    "VACUUM ANALYZE bench_baseline." + table);
        }
        database.run("CREATE SEQUENCE bench_baseline.numbers START 1000000");
    }

    /** The pgbench script of an operation. */
    String script(Operation operation) {
        return switch (operation) {
            case CREATE -> create();
            case READ -> """
                    \\set n random(1, %d)
                    SELECT %s FROM bench_baseline.tickets WHERE tenant_id = '%s' AND id = %s AND deleted_at IS NULL;
                    """.formatted(stock.size(), COLUMNS, tenant(), stock.idOf(":n::bigint"));
            case LIST -> """
                    SELECT %s FROM bench_baseline.tickets
                     WHERE tenant_id = '%s' AND deleted_at IS NULL AND status = '%s'
                     ORDER BY created_at DESC, id DESC LIMIT %d;
                    """.formatted(COLUMNS, tenant(), TicketStock.LISTED, Operation.PAGE + 1);
            case SEARCH -> search();
        };
    }

    /** Drops the copy. */
    @Override
    public void close() {
        database.run(DROP);
    }

    /** All but those that the database itself fills. */
    private String columns(String table) {
        return database.ask("""
                SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns
                 WHERE table_schema = 'ticket' AND table_name = '%s' AND is_generated = 'NEVER' AND is_identity = 'NO'
                """.formatted(table));
    }

    /**
     * One statement, one round trip; the number comes from a sequence, so that nobody waits for another's commit. No colon may stand
     * before a letter or digit: pgbench would take it for a variable.
     */
    private String create() {
        String id = "(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')"
                + " || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid";
        return """
                \\set n random(1, 1000000)
                WITH number AS (SELECT nextval('bench_baseline.numbers') AS value),
                made AS (
                    INSERT INTO bench_baseline.tickets (tenant_id, id, ticket_number, ticket_type, title, description, category,
                                                        status, priority, requestor_id, team_id, created_at, updated_at)
                    SELECT '%1$s'::uuid, %2$s, 'INC-' || value, 'incident', 'Paper and toner ' || :n::bigint,
                           '%3$s', 'supplies', 'NEW', 'P3', '%4$s'::uuid, NULL, now(), now() FROM number
                    RETURNING tenant_id, id, ticket_number, status, created_at),
                history AS (
                    INSERT INTO bench_baseline.ticket_history (tenant_id, ticket_id, changed_by, change_type, new_value, cause,
                                                               created_at)
                    SELECT tenant_id, id, '%4$s'::uuid, 'CREATED', status, 'person', created_at FROM made)
                INSERT INTO bench_baseline.outbox (id, shard, topic, aggregate_id, sequence, type, tenant_id, payload,
                                                   correlation_id, causation_id, traceparent, occurred_at)
                SELECT %2$s, 7, 'steward.ticket.events.v1', id, 1, 'steward.ticket.created.v1', tenant_id,
                       convert_to('{"ticketId":"' || id || '","number":"' || ticket_number || '","type":"incident",'
                           '"title":"Paper and toner 000000","status":"NEW","priority":"P3","category":"supplies",'
                           '"requesterId":"%4$s","assigneeId": null,"teamId": null,"createdAt":"2026-01-01T00-00-00.000000Z"}', 'UTF8'),
                       '0123456789abcdef0123456789abcdef', NULL, '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
                       created_at FROM made;
                """.formatted(
                tenant(), id, Words.ORDER, stock.organization().requester().id());
    }

    private String search() {
        return """
                \\set thing random(1, %1$d)
                \\set place random(1, %2$d)
                WITH asked AS MATERIALIZED (
                    SELECT websearch_to_tsquery('english', (%3$s)[:thing::int] || ' ' || (%4$s)[:place::int]) AS terms),
                matches AS MATERIALIZED (
                    (SELECT t.id FROM bench_baseline.tickets t, asked
                      WHERE t.tenant_id = '%5$s' AND t.search_vector @@ asked.terms LIMIT 10000)
                    UNION
                    (SELECT c.ticket_id FROM bench_baseline.comments c, asked
                      WHERE c.tenant_id = '%5$s' AND c.search_vector @@ asked.terms LIMIT 10000))
                SELECT %6$s FROM bench_baseline.tickets
                 WHERE tenant_id = '%5$s' AND deleted_at IS NULL AND id IN (SELECT id FROM matches)
                 ORDER BY created_at DESC, id DESC LIMIT %7$d;
                """.formatted(
                        Words.THINGS.size(),
                        Words.PLACES.size(),
                        Words.array(Words.THINGS),
                        Words.array(Words.PLACES),
                        tenant(),
                        COLUMNS,
                        Operation.PAGE + 1);
    }

    private String tenant() {
        return stock.organization().id().toString();
    }
}
