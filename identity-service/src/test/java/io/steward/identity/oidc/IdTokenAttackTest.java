package io.steward.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.testkit.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against a provider, or somebody in its place, that is not honest. */
@QuarkusTest
@WithTestResource(OidcServers.class)
class IdTokenAttackTest {
    @Inject
    SettableClock clock;

    /** Each test begins when what was known of the provider is old. */
    private static Instant time = Instant.now();

    private final String subject = "subject-" + UUID.randomUUID();
    private ScriptedProvider provider;
    private int sessions;
    private Person person;

    @BeforeEach
    void start() throws Exception {
        provider = new ScriptedProvider(clock);
        person = People.person(People.organization(), "requester");
        Database.update(
                "INSERT INTO identity.external_identities (id, user_id, issuer, subject, created_at) VALUES (gen_random_uuid(), ?::uuid, ?, ?, now())",
                person.id(),
                provider.issuer,
                subject);
        time = time.plus(Duration.ofHours(12));
        clock.set(time);
    }

    @AfterEach
    void stop() {
        provider.close();
        clock.release();
    }

    @Test
    void an_honest_answer_logs_in() {
        Flow flow = begun();
        provider.gives(provider.claims(flow, subject));

        assertThat(flow.authorizationUrl()).startsWith(provider.issuer + "/authorize?tenant=1&response_type=code&");
        accepted(flow.ended("code"));
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("of another issuer", claims -> claims.put("iss", "https://evil.example.org")),
                lie("of no issuer", claims -> claims.remove("iss")),
                lie("for another client", claims -> claims.put("aud", "somebody-else")),
                lie("for no client", claims -> claims.remove("aud")),
                lie(
                        "for several without saying who asked",
                        claims -> claims.put(
                                "aud", new JsonArray().add(OidcServers.CLIENT).add("somebody-else"))),
                lie("asked for by another client", claims -> claims.put("azp", "somebody-else")),
                lie("expired", claims -> claims.put("exp", claims.getLong("iat") - 61)),
                lie("without an end", claims -> claims.remove("exp")),
                lie("issued long ago", claims -> claims.put("iat", claims.getLong("iat") - 700)),
                lie("issued in the future", claims -> claims.put("iat", claims.getLong("iat") + 120)),
                lie("of no time", claims -> claims.remove("iat")),
                lie("with another nonce", claims -> claims.put("nonce", "another")),
                lie("without a nonce", claims -> claims.remove("nonce")),
                lie("with a nonce that is no text", claims -> claims.put("nonce", 1)),
                lie("of nobody", claims -> claims.remove("sub")),
                lie("not valid yet", claims -> claims.put("nbf", claims.getLong("iat") + 120)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void a_token_that_lies_is_refused(String what, BiConsumer<JsonObject, Flow> lie) {
        Flow flow = begun();
        JsonObject claims = provider.claims(flow, subject);
        lie.accept(claims, flow);
        provider.gives(claims);

        refused(flow.ended("code"));
    }

    @Test
    void a_token_for_several_is_taken_when_it_names_this_client_as_the_one_that_asked() {
        Flow flow = begun();
        provider.gives(provider.claims(flow, subject)
                .put("aud", new JsonArray().add(OidcServers.CLIENT).add("another"))
                .put("azp", OidcServers.CLIENT));

        accepted(flow.ended("code"));
    }

    @Test
    void a_token_without_a_signature_is_refused() {
        Flow flow = begun();
        provider.givesUnsigned(provider.claims(flow, subject));
        refused(flow.ended("code"));
    }

    @Test
    void a_token_that_is_signed_by_a_public_key_taken_for_a_secret_is_refused() {
        Flow flow = begun();
        provider.givesSymmetric(provider.claims(flow, subject));
        refused(flow.ended("code"));
    }

    @Test
    void a_token_by_a_key_that_is_not_the_providers_is_refused_even_under_its_name() {
        Flow flow = begun();
        provider.gives(provider.claims(flow, subject), ScriptedProvider.key("first"));
        refused(flow.ended("code"));

        flow = begun();
        provider.gives(provider.claims(flow, subject), ScriptedProvider.key("unknown"));
        refused(flow.ended("code"));
    }

    @Test
    void a_token_of_another_login_is_refused() {
        Flow first = begun();
        Flow second = begun();
        provider.gives(provider.claims(first, subject));

        refused(second.ended("code"));
    }

    @Test
    void what_is_no_token_is_refused() {
        for (String text : List.of("", "a.b.c", "eyJhbGciOiJub25lIn0..", "x".repeat(40_000))) {
            Flow flow = begun();
            provider.givesText(text);
            refused(flow.ended("code"));
        }
        Flow flow = begun();
        provider.token = "{}";
        refused(flow.ended("code"));
    }

    @Test
    void a_key_that_the_provider_has_changed_to_is_fetched_and_an_unknown_one_not_again_and_again() {
        Flow flow = begun();
        provider.gives(provider.claims(flow, subject));
        accepted(flow.ended("code"));
        RsaJsonWebKey next = ScriptedProvider.key("second");
        provider.keys.add(ScriptedProvider.published(next));
        clock.set(clock.instant().plusSeconds(11));
        int asked = provider.keysAsked.get();

        flow = begun();
        provider.gives(provider.claims(flow, subject), next);
        accepted(flow.ended("code"));
        assertThat(provider.keysAsked.get()).isEqualTo(asked + 1);
        for (int i = 0; i < 3; i++) {
            flow = begun();
            provider.gives(provider.claims(flow, subject), ScriptedProvider.key("unknown"));
            refused(flow.ended("code"));
        }
        assertThat(provider.keysAsked.get()).isEqualTo(asked + 1);
    }

    @Test
    void a_provider_that_refuses_the_code_and_one_that_is_broken_are_told_apart() {
        Flow flow = begun();
        provider.tokenStatus = 400;
        provider.token = "{\"error\": \"invalid_grant\", \"error_description\": \"do not repeat this\"}";
        refused(flow.ended("code").body(not(containsString("do not repeat this"))));

        flow = begun();
        provider.tokenStatus = 500;
        unavailable(flow.ended("code"));
        flow = begun();
        provider.tokenStatus = 302;
        unavailable(flow.ended("code"));
        flow = begun();
        provider.tokenStatus = 200;
        provider.token = "x".repeat(300 * 1024);
        unavailable(flow.ended("code"));
        flow = begun();
        provider.close();
        unavailable(flow.ended("code"));
    }

    @Test
    void a_provider_that_names_itself_beside_its_codes_must_do_so() {
        provider.description.put("authorization_response_iss_parameter_supported", true);
        Flow flow = begun();
        provider.gives(provider.claims(flow, subject));
        refused(flow.ended("code"));

        flow = begun();
        provider.gives(provider.claims(flow, subject));
        var body = flow.body("code");
        body.put("iss", provider.issuer);
        accepted(flow.post(body));
    }

    @Test
    void a_description_of_another_provider_or_without_tls_is_not_believed() {
        JsonObject honest = provider.description.copy();
        for (JsonObject bad : List.of(
                honest.copy().put("issuer", "https://evil.example.org"),
                honest.copy().put("token_endpoint", "http://evil.example.org/token"),
                honest.copy().put("jwks_uri", "file:///etc/passwd"),
                honest.copy().put("authorization_endpoint", 5),
                new JsonObject())) {
            provider.description = bad;
            clock.set(clock.instant().plus(Duration.ofHours(2)));
            unavailable(People.anonymous()
                    .post(Flow.LOGINS + "scripted/authorizations")
                    .then());
        }
    }

    private static Flow begun() {
        return Flow.begun("scripted");
    }

    private void accepted(ValidatableResponse answer) {
        answer.statusCode(200);
        sessions++;
    }

    private void refused(ValidatableResponse answer) {
        answer.statusCode(401).body("code", equalTo("oidc-login-failed"));
        assertThat(Database.rows("SELECT 1 FROM identity.user_sessions WHERE user_id = ?::uuid", person.id()))
                .hasSize(sessions);
    }

    private static void unavailable(ValidatableResponse answer) {
        answer.statusCode(503).body("code", equalTo("oidc-provider-unavailable"));
    }

    private static Arguments lie(String what, java.util.function.Consumer<JsonObject> change) {
        BiConsumer<JsonObject, Flow> lie = (claims, flow) -> change.accept(claims);
        return Arguments.of(what, lie);
    }
}
