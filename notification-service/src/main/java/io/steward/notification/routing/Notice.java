package io.steward.notification.routing;

import io.steward.events.DomainEvent;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.SlaEvent.SlaWarningRaised;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.kit.text.Excerpt;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What a notification says, in plain text. The title is one line, because it becomes a mail's subject.
 *
 * @param title begins with the ticket's number in brackets, by which a reply can be matched
 */
record Notice(String title, String body) {
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
                                "New ticket for your team",
                                "A " + e.priority() + " ticket was opened for your team.");
                    case TicketAssigned e ->
                        of(e.number(), e.title(), "Assigned to you", "The ticket was assigned to you.");
                    case TicketCommented e -> of(e.number(), e.title(), "New comment", e.excerpt());
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

    private static Notice of(String number, String ticketTitle, String what, String body) {
        String title = line("[" + number + "] " + what + ": " + ticketTitle);
        return new Notice(Excerpt.of(title, TITLE), line(ticketTitle) + "\n\n" + text(body));
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
