package io.steward.kit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RequestTraceTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void a_request_id_is_a_short_word() {
        for (String good : List.of("a", "A-1_b.c", "x".repeat(64))) {
            assertThat(RequestTrace.isId(good)).as(good).isTrue();
        }
        for (String bad : List.of("", "x".repeat(65), "a b", "a\nb", "a/b", "\u00e4", "\u0661", "<script>")) {
            assertThat(RequestTrace.isId(bad)).as(bad).isFalse();
        }
        assertThat(RequestTrace.isId(null)).isFalse();
    }

    @Test
    void a_trace_context_is_of_the_form_that_w3c_gives_it() {
        assertThat(RequestTrace.isTraceparent(PARENT)).isTrue();
        for (String bad : List.of(
                "",
                PARENT + "0",
                PARENT.substring(1),
                PARENT.replace('a', 'A'),
                PARENT.replace('-', '_'),
                PARENT.replace('7', 'g'),
                "0-00af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")) {
            assertThat(RequestTrace.isTraceparent(bad)).as(bad).isFalse();
        }
        assertThat(RequestTrace.isTraceparent(null)).isFalse();
    }
}
