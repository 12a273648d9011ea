package io.steward.knowledge.article;

import io.steward.kit.problem.Problem;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.PartitionKey;

/**
 * A knowledge article. Its version grows with every edit: it is what If-Match compares, and the sequence of the article's events. The
 * database keeps each version by a trigger.
 */
@Entity
@Table(name = "kb_articles")
public class Article {
    @Id
    private UUID id;

    @PartitionKey
    @Column(name = "tenant_id", updatable = false)
    private UUID tenantId;

    private String title;
    private String body;
    private ArticleStatus status;
    private Visibility visibility;

    @Column(name = "team_id")
    private UUID teamId;

    private String language;

    @Column(name = "author_id", updatable = false)
    private UUID authorId;

    @Version
    private long version = 1;

    @Column(name = "published_version")
    private Long publishedVersion;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    @Column(name = "published_at")
    private Instant publishedAt;

    protected Article() {}

    static Article draft(UUID id, UUID tenantId, UUID authorId, ArticleRequests.DraftArticle request, Instant now) {
        Article article = new Article();
        article.id = id;
        article.tenantId = tenantId;
        article.authorId = authorId;
        article.title = request.title().strip();
        article.body = request.body();
        article.status = ArticleStatus.DRAFT;
        article.visibility = request.visibilityOrPublic();
        article.teamId = request.teamId();
        article.language = "en";
        article.createdAt = now;
        article.updatedAt = now;
        return article;
    }

    boolean isPublished() {
        return status == ArticleStatus.PUBLISHED;
    }

    /**
     * Makes the present text the one that readers get.
     *
     * @throws Problem 409 for an archived article
     */
    void publish(Instant now) {
        if (status == ArticleStatus.ARCHIVED) {
            throw Problem.conflict("article-archived", "An archived article cannot be published.");
        }
        status = ArticleStatus.PUBLISHED;
        publishedAt = now;
        updatedAt = now;
        // The flush of this edit raises the version to this.
        publishedVersion = version + 1;
    }

    public UUID id() {
        return id;
    }

    public String title() {
        return title;
    }

    public String body() {
        return body;
    }

    public ArticleStatus status() {
        return status;
    }

    public Visibility visibility() {
        return visibility;
    }

    public UUID teamId() {
        return teamId;
    }

    public String language() {
        return language;
    }

    public UUID authorId() {
        return authorId;
    }

    public long version() {
        return version;
    }

    public Long publishedVersion() {
        return publishedVersion;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public Instant publishedAt() {
        return publishedAt;
    }
}
