package io.steward.knowledge.search;

import io.steward.knowledge.article.ArticleStatus;
import io.steward.knowledge.article.Visibility;
import java.util.List;
import java.util.UUID;

/**
 * An article that a search found.
 *
 * @param excerpt the passage that fits best, as plain text
 * @param highlight the same passage as HTML: escaped, with the words that were found in {@code <mark>}
 * @param score higher is better; comparable within one answer only
 */
public record FoundArticle(
        UUID id,
        String title,
        String excerpt,
        String highlight,
        ArticleStatus status,
        Visibility visibility,
        List<String> tags,
        double score) {}
