package io.steward.testkit;

import java.util.List;

/** Reads the database's catalogue for tables that belong to an organization and are not behind the wall. */
public final class TenantWall {
    private TenantWall() {}

    /** Tables of the schema with a {@code tenant_id} and without forced row-level security or without the isolating policy. */
    public static List<String> gaps(String schema) {
        return Database.rows("""
                        SELECT c.relname FROM pg_class c
                          JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ?
                          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
                         WHERE c.relkind IN ('r', 'p')
                           AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
                               SELECT 1 FROM pg_policy p
                                WHERE p.polrelid = c.oid AND p.polname = 'tenant_isolation'
                                  AND pg_get_expr(p.polqual, c.oid) LIKE '%current_tenant()%'
                                  AND pg_get_expr(p.polwithcheck, c.oid) LIKE '%current_tenant()%'))
                         ORDER BY 1
                        """, schema).stream()
                .map(row -> (String) row.getFirst())
                .toList();
    }

    /** How many tables of the schema belong to an organization: a check over none proves nothing. */
    public static long tables(String schema) {
        return (Long) Database.value(
                "SELECT count(*) FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) "
                        + "WHERE table_schema = ? AND column_name = 'tenant_id' AND table_type = 'BASE TABLE'",
                schema);
    }
}
