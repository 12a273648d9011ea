package io.steward.ticket.workflow;

import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import java.util.List;
import java.util.Optional;

/** The moves that tickets of an organization may make. */
public record Workflow(String name, List<Edge> edges) {

    /** One move, and the permission that it needs. */
    public record Edge(TicketStatus from, TicketStatus to, String permission) {}

    public Workflow {
        edges = List.copyOf(edges);
    }

    public Optional<Edge> edge(TicketStatus from, TicketStatus to) {
        return edges.stream()
                .filter(edge -> edge.from() == from && edge.to() == to)
                .findFirst();
    }

    /** What this actor may do next; the system may take every edge. */
    public List<TicketStatus> allowed(TicketStatus from, Actor actor) {
        return edges.stream()
                .filter(edge -> edge.from() == from && (actor.isSystem() || actor.may(edge.permission())))
                .map(Edge::to)
                .sorted()
                .toList();
    }

    /**
     * @throws Problem 409 when there is no such edge, with the allowed ones; 403 when there is one and the actor may not take it
     */
    public void require(TicketStatus from, TicketStatus to, Actor actor) {
        Edge edge = edge(from, to).orElseThrow(() -> Problem.conflict(
                        "transition-not-allowed", "A ticket that is " + from + " cannot become " + to + ".")
                .with("from", from)
                .with("to", to)
                .with("allowed", allowed(from, actor)));
        if (!actor.isSystem() && !actor.may(edge.permission())) {
            throw Problem.forbidden("forbidden", "Your roles do not allow this move.")
                    .with("allowed", allowed(from, actor));
        }
    }
}
