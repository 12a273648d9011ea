package io.steward.notification.routing;

import io.steward.events.DomainEvent;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.SlaEvent.SlaWarningRaised;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.notification.feed.NotificationType;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

/** A reason for which somebody is told of an event. Nobody is told of what he did himself. */
enum RoutingPolicy {
    TEAM_LEADS_LEARN_OF_A_NEW_TICKET(
            NotificationType.TICKET_CREATED,
            TicketCreated.class,
            (created, circle) ->
                    created.teamId() == null ? List.of() : others(created.requesterId(), circle.teamLeads())),

    THE_NEW_ASSIGNEE_LEARNS_OF_THE_ASSIGNMENT(
            NotificationType.TICKET_ASSIGNED,
            TicketAssigned.class,
            (assigned, circle) -> others(assigned.actorId(), assigned.newAssigneeId())),

    THE_REQUESTER_LEARNS_OF_AN_AGENTS_COMMENT(
            NotificationType.TICKET_COMMENTED,
            TicketCommented.class,
            (comment, circle) -> comment.byAgent() ? others(comment.authorId(), comment.requesterId()) : List.of()),

    THE_ASSIGNEE_LEARNS_OF_THE_REQUESTERS_COMMENT(
            NotificationType.TICKET_COMMENTED,
            TicketCommented.class,
            (comment, circle) -> comment.byAgent() ? List.of() : others(comment.authorId(), comment.assigneeId())),

    /** That work was escalated is the organization's own affair. */
    THE_REQUESTER_LEARNS_OF_A_NEW_STATUS(
            NotificationType.TICKET_STATUS_CHANGED,
            TicketStatusChanged.class,
            (moved, circle) ->
                    moved.newStatus().equals("ESCALATED") ? List.of() : others(moved.actorId(), moved.requesterId())),

    THE_ASSIGNEE_LEARNS_OF_A_REOPENED_TICKET(
            NotificationType.TICKET_STATUS_CHANGED,
            TicketStatusChanged.class,
            (moved, circle) ->
                    moved.newStatus().equals("REOPENED") ? others(moved.actorId(), moved.assigneeId()) : List.of()),

    THE_ASSIGNEE_IS_WARNED_ELSE_THE_LEADS(
            NotificationType.SLA_WARNING,
            SlaWarningRaised.class,
            (warning, circle) -> warning.assigneeId() == null ? circle.teamLeads() : List.of(warning.assigneeId())),

    THE_ASSIGNEE_LEARNS_OF_A_BREACH(
            NotificationType.SLA_BREACHED, SlaBreached.class, (breached, circle) -> others(null, circle.assigneeId())),

    WHOEVER_IT_IS_ESCALATED_TO_STEPS_IN(
            NotificationType.ESCALATION,
            EscalationRaised.class,
            (raised, circle) -> raised.escalatedTo() == null ? List.of() : raised.escalatedTo());

    private final NotificationType type;
    private final BiFunction<DomainEvent, Circle, List<UUID>> recipients;

    <E extends DomainEvent> RoutingPolicy(
            NotificationType type, Class<E> event, BiFunction<E, Circle, List<UUID>> recipients) {
        this.type = type;
        this.recipients = (happened, circle) ->
                event.isInstance(happened) ? recipients.apply(event.cast(happened), circle) : List.of();
    }

    NotificationType type() {
        return type;
    }

    List<UUID> recipients(DomainEvent event, Circle circle) {
        return recipients.apply(event, circle);
    }

    private static List<UUID> others(UUID actor, UUID person) {
        return person == null ? List.of() : others(actor, List.of(person));
    }

    private static List<UUID> others(UUID actor, List<UUID> people) {
        return people.stream().filter(person -> !person.equals(actor)).toList();
    }
}
