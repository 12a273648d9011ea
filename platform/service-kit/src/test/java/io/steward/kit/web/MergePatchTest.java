package io.steward.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.steward.kit.problem.Problem;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MergePatchTest {
    private static final Set<String> EDITABLE = Set.of("title", "unit", "owner");

    @Test
    void absent_null_and_set_are_three_things() throws Exception {
        MergePatch patch = patch("{\"title\":null,\"unit\":\"seconds\"}");
        assertThat(patch.has("title")).isTrue();
        assertThat(patch.text("title", 10, false)).isNull();
        assertThat(patch.has("owner")).isFalse();
        assertThat(patch.oneOf("unit", TimeUnit.class)).isEqualTo(TimeUnit.SECONDS);
    }

    @Test
    void what_cannot_be_is_refused_by_name() {
        assertProblem("{\"colour\":1}", "unknown-property");
        assertProblem("[]", "malformed-json");
        assertThatThrownBy(() -> patch("{\"title\":5}").text("title", 10, true)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> patch("{\"title\":\" \"}").text("title", 10, true))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> patch("{\"title\":\"12345678901\"}").text("title", 10, true))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> patch("{\"owner\":\"me\"}").id("owner")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> patch("{\"unit\":\"parsecs\"}").oneOf("unit", TimeUnit.class))
                .isInstanceOf(Problem.class);
    }

    @Test
    void a_text_may_have_exactly_the_most_characters() throws Exception {
        assertThat(patch("{\"title\":\"1234567890\"}").text("title", 10, true)).hasSize(10);
    }

    private static void assertProblem(String body, String code) {
        assertThatThrownBy(() -> patch(body))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static MergePatch patch(String body) throws Exception {
        return MergePatch.of(new ObjectMapper().readTree(body), EDITABLE);
    }
}
