package io.steward.knowledge.article;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Created;
import io.steward.kit.web.EntityTags;
import io.steward.knowledge.article.ArticleRequests.DraftArticle;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.OptionalLong;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Writing articles over HTTP. */
@Path("/api/v1/articles")
@Tag(name = "Articles")
public class ArticleResource {
    private final ArticleService articles;
    private final Actors actors;

    ArticleResource(ArticleService articles, Actors actors) {
        this.articles = articles;
        this.actors = actors;
    }

    @POST
    @PermissionsAllowed(Permissions.WRITE)
    @Operation(summary = "Draft an article")
    public Uni<RestResponse<ArticleView>> draft(
            @NotNull @Valid DraftArticle request, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        IdempotencyKey key = IdempotencyKey.of(idempotencyKey, "POST /articles", request);
        return articles.draft(actors.current(), request, key)
                .map(article -> Created.at("/api/v1/articles/" + article.id(), article.version(), article));
    }

    @POST
    @Path("/{id}/publish")
    @PermissionsAllowed(Permissions.PUBLISH)
    @Operation(summary = "Publish an article; If-Match is optional")
    public Uni<RestResponse<ArticleView>> publish(UUID id, @HeaderParam("If-Match") String ifMatch) {
        OptionalLong version = ifMatch == null ? OptionalLong.empty() : OptionalLong.of(EntityTags.required(ifMatch));
        return articles.publish(actors.current(), id, version).map(article -> RestResponse.ResponseBuilder.ok(article)
                .header("ETag", EntityTags.of(article.version()))
                .build());
    }
}
