package io.steward.ticket.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketPriorityChanged;
import io.steward.events.TicketEvent.TicketUpdated;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.web.MergePatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a merge patch does to a ticket. Assigning has a permission of its own; the rest needs the one to update. */
final class TicketPatch {
    private static final Set<String> EDITABLE =
            Set.of("title", "description", "category", "priority", "teamId", "assigneeId");

    private final MergePatch patch;

    private TicketPatch(MergePatch patch) {
        this.patch = patch;
    }

    /** @throws Problem 400 for a property that is unknown or of a wrong type, 403 for one that the actor may not edit */
    static TicketPatch of(JsonNode body, Actor actor) {
        MergePatch patch = MergePatch.of(body, EDITABLE);
        boolean onlyAssigns = patch.has("assigneeId") && body.size() == 1;
        if (!onlyAssigns && !actor.may(Permissions.UPDATE)
                || patch.has("assigneeId") && !actor.may(Permissions.ASSIGN)) {
            throw Problem.forbidden("forbidden", "Your roles do not allow this edit.");
        }
        TicketPatch edit = new TicketPatch(patch);
        edit.validate();
        return edit;
    }

    private void validate() {
        applyTexts(null);
        assignee();
        team();
        if (patch.has("priority")) {
            patch.oneOf("priority", Priority.class);
        }
    }

    Optional<UUID> assignee() {
        return patch.has("assigneeId") ? Optional.ofNullable(patch.id("assigneeId")) : Optional.empty();
    }

    Optional<UUID> team() {
        return patch.has("teamId") ? Optional.ofNullable(patch.id("teamId")) : Optional.empty();
    }

    TicketChange applyTo(Ticket ticket, Actor actor, Instant now) {
        TicketChange change = describe(TicketChange.of(ticket), actor, now);
        change = prioritise(change, now);
        return assign(change, actor, now);
    }

    private TicketChange describe(TicketChange change, Actor actor, Instant now) {
        Ticket ticket = change.ticket();
        Texts texts = applyTexts(ticket);
        List<String> changed = texts.changedFrom(ticket);
        if (changed.isEmpty()) {
            return change;
        }
        Ticket edited = ticket.withTexts(texts.title(), texts.description(), texts.category(), texts.teamId(), now);
        return change.with(
                edited,
                new TicketUpdated(
                        edited.id(),
                        edited.number(),
                        edited.title(),
                        edited.category(),
                        edited.teamId(),
                        changed,
                        now,
                        actor.accountId()));
    }

    private TicketChange prioritise(TicketChange change, Instant now) {
        Ticket ticket = change.ticket();
        Priority wanted = patch.has("priority") ? patch.oneOf("priority", Priority.class) : ticket.priority();
        if (wanted == ticket.priority()) {
            return change;
        }
        return change.with(
                ticket.withPriority(wanted, now),
                new TicketPriorityChanged(
                        ticket.id(),
                        ticket.number(),
                        ticket.title(),
                        ticket.priority().name(),
                        wanted.name(),
                        now));
    }

    private TicketChange assign(TicketChange change, Actor actor, Instant now) {
        Ticket ticket = change.ticket();
        UUID wanted = patch.has("assigneeId") ? patch.id("assigneeId") : ticket.assigneeId();
        if (Objects.equals(wanted, ticket.assigneeId())) {
            return change;
        }
        return change.with(
                ticket.withAssignee(wanted, now),
                new TicketAssigned(
                        ticket.id(),
                        ticket.number(),
                        ticket.title(),
                        ticket.requesterId(),
                        ticket.assigneeId(),
                        wanted,
                        actor.accountId(),
                        now));
    }

    private Texts applyTexts(Ticket old) {
        String description = patch.has("description")
                ? Objects.requireNonNullElse(patch.text("description", TicketRequests.DESCRIPTION, false), "")
                : old == null ? "" : old.description();
        return new Texts(
                patch.has("title")
                        ? patch.text("title", TicketRequests.TITLE, true).strip()
                        : old == null ? "" : old.title(),
                description,
                patch.has("category")
                        ? patch.text("category", TicketRequests.CATEGORY, false)
                        : old == null ? null : old.category(),
                patch.has("teamId") ? patch.id("teamId") : old == null ? null : old.teamId());
    }

    private record Texts(String title, String description, String category, UUID teamId) {
        List<String> changedFrom(Ticket old) {
            List<String> changed = new ArrayList<>();
            note(changed, "title", title, old.title());
            note(changed, "description", description, old.description());
            note(changed, "category", category, old.category());
            note(changed, "teamId", teamId, old.teamId());
            return changed;
        }

        private static void note(List<String> changed, String field, Object now, Object before) {
            if (!Objects.equals(now, before)) {
                changed.add(field);
            }
        }
    }
}
