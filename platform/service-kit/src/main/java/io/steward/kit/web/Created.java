package io.steward.kit.web;

import org.jboss.resteasy.reactive.RestResponse;

/** 201 with where the new resource is: a path, so that it holds on whatever host the gateway was reached. */
public final class Created {
    private Created() {}

    /** For a resource that is never edited. */
    public static <T> RestResponse<T> at(String path, T entity) {
        return builder(path, entity).build();
    }

    /** With the entity tag of its version. */
    public static <T> RestResponse<T> at(String path, long version, T entity) {
        return builder(path, entity).header("ETag", EntityTags.of(version)).build();
    }

    private static <T> RestResponse.ResponseBuilder<T> builder(String path, T entity) {
        return RestResponse.ResponseBuilder.<T>create(RestResponse.Status.CREATED)
                .header("Location", path)
                .entity(entity);
    }
}
