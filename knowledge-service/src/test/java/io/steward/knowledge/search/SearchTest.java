package io.steward.knowledge.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.knowledge.KnowledgeClient;
import io.steward.testkit.StewardServers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StewardServers.class)
class SearchTest {
    private final UUID organization = UUID.randomUUID();
    private final KnowledgeClient lead = KnowledgeClient.of(organization, KnowledgeClient.LEAD);
    private final KnowledgeClient requester = KnowledgeClient.of(organization, KnowledgeClient.REQUESTER);

    @Test
    void a_title_being_typed_finds_a_published_article_that_shares_a_word() {
        String vpn = lead.publish(lead.draft("VPN does not connect", "Restart the client."));
        String printer = lead.publish(lead.draft("Printer jams", "Open the tray."));
        String draft = lead.draft("VPN for beginners", "Not ready.");

        assertThat(requester.suggestions("VPN is down")).containsExactly(vpn);
        assertThat(requester.suggestions("my pri")).containsExactly(printer);
        assertThat(lead.suggestions("vpn")).containsExactly(vpn).doesNotContain(draft);
        assertThat(requester.suggestions("coffee")).isEmpty();
    }

    @Test
    void suggestions_are_ranked_and_five_at_most() {
        for (int number = 0; number < 7; number++) {
            lead.publish(lead.draft("Outlook question " + number, "Some text"));
        }
        String best = lead.publish(lead.draft("Outlook calendar is empty", "The calendar of Outlook"));

        assertThat(requester.suggestions("Outlook calendar")).hasSize(5).first().isEqualTo(best);
        requester
                .request()
                .queryParam("title", "outlook")
                .queryParam("limit", 7)
                .get("/api/v1/articles/suggestions")
                .then()
                .body("items", hasSize(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "the is a",
                "':*&|!()<->\\",
                "a'b\"c",
                "\u0000",
                "& | !",
                "🔥🔥🔥",
                "%s%n$1",
                "-- ; DROP TABLE kb_articles",
                "日本語 тест"
            })
    void garbage_suggests_nothing_and_is_no_error(String garbage) {
        assertThat(requester.suggestions(garbage)).isEmpty();
        assertThat(requester.suggestions(garbage.repeat(60))).isEmpty();
    }

    @Test
    void a_search_without_a_title_or_words_is_answered() {
        requester
                .request()
                .get("/api/v1/articles/suggestions")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
        requester
                .request()
                .get("/api/v1/articles/search")
                .then()
                .statusCode(400)
                .body("field", equalTo("q"));
        requester
                .request()
                .queryParam("q", " \u0000")
                .get("/api/v1/articles/search")
                .then()
                .statusCode(400);
        assertThat(requester.search("\"unbalanced or -( & |")).isEmpty();
        assertThat(requester.search("the")).isEmpty();
    }

    @Test
    void a_highlight_marks_the_words_and_nothing_that_an_author_writes_becomes_a_tag() {
        String id = lead.publish(lead.draft(
                "Proxy <b>settings</b>",
                "<script>alert('x')</script> \u0002Set\u0003 the proxies & \"ports\" if 1 < 2 <img src=x onerror=alert(1)",
                "net"));

        requester
                .request()
                .queryParam("q", "proxy")
                .get("/api/v1/articles/search")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(id))
                .body("items[0].visibility", equalTo("public"))
                .body("items[0].tags[0]", equalTo("net"))
                .body(
                        "items[0].highlight",
                        allOf(
                                containsString("<mark>proxies</mark>"),
                                containsString("&amp; &quot;ports&quot; if 1 &lt; 2"),
                                not(containsString("<script")),
                                not(containsString("<img")),
                                not(containsString("<mark>Set"))))
                .body(
                        "items[0].excerpt",
                        allOf(containsString("proxies & \"ports\""), not(containsString("<mark>proxies"))));
    }

    @Test
    void a_title_counts_more_than_a_body() {
        String body = lead.publish(lead.draft("Networks", "All about the firewall of the office"));
        String title = lead.publish(lead.draft("Firewall", "All about the wall of the office"));

        assertThat(requester.search("firewall")).containsExactly(title, body);
    }
}
