package io.steward.notification.routing;

import io.steward.events.DomainEvent;
import io.steward.events.NoteEvent.NoteAdded;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.SlaEvent.SlaWarningRaised;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.events.TicketEvent.TicketUpdated;
import io.steward.notification.directory.Audience;
import io.steward.notification.feed.NotificationType;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

/** A reason for which somebody is told of an event. The README has them as a table. */
enum RoutingPolicy {
    THE_RESPONSIBLE_LEARN_OF_A_NEW_TICKET(
            NotificationType.TICKET_CREATED,
            Audience.STAFF,
            TicketCreated.class,
            (created, circle) -> Told.responsible(created.requesterId())),

    /** A ticket that lost its team but has an assignee is in good hands. */
    THE_RESPONSIBLE_LEARN_OF_A_TICKET_THAT_CAME_TO_THEM(
            NotificationType.TICKET_MOVED,
            Audience.STAFF,
            TicketUpdated.class,
            (updated, circle) -> updated.changedFields().contains("teamId")
                            && (updated.teamId() != null || circle.assigneeId() == null)
                    ? Told.responsible(updated.actorId())
                    : Told.NOBODY),

    THE_NEW_ASSIGNEE_LEARNS_OF_THE_ASSIGNMENT(
            NotificationType.TICKET_ASSIGNED,
            Audience.STAFF,
            TicketAssigned.class,
            (assigned, circle) -> Told.only(assigned.newAssigneeId(), assigned.actorId())),

    THE_RESPONSIBLE_LEARN_OF_A_TICKET_THAT_NOBODY_HAS(
            NotificationType.TICKET_UNASSIGNED,
            Audience.STAFF,
            TicketAssigned.class,
            (assigned, circle) ->
                    assigned.newAssigneeId() == null ? Told.responsible(assigned.actorId()) : Told.NOBODY),

    THE_REQUESTER_LEARNS_OF_AN_AGENTS_COMMENT(
            NotificationType.TICKET_COMMENTED,
            Audience.REQUESTER,
            TicketCommented.class,
            (comment, circle) ->
                    comment.byAgent() ? Told.only(comment.requesterId(), comment.authorId()) : Told.NOBODY),

    SOMEBODY_LEARNS_OF_THE_REQUESTERS_COMMENT(
            NotificationType.TICKET_COMMENTED,
            Audience.STAFF,
            TicketCommented.class,
            (comment, circle) -> comment.byAgent()
                    ? Told.NOBODY
                    : Told.assigneeElseResponsible(comment.assigneeId(), comment.authorId())),

    THE_ASSIGNEE_LEARNS_OF_A_COLLEAGUES_COMMENT(
            NotificationType.TICKET_COMMENTED,
            Audience.STAFF,
            TicketCommented.class,
            (comment, circle) -> comment.byAgent() ? Told.only(comment.assigneeId(), comment.authorId()) : Told.NOBODY),

    THE_ASSIGNEE_LEARNS_OF_A_COLLEAGUES_NOTE(
            NotificationType.NOTE_ADDED,
            Audience.NOTE_READERS,
            NoteAdded.class,
            (note, circle) -> Told.only(note.assigneeId(), note.authorId())),

    /** That work was escalated is the organization's own affair. A move with a comment is told with that comment. */
    THE_REQUESTER_LEARNS_OF_A_NEW_STATUS(
            NotificationType.TICKET_STATUS_CHANGED,
            Audience.REQUESTER,
            TicketStatusChanged.class,
            (moved, circle) -> moved.commentId() != null || moved.newStatus().equals("ESCALATED")
                    ? Told.NOBODY
                    : Told.only(moved.requesterId(), moved.actorId())),

    SOMEBODY_LEARNS_OF_A_REOPENED_TICKET(
            NotificationType.TICKET_STATUS_CHANGED,
            Audience.STAFF,
            TicketStatusChanged.class,
            (moved, circle) -> moved.commentId() == null && moved.newStatus().equals("REOPENED")
                    ? Told.assigneeElseResponsible(moved.assigneeId(), moved.actorId())
                    : Told.NOBODY),

    SOMEBODY_LEARNS_OF_A_TICKET_THAT_A_COLLEAGUE_REOPENED_WITH_A_COMMENT(
            NotificationType.TICKET_COMMENTED,
            Audience.STAFF,
            TicketCommented.class,
            (comment, circle) -> comment.byAgent() && "REOPENED".equals(comment.movedTo())
                    ? Told.assigneeElseResponsible(comment.assigneeId(), comment.authorId())
                    : Told.NOBODY),

    SOMEBODY_IS_WARNED(
            NotificationType.SLA_WARNING,
            Audience.STAFF,
            SlaWarningRaised.class,
            (warning, circle) -> Told.assigneeElseResponsible(warning.assigneeId(), null)),

    SOMEBODY_LEARNS_OF_A_BREACH(
            NotificationType.SLA_BREACHED,
            Audience.STAFF,
            SlaBreached.class,
            (breached, circle) -> Told.assigneeElseResponsible(circle.assigneeId(), null)),

    WHOEVER_IT_IS_ESCALATED_TO_STEPS_IN(
            NotificationType.ESCALATION,
            Audience.STAFF,
            EscalationRaised.class,
            (raised, circle) -> new Told(escalatedTo(raised), true, null));

    private final NotificationType type;
    private final Audience audience;
    private final BiFunction<DomainEvent, Circle, Told> told;

    <E extends DomainEvent> RoutingPolicy(
            NotificationType type, Audience audience, Class<E> event, BiFunction<E, Circle, Told> told) {
        this.type = type;
        this.audience = audience;
        this.told = (happened, circle) ->
                event.isInstance(happened) ? told.apply(event.cast(happened), circle) : Told.NOBODY;
    }

    NotificationType type() {
        return type;
    }

    /** For whom it is: nobody else is told, whoever the policy names. */
    Audience audience() {
        return audience;
    }

    Told told(DomainEvent event, Circle circle) {
        return told.apply(event, circle);
    }

    private static List<UUID> escalatedTo(EscalationRaised raised) {
        return raised.escalatedTo() == null ? List.of() : raised.escalatedTo();
    }
}
