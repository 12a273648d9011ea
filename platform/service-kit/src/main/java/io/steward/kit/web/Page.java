package io.steward.kit.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * A part of a list, by keyset: stable under inserts, no offset, no count.
 *
 * @param nextCursor opaque; null on the last page
 */
public record Page<T>(List<T> items, String nextCursor) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    /** Of one row more than the limit: the surplus row only tells that there is a next page, whose cursor is the last kept item's. */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, Cursor> cursorOf) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> items = List.copyOf(rows.subList(0, limit));
        return new Page<>(items, cursorOf.apply(items.getLast()).encoded());
    }

    public static <T> Page<T> whole(List<T> items) {
        return new Page<>(items, null);
    }

    /** With the RFC 8288 link to the next page. */
    public RestResponse<Page<T>> response(HttpServerRequest request) {
        RestResponse.ResponseBuilder<Page<T>> response = RestResponse.ResponseBuilder.ok(this);
        if (nextCursor != null) {
            response.header("Link", "<" + withCursor(request.uri(), nextCursor) + ">; rel=\"next\"");
        }
        return response.build();
    }

    /** The request as it came, but for its cursor. By hand: a URI builder took an eighth of a list's time. */
    static String withCursor(String uri, String cursor) {
        int query = uri.indexOf('?');
        if (query < 0) {
            return uri + "?cursor=" + cursor;
        }
        StringBuilder next = new StringBuilder(uri.length() + cursor.length() + 8).append(uri, 0, query + 1);
        for (String parameter : uri.substring(query + 1).split("&")) {
            if (!parameter.isEmpty() && !parameter.equals("cursor") && !parameter.startsWith("cursor=")) {
                next.append(parameter).append('&');
            }
        }
        return next.append("cursor=").append(cursor).toString();
    }
}
