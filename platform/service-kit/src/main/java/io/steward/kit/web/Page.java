package io.steward.kit.web;

import jakarta.ws.rs.core.Link;
import jakarta.ws.rs.core.UriInfo;
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
    public RestResponse<Page<T>> response(UriInfo uri) {
        RestResponse.ResponseBuilder<Page<T>> response = RestResponse.ResponseBuilder.ok(this);
        if (nextCursor != null) {
            String target = uri.getRequestUriBuilder()
                            .replaceQueryParam("cursor", nextCursor)
                            .build()
                            .getRawPath() + "?"
                    + uri.getRequestUriBuilder()
                            .replaceQueryParam("cursor", nextCursor)
                            .build()
                            .getRawQuery();
            response.header("Link", Link.fromUri(target).rel("next").build().toString());
        }
        return response.build();
    }
}
