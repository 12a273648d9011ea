package io.steward.identity.gitconnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steward.identity.GitKeysets;
import io.steward.kit.problem.Problem;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitKeysetFileTest {
    private final Path path = GitKeysets.fresh();
    private final GitKeysetFile file = new GitKeysetFile(config(Optional.of(path)));

    @Test
    void without_a_setting_or_a_file_there_are_no_keys() {
        assertThat(new GitKeysetFile(config(Optional.empty())).current()).isEmpty();
        assertThat(new GitKeysetFile(config(Optional.of(path.resolveSibling("absent")))).current())
                .isEmpty();
    }

    @Test
    void without_keys_nothing_is_taken() {
        Vertx vertx = Vertx.vertx();
        try {
            GitTokens tokens = new GitTokens(new GitKeysetFile(config(Optional.empty())), vertx);

            assertThatThrownBy(() -> tokens.encrypt(UUID.randomUUID(), UUID.randomUUID(), "secret")
                            .await()
                            .atMost(Duration.ofSeconds(10)))
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.status()).isEqualTo(503);
                        assertThat(problem.code()).isEqualTo("git-connections-off");
                    });
        } finally {
            vertx.close();
        }
    }

    @Test
    void a_file_that_appears_is_read() throws Exception {
        Path later = path.resolveSibling("later.json");
        GitKeysetFile waiting = new GitKeysetFile(config(Optional.of(later)));
        assertThat(waiting.current()).isEmpty();

        Files.copy(path, later);

        assertThat(waiting.current()).isPresent();
    }

    @Test
    void a_replaced_file_is_read_and_its_old_key_still_decrypts() throws Exception {
        GitKeyset before = file.current().orElseThrow();
        byte[] encrypted = before.aead().encrypt(bytes("secret"), bytes("context"));

        GitKeysets.rotate(path);

        GitKeyset after = file.current().orElseThrow();
        assertThat(after.primary()).isNotEqualTo(before.primary());
        assertThat(after.ids()).containsExactlyInAnyOrder(before.primary(), after.primary());
        assertThat(after.aead().decrypt(encrypted, bytes("context"))).isEqualTo(bytes("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "no json", "{\"primaryKeyId\": 1, \"key\": []}"})
    void a_file_that_is_no_keyset_leaves_the_known_keys_in_use(String text) throws Exception {
        GitKeyset before = file.current().orElseThrow();
        String good = Files.readString(path);

        GitKeysets.replace(path, text);
        assertThat(file.current()).contains(before);
        Files.delete(path);
        assertThat(file.current()).contains(before);
        GitKeysets.replace(path, good);
        GitKeysets.rotate(path);
        assertThat(file.current().orElseThrow().primary()).isNotEqualTo(before.primary());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static GitConfig config(Optional<Path> file) {
        return new GitConfig() {
            @Override
            public Optional<Path> keysetFile() {
                return file;
            }

            @Override
            public boolean allowLoopbackHttp() {
                return false;
            }

            @Override
            public Duration renewEvery() {
                return Duration.ofSeconds(5);
            }
        };
    }
}
