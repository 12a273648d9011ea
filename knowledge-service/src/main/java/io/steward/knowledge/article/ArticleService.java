package io.steward.knowledge.article;

import io.smallrye.mutiny.Uni;
import io.steward.events.KnowledgeEvent.ArticleDrafted;
import io.steward.events.KnowledgeEvent.ArticlePublished;
import io.steward.kit.actor.Actor;
import io.steward.kit.idempotency.Idempotency;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.web.EntityTags;
import io.steward.knowledge.article.ArticleRequests.DraftArticle;
import io.steward.knowledge.directory.Teams;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** Drafts and publishes articles. Each change, its kept version and its event are one transaction. */
@ApplicationScoped
public class ArticleService {
    private final SessionTx tx;
    private final ArticleRepository articles;
    private final Teams teams;
    private final Idempotency idempotency;

    ArticleService(SessionTx tx, ArticleRepository articles, Teams teams, Idempotency idempotency) {
        this.tx = tx;
        this.articles = articles;
        this.teams = teams;
        this.idempotency = idempotency;
    }

    /** @throws Problem 422 for a team that the organization does not have */
    public Uni<ArticleView> draft(Actor actor, DraftArticle request, IdempotencyKey key) {
        return teams.require(actor, request.teamId())
                .chain(() -> tx.write(
                        actor,
                        (session, scope) ->
                                idempotency.once(scope, key, ArticleView.class, () -> store(session, scope, request))));
    }

    private Uni<ArticleView> store(Mutiny.Session session, Scope scope, DraftArticle request) {
        Actor actor = scope.actor();
        Article article = Article.draft(Ids.next(), actor.tenantId(), actor.accountId(), request, scope.now());
        List<String> tags = request.distinctTags();
        return articles.persist(article)
                .call(session::flush)
                .call(() -> articles.tag(scope, article, tags))
                .call(() -> scope.append(
                        new ArticleDrafted(
                                article.id(),
                                article.authorId(),
                                article.visibility().wireName(),
                                article.createdAt()),
                        article.version()))
                .map(stored -> ArticleView.of(stored, tags));
    }

    /**
     * Publishes the present text; an article that is published already stays as it is.
     *
     * @param version what the client has seen; empty when it does not mind
     * @throws Problem 404 when it is not there or not the actor's to see, 409 when it is archived, 412 when it was changed since
     */
    public Uni<ArticleView> publish(Actor actor, UUID id, OptionalLong version) {
        return tx.write(actor, (session, scope) -> articles.lock(scope, id)
                .flatMap(article -> articles.tagsOf(scope, article).flatMap(tags -> {
                    if (article.isPublished()) {
                        return Uni.createFrom().item(ArticleView.of(article, tags));
                    }
                    if (version.isPresent() && version.getAsLong() != article.version()) {
                        throw EntityTags.stale();
                    }
                    article.publish(scope.now());
                    return session.flush()
                            .chain(() -> tell(scope, article, tags))
                            .map(told -> ArticleView.of(article, tags));
                })));
    }

    private static Uni<Void> tell(Scope scope, Article article, List<String> tags) {
        return scope.append(
                new ArticlePublished(
                        article.id(),
                        Math.toIntExact(article.publishedVersion()),
                        article.title(),
                        article.visibility().wireName(),
                        tags,
                        article.publishedAt()),
                article.version());
    }
}
