package io.steward.identity.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What became of a file of people, or would.
 *
 * @param counts of lines by outcome; those that there are
 */
public record ImportReport(boolean dryRun, List<Line> lines, Map<Outcome, Integer> counts) {

    static ImportReport of(boolean dryRun, List<Line> lines) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        lines.forEach(line -> counts.merge(line.outcome(), 1, Integer::sum));
        return new ImportReport(dryRun, lines, counts);
    }

    /** What became of a line. */
    public enum Outcome {
        INVITED,
        /** In a dry run. */
        WOULD_INVITE,
        /** A member has the address; nothing of him changes. */
        EXISTS,
        ALREADY_INVITED,
        /** What the line says is not acceptable. */
        INVALID,
        /** The line is right, but who imports may not give these roles, or the organization may invite no more today. */
        REFUSED,
        /** For want of the infrastructure: import the file again. */
        FAILED,
        /** Not tried, because a line before has failed. */
        SKIPPED
    }

    /**
     * One line's.
     *
     * @param line its number in the file, the header's is 1
     * @param userId of the member that exists, for who may read members
     * @param invitationId of the invitation that was made
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(
            int line, Outcome outcome, String email, UUID userId, UUID invitationId, List<LineProblem> problems) {
        @Override
        public String toString() {
            return "Line[" + line + ", " + outcome + "]";
        }
    }

    /**
     * @param field the column; absent when it is the whole line's
     * @param code stable, as in a problem document
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LineProblem(String field, String code, String message) {}
}
