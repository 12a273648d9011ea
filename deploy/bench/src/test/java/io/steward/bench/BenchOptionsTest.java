package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
    @Test
    void measuresAllByDefault() {
        var options = BenchOptions.parse(new String[0], Map.of("STEWARD_ADMIN_PASSWORD", "from outside"));

        assertThat(options.operations()).containsExactlyInAnyOrder(Operation.values());
        assertThat(options.rounds()).isEqualTo(5);
        assertThat(options.clients()).isEqualTo(16);
        assertThat(options.json()).isFalse();
        assertThat(options.password()).isEqualTo("from outside");
        assertThat(options.toString()).doesNotContain("from outside");
    }

    @Test
    void quickIsAStartFromWhichMoreCanBeSet() {
        var options = BenchOptions.parse(
                new String[] {"--rounds", "4", "--quick", "--json", "--only", "create,search"}, Map.of());

        assertThat(options.seconds()).isEqualTo(2);
        assertThat(options.rounds()).isEqualTo(4);
        assertThat(options.json()).isTrue();
        assertThat(options.operations()).containsExactlyInAnyOrder(Operation.CREATE, Operation.SEARCH);
    }

    @Test
    void saysWhatIsWrong() {
        refused("unknown option --fast", "--fast");
        refused("--clients needs a number from 1 to 1000, not many", "--clients", "many");
        refused("--seconds needs a number", "--seconds", "0");
        refused("--rounds needs a value", "--rounds");
        refused("there is no delete", "--only", "create,delete");
    }

    private static void refused(String why, String... args) {
        assertThatThrownBy(() -> BenchOptions.parse(args, Map.of()))
                .isInstanceOfSatisfying(
                        BenchException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining(why);
    }
}
