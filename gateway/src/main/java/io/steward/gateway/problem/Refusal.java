package io.steward.gateway.problem;

/**
 * A problem with what this one answer adds to it.
 *
 * @param detail a sentence for the caller, or null
 * @param retryAfterSeconds for {@code Retry-After}, or 0
 */
public record Refusal(Problem problem, String detail, long retryAfterSeconds) {

    public static Refusal of(Problem problem) {
        return new Refusal(problem, null, problem.status() == 503 ? 2 : 0);
    }

    public static Refusal of(Problem problem, String detail) {
        return new Refusal(problem, detail, 0);
    }
}
