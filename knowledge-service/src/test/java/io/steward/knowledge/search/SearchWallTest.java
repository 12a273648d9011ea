package io.steward.knowledge.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.knowledge.KnowledgeClient;
import io.steward.testkit.Database;
import io.steward.testkit.StewardServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The search function looks past the wall; here is the proof that it never gives away what is behind another organization's. */
@QuarkusTest
@WithTestResource(StewardServers.class)
class SearchWallTest {
    private static final String MATCHES =
            "SELECT article_id FROM knowledge.matching_articles(websearch_to_tsquery('english', ?), false, ?, true, true, true, 100)";

    private final KnowledgeClient ours = KnowledgeClient.of(UUID.randomUUID(), KnowledgeClient.LEAD);
    private final KnowledgeClient theirs = KnowledgeClient.of(UUID.randomUUID(), KnowledgeClient.LEAD);

    @Test
    void another_organizations_article_is_never_found() {
        String mine = ours.publish(ours.draft("Quetzal", "Text"));
        String other = theirs.publish(theirs.draft("Quetzal", "Text"));

        assertThat(ours.search("quetzal")).containsExactly(mine);
        assertThat(theirs.search("quetzal")).containsExactly(other);
        assertThat(ours.suggestions("quetzal")).containsExactly(mine);
    }

    @Test
    void the_function_itself_goes_by_the_acting_organization_and_finds_nothing_without_one() throws SQLException {
        UUID mine = UUID.fromString(ours.publish(ours.draft("Axolotl", "Text")));
        UUID author = theirs.account();
        theirs.publish(theirs.draft("Axolotl", "Text"));

        assertThat(matches(ours.organization().toString(), author)).containsExactly(mine);
        assertThat(matches("", author)).isEmpty();
    }

    @Test
    void the_search_goes_by_the_index() throws SQLException {
        Database.update("""
                INSERT INTO knowledge.kb_articles (tenant_id, id, title, body, status, visibility, author_id, created_at, updated_at)
                SELECT ?, gen_random_uuid(), 'Article ' || n, repeat(md5(n::text) || ' ', 20) || CASE WHEN n % 500 = 0 THEN ' narwhal' ELSE '' END,
                       'published', 'public', gen_random_uuid(), now(), now()
                  FROM generate_series(1, 4000) n
                """, ours.organization());
        Database.update("VACUUM ANALYZE knowledge.kb_articles");

        assertThat(ours.search("narwhal")).hasSize(8);
        String plan = planOfSearch();
        assertThat(plan)
                .contains("Bitmap Index Scan on idx_kb_articles_search")
                .doesNotContain("Seq Scan on kb_articles");
    }

    private static List<UUID> matches(String tenant, UUID reader) throws SQLException {
        try (Connection connection = Database.role("knowledge_app")) {
            connection.setAutoCommit(false);
            act(connection, tenant);
            try (PreparedStatement search = connection.prepareStatement(MATCHES)) {
                search.setString(1, "axolotl");
                search.setObject(2, reader);
                ResultSet found = search.executeQuery();
                List<UUID> ids = new ArrayList<>();
                while (found.next()) {
                    ids.add(found.getObject(1, UUID.class));
                }
                return ids;
            }
        }
    }

    /** The plan that the function really runs by, told by the server. */
    private String planOfSearch() throws SQLException {
        try (Connection connection = Database.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("LOAD 'auto_explain'");
            statement.execute("SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;"
                    + "SET auto_explain.log_level = notice; SET client_min_messages = notice");
            statement.execute("SET ROLE knowledge_app");
            connection.setAutoCommit(false);
            act(connection, ours.organization().toString());
            try (PreparedStatement search = connection.prepareStatement(MATCHES)) {
                search.setString(1, "narwhal");
                search.setObject(2, UUID.randomUUID());
                search.executeQuery();
                StringBuilder plan = new StringBuilder();
                for (SQLWarning notice = search.getWarnings(); notice != null; notice = notice.getNextWarning()) {
                    plan.append(notice.getMessage()).append('\n');
                }
                return plan.toString();
            }
        }
    }

    private static void act(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("SELECT set_config('app.tenant_id', ?, true)")) {
            set.setString(1, tenant);
            set.execute();
        }
    }
}
