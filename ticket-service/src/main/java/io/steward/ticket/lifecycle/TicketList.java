package io.steward.ticket.lifecycle;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import io.steward.ticket.workflow.TicketStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Lists and searches tickets, newest first. The statement holds only the conditions that were asked for, so that each finds its index. */
@ApplicationScoped
class TicketList {
    /** What to list; null asks for any. */
    record Filter(
            List<TicketStatus> statuses,
            List<Priority> priorities,
            UUID assigneeId,
            Boolean waitingForAgent,
            String query) {}

    private final Tx tx;

    TicketList(Tx tx) {
        this.tx = tx;
    }

    Uni<Page<TicketView>> find(Actor actor, Filter filter, int limit, Cursor after) {
        Statement statement = statement(actor, filter, limit, after);
        return tx.read(actor, statement.sql(), statement.parameters()).map(rows -> {
            List<TicketView> items = new ArrayList<>(rows.size());
            rows.forEach(row -> items.add(TicketView.of(Ticket.of(row))));
            return Page.of(items, limit, last -> new Cursor(last.createdAt(), last.id()));
        });
    }

    static Statement statement(Actor actor, Filter filter, int limit, Cursor after) {
        Statement statement = new Statement(actor.tenantId(), limit + 1);
        UUID reader = actor.may(Permissions.READ_ALL) ? null : actor.accountId();
        boolean search = filter.query() != null && !filter.query().isBlank();
        if (search) {
            statement.and(
                    "id IN (SELECT ticket_id FROM matching_tickets(%s, %s, %s))",
                    filter.query(), reader, actor.may(Permissions.COMMENT_INTERNAL));
        }
        if (reader != null) {
            statement.and("requestor_id = %s", reader);
        }
        if (filter.assigneeId() != null) {
            statement.and("assigned_to = %s", filter.assigneeId());
        }
        if (filter.waitingForAgent() != null) {
            statement.and(filter.waitingForAgent() ? "waiting_for_agent" : "NOT waiting_for_agent");
        }
        if (after != null) {
            statement.and("(created_at, id) < (%s, %s)", after.at().atOffset(ZoneOffset.UTC), after.id());
        }
        if (search) {
            // What was found is few, and every branch would search again.
            statement.anyOf("priority", filter.priorities());
            statement.anyOf("status", filter.statuses());
        } else {
            statement.eachOf("priority", filter.priorities());
            statement.eachOf("status", filter.statuses());
        }
        return statement;
    }

    /**
     * Grows a statement condition by condition; values only ever travel as parameters. Several values of a column become a branch each:
     * {@code = ANY} could not use the order of an index and would walk the newer tickets of every other value.
     */
    static final class Statement {
        private final StringBuilder conditions = new StringBuilder("tenant_id = $1 AND deleted_at IS NULL");
        private final List<Object> parameters = new ArrayList<>();
        /** The limit is written out: of one that is a parameter the planner expects a tenth of all rows, and plans anew each time. */
        private final String order;

        private List<String> branches = List.of("");

        Statement(UUID tenantId, int limit) {
            parameters.add(tenantId);
            order = " ORDER BY created_at DESC, id DESC LIMIT " + limit;
        }

        void and(String condition, Object... values) {
            Object[] places = new Object[values.length];
            for (int index = 0; index < values.length; index++) {
                places[index] = place(values[index]);
            }
            conditions.append(" AND ").append(condition.formatted(places));
        }

        void anyOf(String column, List<? extends Enum<?>> values) {
            if (!values.isEmpty()) {
                String[] names = values.stream().map(Enum::name).toArray(String[]::new);
                and(column + " = ANY(%s)", (Object) names);
            }
        }

        void eachOf(String column, List<? extends Enum<?>> values) {
            if (values.isEmpty()) {
                return;
            }
            List<String> equals = values.stream()
                    .distinct()
                    .map(value -> " AND " + column + " = " + place(value.name()))
                    .toList();
            branches = branches.stream()
                    .flatMap(branch -> equals.stream().map(branch::concat))
                    .toList();
        }

        String sql() {
            String select = "SELECT " + Ticket.COLUMNS + " FROM tickets WHERE " + conditions;
            if (branches.size() == 1) {
                return select + branches.getFirst() + order;
            }
            return branches.stream()
                    .map(branch -> "(" + select + branch + order + ")")
                    .collect(Collectors.joining(" UNION ALL ", "SELECT * FROM (", ") AS branch" + order));
        }

        Object[] parameters() {
            return parameters.toArray();
        }

        private String place(Object value) {
            parameters.add(value);
            return "$" + parameters.size();
        }
    }
}
