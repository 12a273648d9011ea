package io.steward.knowledge.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.Topic;
import io.steward.knowledge.KnowledgeClient;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who sees what, by every way to an article: reading, listing, searching, and suggestions. */
@QuarkusTest
@WithTestResource(StewardServers.class)
class VisibilityTest {
    private final UUID organization = UUID.randomUUID();
    private final KnowledgeClient lead = KnowledgeClient.of(organization, KnowledgeClient.LEAD);
    private final KnowledgeClient requester = KnowledgeClient.of(organization, KnowledgeClient.REQUESTER);
    private final KnowledgeClient requesterInTeam = KnowledgeClient.of(organization, KnowledgeClient.REQUESTER);
    private final KnowledgeClient agent = KnowledgeClient.of(organization, KnowledgeClient.AGENT);
    private final KnowledgeClient author = KnowledgeClient.of(organization, KnowledgeClient.AUTHOR);
    private final KnowledgeClient authorInTeam = KnowledgeClient.of(organization, KnowledgeClient.AUTHOR);
    private final KnowledgeClient publisher = KnowledgeClient.of(organization, "article:read", "article:publish");
    private final KnowledgeClient stranger = KnowledgeClient.of(UUID.randomUUID(), KnowledgeClient.LEAD);

    @Test
    void what_the_reader_may_not_see_is_never_found() {
        UUID team = team();
        Map<String, String> ids = new TreeMap<>();
        for (String visibility : List.of("public", "internal", "team")) {
            UUID teamId = visibility.equals("team") ? team : null;
            ids.put("draft/" + visibility, lead.draft("Zeppelin draft", "Text", visibility, teamId));
            ids.put("published/" + visibility, lead.publish(lead.draft("Zeppelin", "Text", visibility, teamId)));
        }
        String archived = lead.publish(lead.draft("Zeppelin archive", "Text", "public", null));
        Database.update(
                "UPDATE knowledge.kb_articles SET status = 'archived', version = 3 WHERE id = ?",
                UUID.fromString(archived));
        ids.put("archived/public", archived);

        sees(requester, ids, "published/public");
        sees(requesterInTeam, ids, "published/public", "published/team");
        sees(agent, ids, "published/public", "published/internal");
        sees(
                author,
                ids,
                "published/public",
                "published/internal",
                "draft/public",
                "draft/internal",
                "archived/public");
        sees(authorInTeam, ids, ids.keySet().toArray(String[]::new));
        sees(publisher, ids, "published/public", "published/team");
        sees(lead, ids, ids.keySet().toArray(String[]::new));
        sees(stranger, ids);
    }

    @Test
    void an_author_sees_the_own_drafts_whatever_became_of_the_rights() {
        KnowledgeClient writer = KnowledgeClient.of(organization, KnowledgeClient.AUTHOR);
        String id = writer.draft("Zeppelin of mine", "Text", "internal", null);
        KnowledgeClient demoted = new KnowledgeClient(writer.account(), organization, KnowledgeClient.REQUESTER);

        assertThat(demoted.read(id)).isEqualTo(200);
        assertThat(demoted.search("zeppelin mine")).containsExactly(id);
        assertThat(requester.read(id)).isEqualTo(404);
    }

    private static void sees(KnowledgeClient reader, Map<String, String> ids, String... expected) {
        Set<String> wanted = new TreeSet<>(List.of(expected));
        Set<String> wantedPublished = new TreeSet<>(wanted);
        wantedPublished.removeIf(name -> !name.startsWith("published"));
        Map<String, Set<String>> seen = new TreeMap<>();
        seen.put(
                "read",
                names(
                        ids,
                        ids.values().stream()
                                .filter(id -> reader.read(id) == 200)
                                .toList()));
        seen.put("list", names(ids, reader.list()));
        seen.put("search", names(ids, reader.search("zeppelin")));
        assertThat(seen).allSatisfy((way, names) -> assertThat(names).as(way).isEqualTo(wanted));
        List<String> suggested = reader.request()
                .queryParam("title", "zeppelin")
                .queryParam("limit", 200)
                .get("/api/v1/articles/suggestions")
                .path("items.id");
        assertThat(names(ids, suggested)).isEqualTo(wantedPublished);
    }

    private static Set<String> names(Map<String, String> ids, List<String> found) {
        Set<String> names = new TreeSet<>();
        List<String> unknown = new ArrayList<>(found);
        ids.forEach((name, id) -> {
            if (unknown.remove(id)) {
                names.add(name);
            }
        });
        assertThat(unknown).isEmpty();
        return names;
    }

    private UUID team() {
        UUID team = UUID.randomUUID();
        try (EventProbe probe = EventProbe.on(Topic.IDENTITY)) {
            probe.send(new TeamCreated(team, "Network", Instant.now()), organization, 1);
            probe.send(new TeamMemberAdded(team, requesterInTeam.account(), "MEMBER", Instant.now()), organization, 2);
            probe.send(new TeamMemberAdded(team, authorInTeam.account(), "LEAD", Instant.now()), organization, 3);
        }
        Eventually.check(
                () -> assertThat(Database.value("SELECT count(*) FROM knowledge.team_member WHERE team_id = ?", team))
                        .isEqualTo(2L));
        return team;
    }
}
