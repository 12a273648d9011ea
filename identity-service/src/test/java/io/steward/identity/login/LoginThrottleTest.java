package io.steward.identity.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.steward.identity.IdentityServers;
import io.steward.identity.SettableClock;
import io.steward.identity.login.LoginFailures.Key;
import io.steward.identity.login.LoginThrottle.Keys;
import io.steward.identity.login.LoginThrottle.Waits;
import io.steward.identity.signingkey.MasterKey;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import io.steward.testkit.Database;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class LoginThrottleTest {
    private static final Actor NOBODY = Actor.system(Ids.NIL, Cause.rule("test", Ids.next()));
    private static final String EMAIL = "ida.istanbul@steward.test";
    private static final String OFFICE = "198.51.100.1";
    private static final String ELSEWHERE = "203.0.113.9";

    @Inject
    SettableClock clock;

    @Inject
    Tx tx;

    @Inject
    MasterKey master;

    private LoginThrottle throttle;
    private Instant now;

    @BeforeEach
    void begin() {
        Database.update("DELETE FROM identity.login_failures");
        throttle = instance(3, 5);
        now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        clock.set(now);
    }

    @AfterEach
    void release() {
        clock.release();
    }

    /** One of several, or one that has just started: it shares nothing with others but the database. */
    private LoginThrottle instance(int burst, int addressBurst) {
        return new LoginThrottle(
                new LoginFailures(tx, master),
                clock,
                new Config(burst, addressBurst),
                new ClientAddress(() -> List.of("127.0.0.1", "10.1.0.0/16", "::1")));
    }

    @Test
    void the_first_failures_are_free_and_then_the_wait_doubles_up_to_the_longest() {
        for (int failure = 0; failure < 3; failure++) {
            check(EMAIL, null, false);
            failed(EMAIL, null, false);
        }
        for (int wait : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900}) {
            assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", wait);
            pass(Duration.ofSeconds(wait).minusMillis(1));
            assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 1);
            pass(Duration.ofMillis(1));
            check(EMAIL, null, false);
            failed(EMAIL, null, false);
        }
    }

    @Test
    void a_pause_forgets_all_failures() {
        fail(EMAIL, 40);
        pass(Duration.ofMinutes(15).plusHours(1).minusMillis(1));
        check(EMAIL, null, false);
        failed(EMAIL, null, false);
        assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 900);

        pass(Duration.ofMinutes(15).plusHours(1));
        fail(EMAIL, 2);
        check(EMAIL, null, false);
    }

    @Test
    void guesses_that_came_all_at_once_are_all_counted() {
        check(EMAIL, null, false);
        fail(EMAIL, 60);
        assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 900);
    }

    @Test
    void every_spelling_of_an_email_counts_and_no_other_email_does() {
        for (String spelling : new String[] {
            "IDA.istanbul@steward.test", " \u0130da.\u0130stanbul@steward.test ", "Ida.Istanbul@Steward.Test"
        }) {
            failed(spelling, null, false);
        }

        assertThat(refusal(EMAIL).code()).isEqualTo("login-throttled");
        assertThatCode(() -> check("another@steward.test", null, false)).doesNotThrowAnyException();
    }

    @Test
    void strangers_do_not_keep_the_owner_out_where_the_account_is_known() {
        for (int failure = 0; failure < 30; failure++) {
            failed(EMAIL, ELSEWHERE, false);
        }
        assertThat(refusal(EMAIL).status()).isEqualTo(429);

        check(EMAIL, OFFICE, true);
        for (int failure = 0; failure < 3; failure++) {
            failed(EMAIL, OFFICE, true);
        }
        assertThatThrownBy(() -> check(EMAIL, OFFICE, true))
                .as("but there are waits too")
                .isInstanceOf(Problem.class);
        check(EMAIL, ELSEWHERE, true);
    }

    @Test
    void failures_where_the_account_is_known_do_not_count_elsewhere() {
        for (int failure = 0; failure < 30; failure++) {
            failed(EMAIL, OFFICE, true);
        }
        check(EMAIL, null, false);
    }

    @Test
    void who_is_forgiven_waits_no_more_where_nobody_knows_him_and_where_he_is() {
        fail(EMAIL, 30);
        for (int failure = 0; failure < 30; failure++) {
            failed(EMAIL, OFFICE, true);
        }

        forgive(EMAIL, null);
        check(EMAIL, null, false);
        assertThatThrownBy(() -> check(EMAIL, OFFICE, true)).isInstanceOf(Problem.class);

        forgive(EMAIL, OFFICE);
        check(EMAIL, OFFICE, true);
    }

    @Test
    void an_address_waits_whatever_emails_it_tries() {
        for (int failure = 0; failure < 5; failure++) {
            checkAddress(ELSEWHERE);
            failed("nobody-" + failure + "@steward.test", ELSEWHERE, false);
        }
        assertThat(atAddress(ELSEWHERE).extensions()).containsEntry("retryAfter", 1);
        failed("somebody@steward.test", ELSEWHERE, false);
        assertThat(atAddress(ELSEWHERE).extensions()).containsEntry("retryAfter", 2);
        checkAddress(OFFICE);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "::ffff:203.0.113.9, 203.0.113.9, true",
        "::ffff:203.0.113.9, ::ffff:203.0.113.10, false",
        "fe80::1%eth0, fe80::2, true"
    })
    void of_an_ipv6_address_the_network_is_counted(String one, String other, boolean same) {
        for (int failure = 0; failure < 5; failure++) {
            failed(failure + EMAIL, one, false);
        }
        assertThat(atAddress(other) != null).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "::1", "nowhere", ""})
    void a_gateways_address_and_what_is_none_never_wait(String address) {
        for (int failure = 0; failure < 50; failure++) {
            failed(failure + EMAIL, address, false);
        }
        assertThat(atAddress(address)).isNull();
        checkAddress(null);
    }

    @Test
    void both_can_be_switched_off() {
        for (int failure = 0; failure < 10; failure++) {
            failed(EMAIL, ELSEWHERE, false);
        }
        throttle = instance(0, 0);
        for (int failure = 0; failure < 50; failure++) {
            failed("x" + EMAIL, ELSEWHERE, false);
        }

        assertThatCode(() -> check(EMAIL, ELSEWHERE, false)).doesNotThrowAnyException();
        assertThatCode(() -> checkAddress(ELSEWHERE)).doesNotThrowAnyException();
        assertThat(rows()).isEqualTo(2);
        assertThatThrownBy(() -> instance(-1, 0)).hasMessageContaining("steward.login-throttle");
    }

    @Test
    void emails_alone_and_addresses_alone_can_be_switched_off() {
        throttle = instance(0, 5);
        fail(EMAIL, 10, ELSEWHERE);
        check(EMAIL, ELSEWHERE, false);
        assertThat(atAddress(ELSEWHERE)).isNotNull();

        throttle = instance(3, 0);
        fail(EMAIL, 3, ELSEWHERE);
        assertThat(refusal(EMAIL)).isNotNull();
        assertThat(atAddress(ELSEWHERE)).isNull();
    }

    @Test
    void all_instances_count_together_and_one_that_has_just_started_knows_what_was_counted() {
        LoginThrottle one = instance(3, 5);
        LoginThrottle other = instance(3, 5);
        for (LoginThrottle instance : List.of(one, other, one)) {
            throttle = instance;
            failed(EMAIL, OFFICE, true);
            failed(EMAIL, ELSEWHERE, false);
        }

        for (LoginThrottle instance : List.of(one, other, instance(3, 5))) {
            throttle = instance;
            assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 1);
            assertThatThrownBy(() -> check(EMAIL, OFFICE, true)).isInstanceOf(Problem.class);
        }
        throttle = instance(3, 5);
        fail("x" + EMAIL, 2, ELSEWHERE);
        throttle = other;
        assertThat(atAddress(ELSEWHERE).extensions()).containsEntry("retryAfter", 1);

        throttle = one;
        forgive(EMAIL, OFFICE);
        throttle = instance(3, 5);
        check(EMAIL, null, false);
        check(EMAIL, OFFICE, true);
        assertThat(atAddress(ELSEWHERE)).as("whoever fails for many").isNotNull();
    }

    @Test
    void of_failures_at_one_moment_none_is_lost_whatever_instances_and_emails_they_are_of() throws Exception {
        List<Callable<Void>> guesses = IntStream.range(0, 24)
                .<Callable<Void>>mapToObj(guess -> {
                    LoginThrottle instance = instance(3, 5);
                    // Two addresses and two emails in every combination, so that the attempts could wait for each
                    // other.
                    String email = guess % 2 == 0 ? EMAIL : "x" + EMAIL;
                    String address = guess % 4 < 2 ? OFFICE : ELSEWHERE;
                    return () -> {
                        count(instance, email, address, false);
                        return null;
                    };
                })
                .toList();

        try (ExecutorService clients = Executors.newFixedThreadPool(24)) {
            for (Future<Void> counted : clients.invokeAll(guesses)) {
                counted.get();
            }
        }

        assertThat(Database.rows("SELECT kind, failures FROM identity.login_failures ORDER BY kind"))
                .containsExactly(
                        List.of("ADDRESS", 12), List.of("ADDRESS", 12), List.of("EMAIL", 12), List.of("EMAIL", 12));
        assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 512);
    }

    @Test
    void what_is_rolled_back_was_no_failure_and_no_forgiveness() {
        fail(EMAIL, 3);
        assertThatThrownBy(() -> await(tx.write(NOBODY, scope -> {
                    throttle.forgive(scope, EMAIL, null);
                    throttle.failed(scope, "x" + EMAIL, null, false);
                    return Uni.createFrom().failure(new IllegalArgumentException("no"));
                })))
                .hasMessage("no");

        assertThat(refusal(EMAIL)).isNotNull();
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void who_has_the_table_and_not_the_master_key_finds_no_email_and_no_address() throws Exception {
        failed(EMAIL, OFFICE, true);
        failed(EMAIL, OFFICE, false);

        String stored =
                Database.rows("SELECT f::text FROM identity.login_failures f").toString();

        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        String at = new ClientAddress(List::of).key(OFFICE);
        for (String key : List.of(EMAIL, OFFICE, at, at + " " + EMAIL)) {
            assertThat(stored)
                    .doesNotContain(key)
                    .doesNotContain(HexFormat.of().formatHex(sha.digest(key.getBytes(StandardCharsets.UTF_8))));
        }
        assertThat(stored).contains("EMAIL_AT_ADDRESS").hasLineCount(1);
        assertThat(Database.value("SELECT count(DISTINCT key_hash) FROM identity.login_failures"))
                .isEqualTo(3L);
    }

    @Test
    void what_is_forgotten_is_cleared_and_nothing_else() {
        fail("a" + EMAIL, 1);
        fail("b" + EMAIL, 3);
        fail("c" + EMAIL, 40);
        Database.update("UPDATE identity.login_failures SET waits_until = now() - interval '2 h', "
                + "forgotten_at = now() - interval '1 s' WHERE failures = 3");

        Database.value("SELECT identity.cleanup_expired_auth()");

        assertThat(Database.rows("SELECT failures FROM identity.login_failures ORDER BY 1"))
                .containsExactly(List.of(1), List.of(40));
        assertThat(refusal("c" + EMAIL)).isNotNull();
    }

    @Test
    void the_service_may_count_and_the_job_may_clear_and_neither_may_more() throws SQLException {
        failed(EMAIL, null, false);
        try (Connection app = Database.role("identity_app");
                Statement statement = app.createStatement()) {
            denied(statement, "UPDATE identity.login_failures SET key_hash = key_hash");
            denied(statement, "UPDATE identity.login_failures SET kind = 'ADDRESS'");
            denied(statement, "TRUNCATE identity.login_failures");
            denied(statement, "SELECT identity.forget_login_failures(1)");
        }
        try (Connection relay = Database.role("identity_relay");
                Statement statement = relay.createStatement()) {
            denied(statement, "SELECT * FROM identity.login_failures");
            denied(statement, "DELETE FROM identity.login_failures");
            statement.execute("SELECT identity.forget_login_failures(1)");
        }
        try (Connection stranger = Database.role("identity_app");
                Statement statement = stranger.createStatement()) {
            assertThat(statement.execute("SELECT failures FROM identity.login_failures"))
                    .as("no tenant, as before a login")
                    .isTrue();
        }
    }

    private static void denied(Statement statement, String sql) {
        assertThatThrownBy(() -> statement.execute(sql)).as(sql).hasMessageContaining("permission denied");
    }

    private void pass(Duration duration) {
        now = now.plus(duration);
        clock.set(now);
    }

    private void fail(String email, int times) {
        for (int failure = 0; failure < times; failure++) {
            failed(email, null, false);
        }
    }

    private void fail(String email, int times, String address) {
        for (int failure = 0; failure < times; failure++) {
            failed(email, address, false);
        }
    }

    private void failed(String email, String address, boolean known) {
        count(throttle, email, address, known);
    }

    private void count(LoginThrottle instance, String email, String address, boolean known) {
        await(tx.write(NOBODY, scope -> {
            instance.failed(scope, email, address, known);
            return Uni.createFrom().voidItem();
        }));
    }

    private void forgive(String email, String address) {
        await(tx.write(NOBODY, scope -> {
            throttle.forgive(scope, email, address);
            return Uni.createFrom().voidItem();
        }));
    }

    private void check(String email, String address, boolean known) {
        await(throttle.check(NOBODY, email, address, known));
    }

    /** By an attempt with an email that nobody has tried. */
    private void checkAddress(String address) {
        Keys keys = throttle.keys("nobody-" + Ids.next() + "@steward.test", address);
        throttle.check(keys, new Waits(until(keys.email()), until(keys.there()), until(keys.address())), false);
    }

    private Instant until(Key key) {
        return key == null ? null : await(new LoginFailures(tx, master).waitsUntil(NOBODY, key));
    }

    private static long rows() {
        return (Long) Database.value("SELECT count(*) FROM identity.login_failures");
    }

    private static <T> T await(Uni<T> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private Problem refusal(String email) {
        return catchThrowableOfType(Problem.class, () -> check(email, null, false));
    }

    private Problem atAddress(String address) {
        return catchThrowableOfType(Problem.class, () -> checkAddress(address));
    }

    private record Config(int burst, int addressBurst) implements LoginThrottle.Config {
        @Override
        public Duration firstWait() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration longestWait() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration forgottenAfter() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration knownFor() {
            return Duration.ofDays(30);
        }
    }
}
