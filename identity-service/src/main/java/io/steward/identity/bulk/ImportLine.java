package io.steward.identity.bulk;

import io.steward.identity.bulk.ImportReport.LineProblem;
import io.steward.identity.invitation.InvitationRequests.Invite;
import io.steward.kit.text.Excerpt;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A line of a file of people as the invitation that it asks for, and what is wrong with it by itself or beside the lines before.
 *
 * @param email as far as it is shown; null for none
 * @param invite null when the line has no cells that can be told apart
 */
record ImportLine(int number, String email, Invite invite, List<LineProblem> problems) {
    private static final String EMAIL = Column.EMAIL.header();
    private static final int SHOWN = 254;

    static List<ImportLine> of(List<CsvFile.Line> lines, Validator validator) {
        Map<String, Integer> seen = new HashMap<>();
        return lines.stream().map(line -> of(line, seen, validator)).toList();
    }

    private static ImportLine of(CsvFile.Line line, Map<String, Integer> seen, Validator validator) {
        if (line.cells() == null) {
            LineProblem problem = new LineProblem(null, "cell-count", "The line has more or fewer cells than columns.");
            return new ImportLine(line.number(), null, null, List.of(problem));
        }
        Invite invite = invite(line.cells());
        List<LineProblem> problems = new ArrayList<>();
        line.cells().forEach((column, text) -> {
            if (text.indexOf('\0') >= 0) {
                problems.add(new LineProblem(column.header(), "invalid-character", "must not have a NUL"));
            }
        });
        validator.validate(invite).stream()
                .map(ImportLine::problem)
                .distinct()
                .sorted((a, b) -> (a.field() + a.code()).compareTo(b.field() + b.code()))
                .forEach(problems::add);
        noteDuplicate(seen, Column.EMAIL, invite.email(), line.number(), problems);
        noteDuplicate(seen, Column.USERNAME, invite.username(), line.number(), problems);
        String shown = invite.email() == null ? null : Excerpt.of(invite.email(), SHOWN);
        return new ImportLine(line.number(), shown, invite, List.copyOf(problems));
    }

    private static Invite invite(Map<Column, String> cells) {
        List<String> roles = Stream.of(cells.get(Column.ROLES).split("[;|]"))
                .map(String::strip)
                .filter(role -> !role.isEmpty())
                .toList();
        return new Invite(
                text(cells, Column.EMAIL),
                text(cells, Column.DISPLAY_NAME),
                roles,
                text(cells, Column.USERNAME),
                text(cells, Column.LANGUAGE));
    }

    private static String text(Map<Column, String> cells, Column column) {
        String text = cells.getOrDefault(column, "").strip();
        return text.isEmpty() ? null : text;
    }

    private static LineProblem problem(ConstraintViolation<Invite> violation) {
        Class<?> broken = violation.getConstraintDescriptor().getAnnotation().annotationType();
        String code = broken == NotBlank.class || broken == NotEmpty.class
                ? "required"
                : broken == Size.class ? "too-long" : "invalid-value";
        String field = violation.getPropertyPath().iterator().next().getName();
        return new LineProblem(field, code, violation.getMessage());
    }

    private static void noteDuplicate(
            Map<String, Integer> seen, Column column, String text, int number, List<LineProblem> problems) {
        if (text == null) {
            return;
        }
        Integer first = seen.putIfAbsent(column + " " + text.toLowerCase(Locale.ROOT), number);
        if (first != null) {
            problems.add(new LineProblem(column.header(), "duplicate-in-file", "is in line " + first + " already"));
        }
    }

    /** Whether somebody can be looked for by its address. */
    boolean hasAddress() {
        return invite != null && problems.stream().noneMatch(problem -> EMAIL.equals(problem.field()));
    }

    @Override
    public String toString() {
        return "ImportLine[" + number + "]";
    }
}
