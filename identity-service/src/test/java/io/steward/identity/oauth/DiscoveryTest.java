package io.steward.identity.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.role.Permissions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class DiscoveryTest {
    private static final String PATH = "/.well-known/openid-configuration";

    @Test
    void a_library_finds_the_keys_and_verifies_a_token() throws Exception {
        JsonObject found = discover();
        URI keys = URI.create(found.getString("jwks_uri"));
        assertThat(keys.toString()).isEqualTo(IdentityServers.PUBLIC_URL + "/.well-known/jwks.json");
        // What stands before the installation leads its public address here.
        HttpsJwks jwks = new HttpsJwks("http://127.0.0.1:" + RestAssured.port + keys.getPath());
        Person person = People.person(People.organization(), "requester");

        var claims = verifier(jwks, found.getString("issuer")).processToClaims(People.token(person));

        assertThat(claims.getSubject()).isEqualTo(person.id());
        assertThat(claims.getClaimNames())
                .isSubsetOf(found.getJsonArray("claims_supported").stream()
                        .map(Object::toString)
                        .toList());
        JwtConsumer other = verifier(jwks, "another issuer");
        assertThatThrownBy(() -> other.processToClaims(People.token(person))).isInstanceOf(InvalidJwtException.class);
    }

    @Test
    void it_names_what_is_there_and_promises_nothing_else() {
        JsonObject found = discover();

        assertThat(found.getString("issuer")).isEqualTo("steward");
        assertThat(found.getString("token_endpoint")).isEqualTo(IdentityServers.PUBLIC_URL + TokenEndpoint.PATH);
        assertThat(found.getJsonArray("grant_types_supported"))
                .containsExactlyInAnyOrder("refresh_token", "client_credentials");
        assertThat(found.getJsonArray("token_endpoint_auth_methods_supported"))
                .containsExactlyInAnyOrder("client_secret_basic", "client_secret_post", "none");
        assertThat(found.getJsonArray("scopes_supported"))
                .contains("ticket:read")
                .doesNotContain("installation:admin");
        assertThat(found.getJsonArray("response_types_supported")).isEmpty();
        assertThat(found.fieldNames())
                .contains("subject_types_supported", "id_token_signing_alg_values_supported")
                .doesNotContain("authorization_endpoint", "userinfo_endpoint", "revocation_endpoint");
    }

    @Test
    void every_grant_that_it_names_is_one_and_every_scope_too() {
        JsonObject found = discover();
        String path = URI.create(found.getString("token_endpoint")).getPath();

        for (Object grant : found.getJsonArray("grant_types_supported")) {
            RestAssured.given()
                    .contentType("application/x-www-form-urlencoded")
                    .body("grant_type=" + grant)
                    .post(path)
                    .then()
                    .body("error", oneOf("invalid_request", "invalid_client"));
        }
        assertThat(found.getJsonArray("scopes_supported").stream().map(Object::toString))
                .isSorted()
                .containsExactlyInAnyOrderElementsOf(Permissions.OF_ORGANIZATION);
    }

    @Test
    void it_is_found_where_rfc_8414_says_too() {
        assertThat(read("/.well-known/oauth-authorization-server")).isEqualTo(discover());
    }

    @Test
    void without_a_public_address_it_is_the_one_that_was_asked() {
        assertThat(IssuerMetadata.base("https", "steward.example.org", "http", "10.0.0.7:8080"))
                .isEqualTo("https://steward.example.org");
        assertThat(IssuerMetadata.base("gopher", "[2001:db8::1]:8443", "http", "10.0.0.7:8080"))
                .isEqualTo("http://[2001:db8::1]:8443");
        assertThat(IssuerMetadata.base(null, null, "http", "localhost:8101")).isEqualTo("http://localhost:8101");
        assertThat(IssuerMetadata.base("https", "evil.example/path?", "http", "localhost:8101"))
                .isEqualTo("http://localhost:8101");
        assertThat(IssuerMetadata.of("steward", "http://localhost:8101/").jwksUri())
                .isEqualTo("http://localhost:8101/.well-known/jwks.json");
        assertThat(IssuerMetadata.of("steward", "http://localhost:8101/").tokenEndpoint())
                .isEqualTo("http://localhost:8101/api/v1/oauth/token");
    }

    private static JsonObject discover() {
        return read(PATH);
    }

    private static JsonObject read(String path) {
        return new JsonObject(RestAssured.get(path)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", containsString("max-age=300"))
                .extract()
                .asString());
    }

    private static JwtConsumer verifier(HttpsJwks jwks, String issuer) {
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(jwks))
                .setExpectedIssuer(issuer)
                .setExpectedAudience("steward")
                .setRequireExpirationTime()
                .build();
    }
}
