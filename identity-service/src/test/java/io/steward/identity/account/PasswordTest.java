package io.steward.identity.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PasswordTest {
    private static final String IDLE = "5";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_hash_knows_its_password_and_no_other() {
        String encoded =
                Argon2Hash.hash("correct horse", new byte[Argon2Hash.SALT]).encoded();

        assertThat(encoded).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("horse");
        assertThat(Argon2Hash.parse(encoded).matches("correct horse")).isTrue();
        assertThat(Argon2Hash.parse(encoded).matches("correct Horse")).isFalse();
        assertThatThrownBy(() -> Argon2Hash.parse("$2a$12$secretsecret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_hash_of_another_implementation_verifies() {
        // From the reference implementation: argon2 with salt "somesalt", -id -t 2 -k 65536 -p 1.
        String reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

        assertThat(Argon2Hash.parse(reference).matches("password")).isTrue();
    }

    @Test
    void a_bcrypt_hash_of_any_of_its_spellings_verifies() {
        // Of OpenWall's crypt_blowfish and of jBCrypt.
        for (String version : List.of("$2a$", "$2b$", "$2y$")) {
            String hash = version + "05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
            assertThat(verify("U*U", hash)).isTrue();
            assertThat(verify("U*V", hash)).isFalse();
            assertThat(hashing(1, 8).isOutdated(hash)).isTrue();
        }
        assertThat(verify("abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"))
                .isTrue();
        assertThat(verify("x".repeat(128), "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"))
                .isFalse();
        assertThat(hashing(1, 8).isOutdated("$argon2id$v=19$")).isFalse();
    }

    @Test
    void a_hash_that_costs_too_much_or_is_none_matches_nothing() {
        String salted = "$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        assertThatThrownBy(() -> new Bcrypt("$2a$15" + salted)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Bcrypt("$2a$14" + salted).toString()).doesNotContain("CCC");
        for (String unusable :
                List.of("$2a$15" + salted, "$2a$31" + salted, "$2a$03" + salted, "$2x$05" + salted, "$2a$", "plain")) {
            assertThat(verify("U*U", unusable)).as(unusable).isFalse();
        }
    }

    private boolean verify(String password, String hash) {
        return hashing(1, 8).verify(password, hash).await().indefinitely();
    }

    @Test
    void no_account_is_never_a_match() {
        assertThat(hashing(1, 8).verify("the password of nobody", null).await().indefinitely())
                .isFalse();
    }

    @Test
    void what_waits_for_a_hash_is_bounded_and_places_are_given_back() {
        PasswordHashing hashing = hashing(1, 1);
        List<CompletableFuture<String>> hashes = new ArrayList<>();
        for (int request = 0; request < 3; request++) {
            hashes.add(hashing.hash("some password").subscribeAsCompletionStage());
        }

        assertThatThrownBy(() -> hashes.get(2).join()).cause().isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(429);
            assertThat(problem.code()).isEqualTo("too-busy");
        });
        assertThat(hashes.get(0).join()).isNotEqualTo(hashes.get(1).join());
        Uni<String> later = hashing.hash("some password");
        assertThat(later.await().indefinitely()).isNotEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void who_hashes_waits_for_all_else() throws IOException {
        hashing(1, 0).hash("some password").await().indefinitely();

        assertThat(policies("password-hash")).isNotEmpty().containsOnly(IDLE);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void who_has_waited_long_for_all_else_waits_no_more() throws IOException {
        // Shorter than a hash takes.
        PasswordHashing hurried = hashing(1, 2, Duration.ofMillis(1));

        List<CompletableFuture<String>> hashes = Stream.of("one", "two", "three")
                .map(password -> hurried.hash(password).subscribeAsCompletionStage())
                .toList();

        for (CompletableFuture<String> hash : hashes) {
            assertThat(hash.join()).startsWith("$argon2id$");
        }
        assertThat(policies("hurried-hash")).isNotEmpty().doesNotContain(IDLE);
        // All places are free again, and none twice.
        assertThat(Stream.generate(() -> hurried.hash("one more").subscribeAsCompletionStage())
                        .limit(4)
                        .toList()
                        .getLast())
                .isCompletedExceptionally();
    }

    @Test
    void of_results_that_come_back_together_none_stays_behind() {
        PasswordHashing hashing = hashing(2, 16, Duration.ofMinutes(1), 4);

        // In the end fewer than four are left.
        List<CompletableFuture<String>> hashes = Stream.generate(
                        () -> hashing.hash("some password").subscribeAsCompletionStage())
                .limit(11)
                .toList();

        assertThat(CompletableFuture.allOf(hashes.toArray(CompletableFuture[]::new)))
                .succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void a_result_that_is_held_comes_when_patience_ends() {
        PasswordHashing hashing = hashing(2, 16, Duration.ofMillis(300), 100);
        // Each takes far longer than that.
        String slow = "$argon2id$v=19$m=65536,t=30,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        List<CompletableFuture<Boolean>> slowOnes = new ArrayList<>();
        slowOnes.add(hashing.verify("password", slow).subscribeAsCompletionStage());
        CompletableFuture<String> held = hashing.hash("some password").subscribeAsCompletionStage();
        slowOnes.add(hashing.verify("password", slow).subscribeAsCompletionStage());
        slowOnes.add(hashing.verify("password", slow).subscribeAsCompletionStage());

        assertThat(held.join()).isNotEmpty();
        assertThat(slowOnes).noneMatch(CompletableFuture::isDone);
    }

    /** How the system schedules this process's threads of that name: field 41 of proc_pid_stat(5). */
    private static List<String> policies(String name) throws IOException {
        List<String> policies = new ArrayList<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).startsWith(name)) {
                    String stat = Files.readString(thread.resolve("stat"));
                    policies.add(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[41 - 3]);
                }
            }
        }
        return policies;
    }

    @Test
    void common_passwords_are_refused_in_any_case_and_the_length_has_two_ends() {
        PasswordPolicy policy = new PasswordPolicy();

        policy.check("12 chars, no", "password");
        policy.check("x".repeat(128), "password");
        for (String common : List.of("PassWord123", "trustno1", "drummer1", "helpdesk123", "Summer2026")) {
            assertThatThrownBy(() -> policy.check(common, "password"))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("password-too-common"));
        }
        assertThatThrownBy(() -> policy.check("seven 7", "password")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> policy.check("x".repeat(129), "password")).isInstanceOf(Problem.class);
    }

    @Test
    void a_request_never_prints_its_password() {
        CreateAccount request = new CreateAccount("a@b.test", "abc", "A", "my secret phrase", List.of("l1"));

        assertThat(request.toString()).doesNotContain("secret");
        assertThat(request.fingerprint("mark").toString())
                .doesNotContain("secret")
                .contains("mark");
    }

    private PasswordHashing hashing(int threads, int queue) {
        return hashing(threads, queue, Duration.ofMinutes(1));
    }

    private PasswordHashing hashing(int threads, int queue, Duration patience) {
        return hashing(threads, queue, patience, 1);
    }

    private PasswordHashing hashing(int threads, int queue, Duration patience, int together) {
        return new PasswordHashing(vertx, new PasswordHashing.Config() {
            @Override
            public int together() {
                return together;
            }

            @Override
            public int threads() {
                return threads;
            }

            @Override
            public int queue() {
                return queue;
            }

            @Override
            public Duration patience() {
                return patience;
            }
        });
    }
}
