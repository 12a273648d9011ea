package io.steward.kit.web;

import io.steward.kit.problem.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ETag} and {@code If-Match} (RFC 9110): the tag is the version of the resource, so that no edit is lost. */
public final class EntityTags {
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"(\\d{1,18})\"");

    private EntityTags() {}

    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /**
     * The version that the client has seen.
     *
     * @throws Problem 428 without {@code If-Match}; 412 for a tag that this service never gave
     */
    public static long required(String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw Problem.of(
                    428,
                    "precondition-required",
                    "Precondition required",
                    "Send If-Match with the ETag that you last saw.");
        }
        Matcher tag = TAG.matcher(ifMatch.trim());
        if (!tag.matches()) {
            throw stale();
        }
        return Long.parseLong(tag.group(1));
    }

    /** 412: somebody else changed it since. */
    public static Problem stale() {
        return Problem.of(
                412,
                "precondition-failed",
                "Changed since",
                "It was changed since you read it. Read it again and repeat your change.");
    }
}
