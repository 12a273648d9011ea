package io.steward.kit.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class FailureKindTest {
    @Test
    void what_passes_is_waited_for() {
        assertThat(FailureKind.isPassing(new ConnectException("refused"))).isTrue();
        assertThat(FailureKind.isPassing(ClosedConnectionException.INSTANCE)).isTrue();
        assertThat(FailureKind.isPassing(new NoStackTraceThrowable("Timeout"))).isTrue();
        assertThat(FailureKind.isPassing(new RuntimeException(new ConnectException())))
                .isTrue();
        for (String state : new String[] {"08006", "40001", "40P01", "53300", "57P01", "57P03", "58030"}) {
            assertThat(FailureKind.isPassing(refused(state))).as(state).isTrue();
        }
    }

    @Test
    void running_out_of_time_is_told_from_what_passes_otherwise() {
        assertThat(FailureKind.isOutOfTime(refused("57014"))).isTrue();
        assertThat(FailureKind.isOutOfTime(new RuntimeException(new SQLException("canceled", "57014"))))
                .isTrue();
        assertThat(FailureKind.isOutOfTime(refused("57P01"))).isFalse();
        assertThat(FailureKind.isOutOfTime(new ConnectException("refused"))).isFalse();
    }

    @Test
    void what_stays_is_a_dead_letter() {
        assertThat(FailureKind.isPassing(refused("23505"))).isFalse();
        assertThat(FailureKind.isPassing(refused("22021"))).isFalse();
        assertThat(FailureKind.isPassing(new NullPointerException())).isFalse();
        assertThat(FailureKind.isPassing(new NoStackTraceThrowable("Parameter at position[0] cannot be coerced")))
                .isFalse();
        assertThat(FailureKind.isPassing(new UnreadableEvent("no header", null)))
                .isFalse();
    }

    @Test
    void what_hibernate_makes_of_a_refusal_is_judged_alike() {
        assertThat(FailureKind.isPassing(new RuntimeException(new SQLException("gone", "57P01"))))
                .isTrue();
        assertThat(FailureKind.isPassing(new RuntimeException(new SQLException("taken", "23505"))))
                .isFalse();
        assertThat(FailureKind.isUnstorableText(new RuntimeException(new SQLException("NUL", "22021"))))
                .isTrue();
        assertThat(FailureKind.isUnstorableText(refused("22021"))).isTrue();
        assertThat(FailureKind.isUnstorableText(refused("22P05"))).isTrue();
        assertThat(FailureKind.isUnstorableText(new RuntimeException())).isFalse();
        assertThat(FailureKind.isUnstorableText(refused("22001"))).isFalse();
    }

    @Test
    void a_reason_names_no_value_of_the_event() {
        PgException failure =
                new PgException("duplicate key ann@example.org", "ERROR", "23505", "Key (email)=(ann@example.org)");
        assertThat(FailureKind.describe(failure)).contains("23505").doesNotContain("ann");
    }

    private static PgException refused(String state) {
        return new PgException("refused", "ERROR", state, null);
    }
}
