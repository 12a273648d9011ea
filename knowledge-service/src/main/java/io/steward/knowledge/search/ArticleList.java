package io.steward.knowledge.search;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import io.steward.knowledge.article.ArticleStatus;
import io.steward.knowledge.article.ArticleView;
import io.steward.knowledge.article.Visibility;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads one article, and lists those that the reader may see, newest first. */
@ApplicationScoped
class ArticleList {
    private static final String COLUMNS = """
            SELECT a.id, a.title, a.body, a.status, a.visibility, a.team_id, tags_of(a.tenant_id, a.id) AS tags, a.language,
                   a.author_id, a.published_version, a.created_at, a.updated_at, a.published_at, a.version
              FROM kb_articles a WHERE a.tenant_id = $1 AND may_read(a, %s, (SELECT teams_of($1, $2)))""".formatted(Reader.RIGHTS);

    private final Tx tx;

    ArticleList(Tx tx) {
        this.tx = tx;
    }

    /** @throws Problem 404 when it is not there, or not the reader's to see */
    Uni<ArticleView> read(Actor actor, UUID id) {
        return tx.read(
                        actor,
                        COLUMNS + " AND a.id = $6",
                        Reader.parameters(actor, id).toArray())
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound();
                    }
                    return view(rows.iterator().next());
                });
    }

    /** @param tag null for any */
    Uni<Page<ArticleView>> list(Actor actor, List<ArticleStatus> statuses, String tag, int limit, Cursor after) {
        StringBuilder sql = new StringBuilder(COLUMNS);
        List<Object> parameters = Reader.parameters(actor);
        if (!statuses.isEmpty()) {
            parameters.add(statuses.stream().map(ArticleStatus::wireName).toArray(String[]::new));
            sql.append(" AND a.status = ANY($").append(parameters.size()).append(")");
        }
        if (tag != null && !tag.isBlank()) {
            parameters.add(tag.strip());
            sql.append("""
                     AND a.id IN (SELECT l.article_id FROM article_tags l
                                    JOIN knowledge_tags t ON t.tenant_id = l.tenant_id AND t.id = l.tag_id
                                   WHERE t.tenant_id = $1 AND t.name = $%d)""".formatted(parameters.size()));
        }
        if (after != null) {
            parameters.add(after.at().atOffset(ZoneOffset.UTC));
            parameters.add(after.id());
            sql.append(" AND (a.created_at, a.id) < ($%d, $%d)".formatted(parameters.size() - 1, parameters.size()));
        }
        sql.append(" ORDER BY a.created_at DESC, a.id DESC LIMIT ").append(limit + 1);
        return tx.read(actor, sql.toString(), parameters.toArray()).map(rows -> {
            List<ArticleView> items = new ArrayList<>(rows.size());
            rows.forEach(row -> items.add(view(row)));
            return Page.of(items, limit, last -> new Cursor(last.createdAt(), last.id()));
        });
    }

    private static ArticleView view(Row row) {
        return new ArticleView(
                row.getUUID("id"),
                row.getString("title"),
                row.getString("body"),
                ArticleStatus.parse(row.getString("status")),
                Visibility.parse(row.getString("visibility")),
                row.getUUID("team_id"),
                List.of(row.getArrayOfStrings("tags")),
                row.getString("language"),
                row.getUUID("author_id"),
                row.getLong("published_version"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                instant(row, "published_at"),
                row.getLong("version"));
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
