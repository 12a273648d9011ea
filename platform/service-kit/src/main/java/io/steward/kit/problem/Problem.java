package io.steward.kit.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What went wrong, in the words of RFC 9457: rules and services throw it, one place writes it. The {@code code} is stable and listed
 * in {@code docs/problems.md}; the detail is for people and names no secret.
 */
public final class Problem extends RuntimeException {
    static final String RETRY_AFTER = "retryAfter";
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String title;
    private final transient Map<String, Object> extensions = new LinkedHashMap<>();

    private Problem(int status, String code, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.title = title;
    }

    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail);
    }

    /** 400: the request cannot be understood. */
    public static Problem badRequest(String code, String detail) {
        return of(400, code, "The request cannot be understood", detail);
    }

    /** 422: understood, but what it names is not acceptable; {@code field} is the offending property. */
    public static Problem unprocessable(String code, String field, String detail) {
        return of(422, code, "The request is not acceptable", detail).with("field", field);
    }

    public static Problem forbidden(String code, String detail) {
        return of(403, code, "Not allowed", detail);
    }

    /** 404: the same for what is not there and for what belongs to another organization. */
    public static Problem notFound() {
        return of(404, "not-found", "Not found", "There is no such resource, or it is not yours to see.");
    }

    public static Problem conflict(String code, String detail) {
        return of(409, code, "Conflict", detail);
    }

    /** 429: refused for now; {@code retryAfter} seconds go into the document and the {@code Retry-After} header. */
    public static Problem tooManyRequests(String code, String detail, int retryAfter) {
        return of(429, code, "Too many requests", detail).with(RETRY_AFTER, retryAfter);
    }

    /** Adds a member to the document. */
    public Problem with(String member, Object value) {
        extensions.put(member, value);
        return this;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String title() {
        return title;
    }

    public Map<String, Object> extensions() {
        return extensions;
    }
}
