package io.steward.identity.gitconnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steward.kit.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://github.com, https://github.com",
        "HTTPS://GitHub.COM/, https://github.com",
        "https://git.example.org:443, https://git.example.org",
        "https://git.example.org:8443/git/, https://git.example.org:8443/git",
        "https://git.example.org/a/../b//, https://git.example.org/b",
        "https://[2001:db8::1]/, https://[2001:db8::1]"
    })
    void one_server_has_one_form(String text, String normal) {
        assertThat(ServerUrl.of(text, false).text()).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://git.example.org",
                "http://localhost",
                "ssh://git@git.example.org",
                "file:///etc/passwd",
                "https://user@git.example.org",
                "https://user:pw@git.example.org",
                "https://git.example.org?x=1",
                "https://git.example.org#x",
                "https://",
                "https:///path",
                "git.example.org",
                "https://git.example.org:0",
                "https://git.example.org:70000",
                "https://git example.org",
                "https:git.example.org"
            })
    void what_is_no_address_of_a_server_or_without_tls_is_refused(String text) {
        assertThatThrownBy(() -> ServerUrl.of(text, false))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.extensions())
                        .containsEntry("field", "serverUrl"));
    }

    @Test
    void this_machine_may_go_without_tls_where_that_is_set_and_no_other() {
        assertThat(ServerUrl.of("http://localhost:3000", true).text()).isEqualTo("http://localhost:3000");
        assertThat(ServerUrl.of("http://[::1]:3000", true).text()).isEqualTo("http://[::1]:3000");
        assertThatThrownBy(() -> ServerUrl.of("http://localhost.example.org", true))
                .isInstanceOf(Problem.class);
    }

    @Test
    void one_that_is_too_long_is_refused() {
        assertThatThrownBy(() -> ServerUrl.of("https://git.example.org/" + "a".repeat(250), false))
                .isInstanceOf(Problem.class);
    }
}
