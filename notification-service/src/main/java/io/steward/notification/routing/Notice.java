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
import io.steward.kit.text.Excerpt;
import io.steward.mail.QuotedName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What a notification says, in plain text. What people wrote is marked as theirs: a ticket's title in quotation marks and without links,
 * a comment line by line behind {@code >}.
 *
 * @param title one line that begins with the ticket's number in brackets, by which a reply can be matched; it becomes a mail's subject
 * @param heading the ticket's title
 * @param text what happened
 */
record Notice(String title, String heading, String text) {
    private static final int TITLE = 200;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Empty for an event of which nobody is told. */
    static Optional<Notice> of(DomainEvent event) {
        return Optional.ofNullable(
                switch (event) {
                    case TicketCreated e ->
                        of(
                                e.number(),
                                e.title(),
                                "New ticket",
                                "A " + e.priority() + " ticket was opened"
                                        + (e.teamId() == null ? ". It has no team." : "."));
                    case TicketUpdated e
                    when e.changedFields().contains("teamId") ->
                        of(
                                e.number(),
                                e.title(),
                                e.teamId() == null ? "Without a team" : "Moved to another team",
                                e.teamId() == null
                                        ? "The ticket has no team any more, and nobody works on it."
                                        : "The ticket was moved to another team, which you answer for.");
                    case TicketAssigned e ->
                        e.newAssigneeId() == null
                                ? of(e.number(), e.title(), "Unassigned", "Nobody works on the ticket any more.")
                                : of(e.number(), e.title(), "Assigned to you", "The ticket was assigned to you.");
                    case TicketCommented e -> commented(e);
                    case NoteAdded e ->
                        of(
                                e.number(),
                                e.title(),
                                "New internal note",
                                "A colleague added an internal note. It can be read in the ticket.");
                    case TicketStatusChanged e ->
                        of(
                                e.number(),
                                e.title(),
                                "Now " + words(e.newStatus()),
                                // Not from which: that it was escalated is none of the requester's business.
                                "The status changed to " + words(e.newStatus()) + ".");
                    case SlaWarningRaised e ->
                        of(
                                e.number(),
                                e.title(),
                                "SLA warning",
                                e.thresholdPercent() + " % of the " + words(e.clock()) + " time has passed. Due: "
                                        + time(e.dueAt()) + ".");
                    case SlaBreached e ->
                        of(
                                e.number(),
                                e.title(),
                                "SLA breached",
                                "The " + words(e.clock()) + " time ran out at " + time(e.dueAt()) + ".");
                    case EscalationRaised e ->
                        of(
                                e.number(),
                                e.title(),
                                "Escalated to you",
                                "Escalation level " + e.level() + " of the " + words(e.clock())
                                        + " time. Please acknowledge it and see to the ticket.");
                    default -> null;
                });
    }

    /** A comment with which the ticket moved is told with the move; that it was escalated is none of the requester's business. */
    private static Notice commented(TicketCommented e) {
        boolean moved = e.movedTo() != null && !e.movedTo().equals("ESCALATED");
        return moved
                ? of(
                        e.number(),
                        e.title(),
                        "Now " + words(e.movedTo()),
                        "The status changed to " + words(e.movedTo()) + ":\n" + quoted(e.excerpt()))
                : of(e.number(), e.title(), "New comment", quoted(e.excerpt()));
    }

    private static Notice of(String number, String ticketTitle, String what, String text) {
        String title = line("[" + number + "] " + what + ": " + ticketTitle);
        return new Notice(Excerpt.of(title, TITLE), QuotedName.of(ticketTitle), text);
    }

    String body() {
        return heading + "\n\n" + text;
    }

    /** The same with what another says of the ticket, too. */
    Notice and(Notice other) {
        return new Notice(title, heading, text.equals(other.text) ? text : text + "\n\n" + other.text);
    }

    private static String quoted(String words) {
        return "> " + text(words).strip().replaceAll("\\R", "\n> ");
    }

    /** Without line breaks and other control characters: a title cannot begin a second header. */
    private static String line(String value) {
        return value == null
                ? ""
                : value.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip();
    }

    private static String text(String value) {
        return value == null ? "" : value.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "");
    }

    private static String words(String name) {
        return name == null ? "" : name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String time(Instant at) {
        return at == null ? "unknown" : TIME.format(at);
    }
}
