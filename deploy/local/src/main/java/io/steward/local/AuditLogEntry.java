package io.steward.local;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;

/**
 * An entry of an audit log as it lies in the database.
 *
 * @param computedHash what its hash must be; worked out here, not by the database that is under suspicion
 */
record AuditLogEntry(
        UUID organization,
        long sequence,
        UUID id,
        String previousHash,
        String hash,
        String computedHash,
        boolean actorIsGenuine) {

    static final String SELECT = """
            SELECT tenant_id, sequence, id, user_id, actor_salt, actor_digest, occurred_at, cause, host(client_address) AS client_address,
                   request_id, action, resource_type, resource_id, old_values::text AS old_values, new_values::text AS new_values,
                   previous_hash, hash
              FROM audit_logs ORDER BY tenant_id, sequence, id""";

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();

    static AuditLogEntry of(ResultSet row) throws SQLException {
        return new AuditLogEntry(
                row.getObject("tenant_id", UUID.class),
                row.getLong("sequence"),
                row.getObject("id", UUID.class),
                hex(row, "previous_hash"),
                hex(row, "hash"),
                computed(row),
                actorIsGenuine(row));
    }

    /** Each field as its length in bytes, a colon and its text, or a dash: as identity's {@code audit_hash} has it. */
    private static String computed(ResultSet row) throws SQLException {
        var text = new StringBuilder();
        for (String field : Arrays.asList(
                row.getString("tenant_id"),
                Long.toString(row.getLong("sequence")),
                hex(row, "previous_hash"),
                row.getString("id"),
                hex(row, "actor_digest"),
                MICROSECONDS.format(row.getObject("occurred_at", OffsetDateTime.class)),
                row.getString("cause"),
                row.getString("client_address"),
                row.getString("request_id"),
                row.getString("action"),
                row.getString("resource_type"),
                row.getString("resource_id"),
                row.getString("old_values"),
                row.getString("new_values"))) {
            if (field == null) {
                text.append('-');
            } else {
                text.append(field.getBytes(StandardCharsets.UTF_8).length)
                        .append(':')
                        .append(field);
            }
        }
        return sha256(text.toString());
    }

    /** The account's reference may have been erased, but never set to another. */
    private static boolean actorIsGenuine(ResultSet row) throws SQLException {
        String account = row.getString("user_id");
        String salt = row.getString("actor_salt");
        return account == null || salt != null && Objects.equals(sha256(salt + account), hex(row, "actor_digest"));
    }

    private static String hex(ResultSet row, String column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? null : HEX.formatHex(bytes);
    }

    private static String sha256(String text) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM lacks SHA-256", e);
        }
    }
}
