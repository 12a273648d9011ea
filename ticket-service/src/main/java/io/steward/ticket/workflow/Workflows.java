package io.steward.ticket.workflow;

import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Reads the acting organization's workflow. */
@ApplicationScoped
public class Workflows {
    private static final String EDGES = """
            SELECT workflow, from_status, to_status, permission FROM workflow_edges
             WHERE workflow = coalesce((SELECT workflow FROM organization_workflow WHERE tenant_id = $1), 'standard')
            """;

    public Uni<Workflow> of(Scope scope) {
        return scope.query(EDGES, scope.actor().tenantId()).map(Workflows::read);
    }

    private static Workflow read(RowSet<Row> rows) {
        List<Workflow.Edge> edges = new ArrayList<>();
        String name = "";
        for (Row row : rows) {
            name = row.getString("workflow");
            edges.add(new Workflow.Edge(
                    TicketStatus.valueOf(row.getString("from_status")),
                    TicketStatus.valueOf(row.getString("to_status")),
                    row.getString("permission")));
        }
        return new Workflow(name, edges);
    }
}
