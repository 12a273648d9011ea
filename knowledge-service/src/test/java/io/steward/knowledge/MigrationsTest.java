package io.steward.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.testkit.Database;
import io.steward.testkit.StewardServers;
import io.steward.testkit.TenantWall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class MigrationsTest {
    private final KnowledgeClient lead = KnowledgeClient.of(UUID.randomUUID(), KnowledgeClient.LEAD);

    @Test
    void every_migration_may_run_again_on_a_database_with_data() throws IOException, SQLException {
        String id = lead.publish(lead.draft("Migrations", "Text", "db"));

        List<Path> migrations = migrations();
        assertThat(migrations).hasSizeGreaterThanOrEqualTo(5);
        try (Connection connection = Database.role("knowledge_migrator");
                Statement statement = connection.createStatement()) {
            for (Path migration : migrations) {
                statement.execute(Files.readString(migration)
                        .replace("${app}", "knowledge_app")
                        .replace("${relay}", "knowledge_relay")
                        .replace("${migrator}", "knowledge_migrator"));
            }
        }

        assertThat(lead.search("migrations")).containsExactly(id);
        assertThat(lead.list()).containsExactly(id);
        assertThat(TenantWall.gaps("knowledge")).isEmpty();
        assertThat(KnowledgeClient.of(UUID.randomUUID(), KnowledgeClient.LEAD).search("migrations"))
                .isEmpty();
    }

    private static List<Path> migrations() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            return files.sorted().toList();
        }
    }
}
