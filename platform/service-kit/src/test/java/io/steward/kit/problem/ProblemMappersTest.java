package io.steward.kit.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemMappersTest {
    private final ObjectMapper json = new ObjectMapper();

    record Wish(Shade shade) {}

    record Wishes(List<Wish> all) {}

    enum Shade {
        LIGHT,
        DARK;

        @JsonCreator
        static Shade parse(String name) {
            if (name.equals("light")) {
                return LIGHT;
            }
            throw Problem.badRequest("invalid-value", "There is no such shade.")
                    .with("field", "shade")
                    .with("allowed", List.of("light", "dark"));
        }
    }

    @Test
    void what_a_type_says_of_its_own_value_reaches_the_caller_with_the_path_where_it_stands() {
        Problem problem = problemOf("{\"all\":[{\"shade\":\"light\"},{\"shade\":\"grey\"}]}");

        assertThat(problem.code()).isEqualTo("invalid-value");
        assertThat(problem.getMessage()).isEqualTo("There is no such shade.");
        assertThat(problem.extensions())
                .containsEntry("allowed", List.of("light", "dark"))
                .containsEntry("field", "all.[1].shade");
    }

    @Test
    void other_mistakes_are_told_without_the_parsers_words() {
        Problem problem = problemOf("{\"all\":1}");

        assertThat(problem.code()).isEqualTo("invalid-value");
        assertThat(problem.extensions()).containsOnlyKeys("field").containsEntry("field", "all");
        assertThat(problemOf("{").code()).isEqualTo("malformed-json");
    }

    private Problem problemOf(String body) {
        return ProblemMappers.ofJson(
                catchThrowableOfType(JsonProcessingException.class, () -> json.readValue(body, Wishes.class)));
    }
}
