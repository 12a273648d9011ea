package io.steward.knowledge.article;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;

/** Articles and their tags, inside a session's transaction. */
@ApplicationScoped
class ArticleRepository implements PanacheRepositoryBase<Article, UUID> {
    private static final String READABLE =
            "SELECT 1 FROM kb_articles a WHERE a.tenant_id = $1 AND a.id = $2 AND may_read(a, $3, $4, $5, $6, teams_of($1, $3))";
    private static final String TAG = """
            WITH named AS (
                INSERT INTO knowledge_tags (tenant_id, name) SELECT $1, unnest($3::text[])
                ON CONFLICT (tenant_id, name) DO UPDATE SET name = excluded.name RETURNING id)
            INSERT INTO article_tags (tenant_id, article_id, tag_id) SELECT $1, $2, id FROM named
            """;
    private static final String TAGS = "SELECT tags_of($1, $2) AS tags";

    /**
     * Reads an article and holds its row until the end of the transaction, so that its events get their order.
     *
     * @throws Problem 404 when it is not there or not the actor's to see
     */
    Uni<Article> lock(Scope scope, UUID id) {
        Actor actor = scope.actor();
        return scope.query(
                        READABLE,
                        actor.tenantId(),
                        id,
                        actor.accountId(),
                        actor.may(Permissions.READ_INTERNAL),
                        actor.may(Permissions.WRITE),
                        actor.may(Permissions.PUBLISH))
                .flatMap(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound();
                    }
                    return find("tenantId = ?1 and id = ?2", actor.tenantId(), id)
                            .withLock(LockModeType.PESSIMISTIC_WRITE)
                            .firstResult();
                });
    }

    /** Gives a stored article its tags; those that the organization does not have yet are made. */
    Uni<Void> tag(Scope scope, Article article, List<String> tags) {
        return tags.isEmpty()
                ? Uni.createFrom().voidItem()
                : scope.query(TAG, scope.actor().tenantId(), article.id(), tags.toArray(String[]::new))
                        .replaceWithVoid();
    }

    Uni<List<String>> tagsOf(Scope scope, Article article) {
        return scope.query(TAGS, scope.actor().tenantId(), article.id())
                .map(rows -> List.of(rows.iterator().next().getArrayOfStrings("tags")));
    }
}
