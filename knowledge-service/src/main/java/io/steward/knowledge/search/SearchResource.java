package io.steward.knowledge.search;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.EntityTags;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.steward.kit.web.QueryEnums;
import io.steward.knowledge.article.ArticleStatus;
import io.steward.knowledge.article.ArticleView;
import io.steward.knowledge.article.Permissions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Reading and finding articles over HTTP. */
@Path("/api/v1/articles")
@Tag(name = "Articles")
public class SearchResource {
    private final ArticleList list;
    private final ArticleSearch search;
    private final Actors actors;

    SearchResource(ArticleList list, ArticleSearch search, Actors actors) {
        this.list = list;
        this.search = search;
        this.actors = actors;
    }

    @GET
    @PermissionsAllowed(Permissions.READ)
    @Operation(summary = "List articles, newest first")
    public Uni<RestResponse<Page<ArticleView>>> list(
            @QueryParam("status") List<String> statuses,
            @QueryParam("tag") String tag,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return list.list(
                        actors.current(),
                        QueryEnums.parse("status", statuses, ArticleStatus.class),
                        tag == null ? null : tag.replace('\u0000', ' '),
                        Limit.of(limit),
                        Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permissions.READ)
    @Operation(summary = "Read an article")
    public Uni<RestResponse<ArticleView>> read(UUID id) {
        return list.read(actors.current(), id).map(article -> RestResponse.ResponseBuilder.ok(article)
                .header("ETag", EntityTags.of(article.version()))
                .build());
    }

    @GET
    @Path("/search")
    @PermissionsAllowed(Permissions.READ)
    @Operation(summary = "Search articles by their words, best first")
    public Uni<Page<FoundArticle>> search(@QueryParam("q") String query, @QueryParam("limit") String limit) {
        return search.search(actors.current(), query, Limit.of(limit));
    }

    @GET
    @Path("/suggestions")
    @PermissionsAllowed(Permissions.READ)
    @Operation(summary = "Published articles that may help with a ticket whose title is being typed")
    public Uni<Page<FoundArticle>> suggest(@QueryParam("title") String title, @QueryParam("limit") String limit) {
        return search.suggest(actors.current(), title, limit == null ? null : Limit.of(limit));
    }
}
