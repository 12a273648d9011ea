package io.steward.knowledge.search;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Page;
import io.steward.knowledge.article.ArticleStatus;
import io.steward.knowledge.article.Visibility;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds articles by their words, best first. The matches come from a function that looks through the index past the wall and names
 * tenant and reader itself; the articles themselves are read behind the wall. An answer is one page: nobody reads on past the best 200.
 */
@ApplicationScoped
class ArticleSearch {
    /** Words that the reader typed, in the manner of web searches: quotes, or, minus. */
    private static final String ASKED = "websearch_to_tsquery('english', $6)";
    /** Words by {@link TitleWords}. */
    private static final String TYPED = "to_tsquery('english', $6)";

    /** A long article is quoted from its first part: marking up all of it costs more than the search. */
    private static final String FIND = """
            WITH asked AS MATERIALIZED (SELECT %s AS terms)
            SELECT a.id, a.title, a.status, a.visibility, tags_of(a.tenant_id, a.id) AS tags, m.score,
                   ts_headline('english', translate(left(a.body, 20000), chr(2) || chr(3), ''), asked.terms,
                       'MaxFragments=2, MaxWords=30, MinWords=10, FragmentDelimiter=" … ", StartSel="'
                           || chr(2) || '", StopSel="' || chr(3) || '"') AS passage
              FROM asked, matching_articles(asked.terms, $7, %s, $8) m
              JOIN kb_articles a ON a.tenant_id = $1 AND a.id = m.article_id
             ORDER BY m.score DESC, a.id
            """;

    private static final String SEARCH = FIND.formatted(ASKED, Reader.RIGHTS);
    private static final String SUGGEST = FIND.formatted(TYPED, Reader.RIGHTS);
    private static final int MOST_SUGGESTIONS = 5;
    private static final int LONGEST_QUERY = 1_000;

    private final Tx tx;

    ArticleSearch(Tx tx) {
        this.tx = tx;
    }

    /** @throws Problem 400 for a query without a word, or one that is too long */
    Uni<Page<FoundArticle>> search(Actor actor, String query, int limit) {
        String asked = query == null ? "" : query.replace('\u0000', ' ').strip();
        if (asked.isEmpty() || asked.length() > LONGEST_QUERY) {
            throw Problem.badRequest("invalid-value", "The query is 1 to " + LONGEST_QUERY + " characters.")
                    .with("field", "q");
        }
        return find(actor, SEARCH, asked, false, limit);
    }

    /** Published articles that share a word with the title; whatever the title is, it is no error. */
    Uni<Page<FoundArticle>> suggest(Actor actor, String title, Integer limit) {
        String words = TitleWords.query(title);
        return words.isEmpty()
                ? Uni.createFrom().item(Page.whole(List.of()))
                : find(actor, SUGGEST, words, true, limit == null ? MOST_SUGGESTIONS : limit);
    }

    private Uni<Page<FoundArticle>> find(Actor actor, String sql, String words, boolean onlyPublished, int limit) {
        Object[] parameters =
                Reader.parameters(actor, words, onlyPublished, limit).toArray();
        return tx.read(actor, sql, parameters).map(rows -> {
            List<FoundArticle> items = new ArrayList<>(rows.size());
            rows.forEach(row -> items.add(found(row)));
            return Page.whole(items);
        });
    }

    private static FoundArticle found(Row row) {
        Highlight passage = new Highlight(row.getString("passage"));
        return new FoundArticle(
                row.getUUID("id"),
                row.getString("title"),
                passage.text(),
                passage.html(),
                ArticleStatus.parse(row.getString("status")),
                Visibility.parse(row.getString("visibility")),
                List.of(row.getArrayOfStrings("tags")),
                row.getFloat("score"));
    }
}
