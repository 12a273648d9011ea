package io.steward.identity.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import java.sql.Connection;
import java.sql.SQLException;

/** Holds an organization's audit log, which every change writes last: changes that are under way go on to that and wait, uncommitted. */
public final class HeldLog implements AutoCloseable {
    private final Connection holder;

    public HeldLog(String organization) throws SQLException {
        holder = Database.superuser();
        holder.setAutoCommit(false);
        holder.createStatement()
                .execute("SELECT 1 FROM identity.audit_heads WHERE tenant_id = '" + organization + "' FOR UPDATE");
    }

    /** Waits until so many changes wait, for the log or for each other. */
    public void await(long changes) {
        Eventually.check(() -> assertThat(
                        (Long)
                                Database.value(
                                        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'identity_app' AND wait_event_type = 'Lock'"))
                .isGreaterThanOrEqualTo(changes));
    }

    @Override
    public void close() throws SQLException {
        holder.rollback();
        holder.close();
    }
}
