package io.steward.kit.inbox;

import com.fasterxml.jackson.core.JacksonException;
import io.steward.kit.tx.TransactionTimeout;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Tells a failure of the infrastructure, which passes, from one of the event itself, which stays. */
public final class FailureKind {
    /** SQLSTATE classes: connection, transaction state, resources, operator intervention, system error. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "25", "40", "53", "55", "57", "58", "XX");

    /** In a text, and escaped in JSON. */
    private static final Set<String> UNSTORABLE_CHARACTER = Set.of("22021", "22P05");

    private static final String QUERY_CANCELED = "57014";

    private FailureKind() {}

    /** Whether the same attempt may succeed later without anybody changing anything. */
    public static boolean isPassing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String state = stateOf(cause);
            if (state != null) {
                return state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2));
            }
            if (cause instanceof JacksonException) {
                // An IOException by descent, yet no try ever makes a text well-formed.
                return false;
            }
            if (cause instanceof NotYet
                    || cause instanceof IOException
                    || cause instanceof TimeoutException
                    || cause instanceof TransactionTimeout
                    || cause instanceof ClosedConnectionException
                    || cause instanceof VertxException
                    || isPoolTimeout(cause)) {
                return true;
            }
            if (cause == cause.getCause()) {
                return false;
            }
        }
        return false;
    }

    /** The pool and the client report by one type; a parameter of a wrong type is our mistake and never passes. */
    private static boolean isPoolTimeout(Throwable cause) {
        return cause instanceof NoStackTraceThrowable
                && (cause.getMessage() == null || !cause.getMessage().startsWith("Parameter"));
    }

    /** Whether it took longer than a transaction or a statement may: less work may do in that time what more could not. */
    public static boolean isOutOfTime(Throwable failure) {
        for (Throwable cause = failure; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
            if (cause instanceof TransactionTimeout || QUERY_CANCELED.equals(stateOf(cause))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the database refused a character that no text there can hold: NUL. */
    public static boolean isUnstorableText(Throwable failure) {
        for (Throwable cause = failure; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
            String state = stateOf(cause);
            if (state != null && UNSTORABLE_CHARACTER.contains(state)) {
                return true;
            }
        }
        return false;
    }

    /** The SQLSTATE of what the pg client reports, and of what Hibernate makes of it; null for any other failure. */
    private static String stateOf(Throwable cause) {
        if (cause instanceof PgException refused) {
            return refused.getSqlState() == null ? "" : refused.getSqlState();
        }
        return cause instanceof SQLException refused ? refused.getSQLState() : null;
    }

    /** One line for the dead letter: the kind of failure and where in the database, never a value of the event. */
    static String describe(Throwable failure) {
        if (failure instanceof UnreadableEvent) {
            return failure.getMessage();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException refused) {
                return "database refused: SQLSTATE " + refused.getSqlState()
                        + (refused.getConstraint() == null ? "" : ", constraint " + refused.getConstraint());
            }
        }
        return failure.getClass().getSimpleName();
    }
}
