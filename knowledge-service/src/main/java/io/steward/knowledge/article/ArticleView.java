package io.steward.knowledge.article;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An article as clients see it.
 *
 * @param body Markdown as its author wrote it; whoever shows it makes it safe
 * @param publishedVersion the version that was published last; null for none
 */
public record ArticleView(
        UUID id,
        String title,
        String body,
        ArticleStatus status,
        Visibility visibility,
        UUID teamId,
        List<String> tags,
        String language,
        UUID authorId,
        Long publishedVersion,
        Instant createdAt,
        Instant updatedAt,
        Instant publishedAt,
        long version) {

    static ArticleView of(Article article, List<String> tags) {
        return new ArticleView(
                article.id(),
                article.title(),
                article.body(),
                article.status(),
                article.visibility(),
                article.teamId(),
                tags,
                article.language(),
                article.authorId(),
                article.publishedVersion(),
                article.createdAt(),
                article.updatedAt(),
                article.publishedAt(),
                article.version());
    }
}
