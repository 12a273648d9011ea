package io.steward.ticket.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WorkflowTest {
    private static final Cause CAUSE = Cause.person("r", null);
    private final Workflow workflow = new Workflow(
            "two",
            List.of(
                    new Workflow.Edge(TicketStatus.RESOLVED, TicketStatus.CLOSED, "ticket:transition"),
                    new Workflow.Edge(TicketStatus.RESOLVED, TicketStatus.REOPENED, "ticket:reopen")));
    private final Actor requester = new Actor(UUID.randomUUID(), UUID.randomUUID(), Set.of("ticket:reopen"), CAUSE);
    private final Actor system = Actor.system(UUID.randomUUID(), CAUSE);

    @Test
    void what_is_allowed_depends_on_the_actors_permissions() {
        assertThat(workflow.allowed(TicketStatus.RESOLVED, requester)).containsExactly(TicketStatus.REOPENED);
        assertThat(workflow.allowed(TicketStatus.RESOLVED, system))
                .containsExactly(TicketStatus.CLOSED, TicketStatus.REOPENED);
        assertThat(workflow.allowed(TicketStatus.NEW, system)).isEmpty();
    }

    @Test
    void a_move_without_an_edge_is_a_conflict_and_one_without_the_permission_is_forbidden() {
        assertThatThrownBy(() -> workflow.require(TicketStatus.NEW, TicketStatus.CLOSED, system))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(409));
        assertThatThrownBy(() -> workflow.require(TicketStatus.RESOLVED, TicketStatus.CLOSED, requester))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(403));
        workflow.require(TicketStatus.RESOLVED, TicketStatus.REOPENED, requester);
    }
}
