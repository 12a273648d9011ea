package io.steward.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What happened to knowledge articles. {@code visibility}: {@code public}, {@code internal} or {@code team}. */
public sealed interface KnowledgeEvent extends DomainEvent {
    UUID articleId();

    @Override
    default UUID aggregateId() {
        return articleId();
    }

    @EventType("steward.knowledge.article_drafted.v1")
    @Description("An article was drafted.")
    record ArticleDrafted(UUID articleId, UUID authorId, String visibility, Instant draftedAt)
            implements KnowledgeEvent {}

    @EventType("steward.knowledge.article_published.v1")
    @Description("An article's present text was published.")
    record ArticlePublished(
            UUID articleId, int articleVersion, String title, String visibility, List<String> tags, Instant publishedAt)
            implements KnowledgeEvent {}
}
