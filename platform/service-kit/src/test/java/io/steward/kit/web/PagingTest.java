package io.steward.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steward.kit.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PagingTest {
    private static final Cursor CURSOR = new Cursor(Instant.parse("2026-01-02T03:04:05.678901Z"), UUID.randomUUID());

    @Test
    void a_page_has_a_cursor_only_when_there_is_more() {
        assertThat(Page.of(List.of(1, 2), 2, last -> CURSOR).nextCursor()).isNull();
        Page<Integer> page = Page.of(List.of(1, 2, 3), 2, last -> CURSOR);
        assertThat(page.items()).containsExactly(1, 2);
        assertThat(Cursor.decode(page.nextCursor())).isEqualTo(CURSOR);
    }

    @Test
    void a_cursor_that_was_not_given_is_refused() {
        assertThat(Cursor.decode(null)).isNull();
        for (String bad : List.of("x", "%", "bm90aGluZw", "MjAyNnww")) {
            assertThatThrownBy(() -> Cursor.decode(bad)).isInstanceOf(Problem.class);
        }
    }

    @Test
    void a_cursor_into_years_that_the_database_does_not_know_is_refused() {
        for (String at :
                List.of("+1000000000-01-01T00:00:00Z", "+10000-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z")) {
            assertThatThrownBy(() -> Cursor.decode(new Cursor(Instant.parse(at), UUID.randomUUID()).encoded()))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("invalid-cursor"));
        }
        Cursor last = new Cursor(Instant.parse("9999-12-31T23:59:59.999999Z"), UUID.randomUUID());
        assertThat(Cursor.decode(last.encoded())).isEqualTo(last);
    }

    @Test
    void the_link_to_the_next_page_is_the_request_with_another_cursor() {
        assertThat(Page.withCursor("/api/v1/tickets", "next")).isEqualTo("/api/v1/tickets?cursor=next");
        assertThat(Page.withCursor("/api/v1/tickets?", "next")).isEqualTo("/api/v1/tickets?cursor=next");
        assertThat(Page.withCursor("/api/v1/tickets?q=a%20%26b&cursor=this&limit=2", "next"))
                .isEqualTo("/api/v1/tickets?q=a%20%26b&limit=2&cursor=next");
        assertThat(Page.withCursor("/api/v1/tickets?cursor&cursors=2&cursor=", "next"))
                .isEqualTo("/api/v1/tickets?cursors=2&cursor=next");
    }

    @Test
    void the_limit_is_1_to_200() {
        assertThat(Limit.of((String) null)).isEqualTo(50);
        assertThat(Limit.of("1")).isEqualTo(1);
        assertThat(Limit.of("200")).isEqualTo(200);
        for (String bad : List.of("0", "201", "-1", "many", "99999999999")) {
            assertThatThrownBy(() -> Limit.of(bad)).isInstanceOf(Problem.class);
        }
    }

    @Test
    void if_match_takes_a_tag_that_was_given() {
        assertThat(EntityTags.required("\"7\"")).isEqualTo(7);
        assertThat(EntityTags.required(" W/\"7\" ")).isEqualTo(7);
        assertThatThrownBy(() -> EntityTags.required(null))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(428));
        for (String bad : List.of("7", "*", "\"x\"", "\"1\", \"2\"")) {
            assertThatThrownBy(() -> EntityTags.required(bad))
                    .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.status())
                            .isEqualTo(412));
        }
    }
}
