package io.steward.ticket.lifecycle;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.steward.kit.problem.Problem;
import java.util.Locale;
import java.util.stream.Stream;

/** The ITIL practice that a ticket belongs to; each numbers its own. */
public enum TicketType {
    INCIDENT("INC"),
    SERVICE_REQUEST("REQ"),
    PROBLEM("PRB"),
    CHANGE("CHG");

    private final String prefix;

    TicketType(String prefix) {
        this.prefix = prefix;
    }

    public String prefix() {
        return prefix;
    }

    /** {@code INC-000042}. */
    public String number(long sequence) {
        return "%s-%06d".formatted(prefix, sequence);
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Any case is read. */
    @JsonCreator
    public static TicketType parse(String name) {
        return Stream.of(values())
                .filter(type -> type.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest("invalid-value", "There is no such ticket type.")
                        .with("field", "type")
                        .with(
                                "allowed",
                                Stream.of(values()).map(TicketType::wireName).toList()));
    }
}
