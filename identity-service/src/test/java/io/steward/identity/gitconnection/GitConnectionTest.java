package io.steward.identity.gitconnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.GitKeysets;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class GitConnectionTest {
    private static final String PATH = "/api/v1/git-connections";
    private static final String TOKEN = "glpat-of-a-test-0123456789";

    private final Path keys = Path.of(ConfigProvider.getConfig().getValue("steward.git.keyset-file", String.class));
    private String organization;
    private Person person;
    private String token;

    @BeforeEach
    void somebody() {
        organization = People.organization();
        person = People.person(organization, "requester");
        token = People.token(person);
    }

    @Test
    void a_connection_is_made_listed_read_and_forgotten_and_its_token_is_never_shown() {
        String id = connect("gitlab", "https://GitLab.example.org/")
                .statusCode(201)
                .header("Location", containsString(PATH + "/"))
                .body("provider", equalTo("gitlab"))
                .body("serverUrl", equalTo("https://gitlab.example.org"))
                .body("username", equalTo("octocat"))
                .body("size()", equalTo(5))
                .extract()
                .path("id");

        String listed = People.with(token)
                .get(PATH)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(id))
                .extract()
                .asString();
        assertThat(listed).doesNotContain(TOKEN).doesNotContain("oken");
        People.with(token).get(PATH + "/" + id).then().statusCode(200).body("username", equalTo("octocat"));
        People.with(token).delete(PATH + "/" + id).then().statusCode(204);
        People.with(token).get(PATH + "/" + id).then().statusCode(404);
        People.with(token).delete(PATH + "/" + id).then().statusCode(404);
        assertThat(Database.rows("""
                        SELECT action, coalesce(old_values, new_values)::text FROM identity.audit_logs
                         WHERE resource_id = ? ORDER BY sequence""", id))
                .containsExactly(
                        List.of("git-connection.created", "{\"provider\":\"gitlab\"}"),
                        List.of("git-connection.deleted", "{\"provider\":\"gitlab\"}"));
    }

    @Test
    void the_database_has_the_token_encrypted_and_bound_to_its_row_and_owner() throws Exception {
        String id = connect("github", "https://github.com")
                .statusCode(201)
                .extract()
                .path("id");

        List<Object> row = Database.rows(
                        "SELECT token_encrypted, key_id FROM identity.git_connections WHERE id = ?::uuid", id)
                .getFirst();
        byte[] encrypted = (byte[]) row.getFirst();
        assertThat(new String(encrypted, StandardCharsets.ISO_8859_1)).doesNotContain(TOKEN);
        GitKeyset keyset = keyset();
        assertThat(row.getLast()).isEqualTo(keyset.primary());
        assertThat(keyset.aead().decrypt(encrypted, context(id, person.id()))).isEqualTo(TOKEN.getBytes());
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> keyset.aead()
                        .decrypt(encrypted, context(UUID.randomUUID().toString(), person.id())))
                .isInstanceOf(java.security.GeneralSecurityException.class);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> keyset.aead()
                        .decrypt(encrypted, context(id, UUID.randomUUID().toString())))
                .isInstanceOf(java.security.GeneralSecurityException.class);
    }

    @Test
    void one_provider_and_server_is_connected_once_by_an_account() {
        connect("gitea", "https://git.example.org/").statusCode(201);

        connect("gitea", "https://GIT.example.org:443").statusCode(409).body("code", equalTo("git-connection-exists"));
        connect("gitlab", "https://git.example.org").statusCode(201);
        People.with(People.token(People.person(organization, "requester")))
                .body(request("gitea", "https://git.example.org"))
                .post(PATH)
                .then()
                .statusCode(201);
    }

    @Test
    void nobody_sees_anothers_of_the_same_organization_or_of_another() {
        String id = connect("github", "https://github.com")
                .statusCode(201)
                .extract()
                .path("id");
        for (String other : List.of(organization, People.organization())) {
            String stranger = People.token(People.person(other, "admin"));
            People.with(stranger).get(PATH).then().body("items", hasSize(0));
            People.with(stranger).get(PATH + "/" + id).then().statusCode(404).body("code", equalTo("not-found"));
            People.with(stranger).delete(PATH + "/" + id).then().statusCode(404).body("code", equalTo("not-found"));
        }
        People.anonymous().get(PATH).then().statusCode(401);
        People.with(token).get(PATH + "/" + id).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "provider  | svn                      | invalid-value",
                "provider  |                          | validation-failed",
                "serverUrl | http://git.example.org   | invalid-value",
                "serverUrl | nowhere                  | invalid-value",
                "serverUrl |                          | validation-failed",
                "username  |                          | validation-failed",
                "token     |                          | validation-failed",
                "token     | two words                | validation-failed",
                "avatar    | x                        | unknown-property"
            })
    void what_is_no_connection_is_refused_without_repeating_it(String property, String value, String code) {
        Map<String, Object> request = request("github", "https://github.com");
        request.put(property, value);

        People.with(token)
                .body(request)
                .post(PATH)
                .then()
                .statusCode(400)
                .body("code", equalTo(code))
                .body(not(containsString("two words")))
                .body(not(containsString(TOKEN)));
    }

    @Test
    void a_token_that_is_too_long_is_refused() {
        Map<String, Object> request = request("github", "https://github.com");
        request.put("token", "t".repeat(4097));
        People.with(token).body(request).post(PATH).then().statusCode(400).body("code", equalTo("validation-failed"));
    }

    @Test
    void a_request_that_would_be_kept_is_refused() {
        People.with(token)
                .header("Idempotency-Key", "once")
                .body(request("github", "https://github.com"))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("code", equalTo("idempotency-unsupported"));
        assertThat(new ConnectGit(GitProvider.GITHUB, "https://github.com", "octocat", TOKEN).toString())
                .doesNotContain(TOKEN);
    }

    @Test
    void they_go_with_their_account() {
        connect("github", "https://github.com").statusCode(201);
        Database.update("DELETE FROM identity.organization_members WHERE user_id = ?::uuid", person.id());

        Database.update("DELETE FROM identity.users WHERE id = ?::uuid", person.id());

        assertThat(Database.rows("SELECT 1 FROM identity.git_connections WHERE user_id = ?::uuid", person.id()))
                .isEmpty();
    }

    @Test
    void tokens_are_readable_while_their_key_is_rotated_and_by_the_new_key_alone_afterwards() throws Exception {
        // More than a batch, and one that no key decrypts among them.
        for (int i = 0; i < 3; i++) {
            connect("gitea", "https://git-" + i + ".example.org").statusCode(201);
        }
        Database.update("""
                INSERT INTO identity.git_connections
                SELECT gen_random_uuid(), user_id, provider, server_url || '/' || n, username, token_encrypted, 7, created_at
                  FROM identity.git_connections, generate_series(1, 120) n WHERE user_id = ?::uuid AND server_url LIKE '%git-0%'
                """, person.id());
        long before = keyset().primary();
        assertThat(readable()).isEqualTo(3);

        GitKeysets.rotate(keys);
        long after = keyset().primary();
        connect("gitea", "https://git-3.example.org").statusCode(201);
        assertThat(readable()).isEqualTo(4);
        Eventually.check(() -> {
            assertThat(readable()).isEqualTo(4);
            assertThat(by(before)).isZero();
        });
        assertThat(by(after)).isEqualTo(4);
        assertThat(by(7)).isEqualTo(120);

        GitKeysets.prune(keys);
        connect("gitea", "https://git-4.example.org").statusCode(201);
        assertThat(readable()).isEqualTo(5);
        assertThat(Database.rows(
                        "SELECT 1 FROM identity.audit_logs WHERE action = 'git-key.tokens-renewed' AND resource_id = ?",
                        Long.toString(after)))
                .isNotEmpty();
        Database.update("DELETE FROM identity.git_connections WHERE key_id = 7");
    }

    /** How many of the account's tokens the keys in the file decrypt. */
    private long readable() {
        GitKeyset keyset = keyset();
        return Database.rows(
                        "SELECT id::text, token_encrypted FROM identity.git_connections WHERE user_id = ?::uuid",
                        person.id())
                .stream()
                .filter(row -> {
                    try {
                        byte[] plain =
                                keyset.aead().decrypt((byte[]) row.get(1), context((String) row.get(0), person.id()));
                        return new String(plain, StandardCharsets.UTF_8).equals(TOKEN);
                    } catch (java.security.GeneralSecurityException e) {
                        return false;
                    }
                })
                .count();
    }

    private GitKeyset keyset() {
        try {
            return GitKeyset.parse(Files.readString(keys));
        } catch (java.io.IOException | java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private long by(long key) {
        return (long) Database.value(
                "SELECT count(*) FROM identity.git_connections WHERE key_id = ? AND user_id = ?::uuid",
                key,
                person.id());
    }

    private static byte[] context(String id, String owner) {
        return ("git-connection " + id + " of " + owner).getBytes(StandardCharsets.UTF_8);
    }

    private ValidatableResponse connect(String provider, String server) {
        return People.with(token).body(request(provider, server)).post(PATH).then();
    }

    private static Map<String, Object> request(String provider, String server) {
        return new HashMap<>(Map.of("provider", provider, "serverUrl", server, "username", "octocat", "token", TOKEN));
    }
}
