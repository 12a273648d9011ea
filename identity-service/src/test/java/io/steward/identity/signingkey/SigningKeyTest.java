package io.steward.identity.signingkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class SigningKeyTest {
    @Inject
    SigningKeys keys;

    @Inject
    MasterKey master;

    @Test
    void keys_change_without_a_refused_request() {
        Person person = People.person(People.organization(), "requester");
        String old = kid(People.token(person));

        Database.update(
                "UPDATE identity.signing_keys SET activate_at = now() - interval '31 days' WHERE state = 'ACTIVE'");
        List<Uni<Void>> instances = Collections.nCopies(8, Uni.createFrom().deferred(() -> keys.rotate(Instant.now())));
        Uni.join().all(instances).andFailFast().await().indefinitely();

        assertThat(Database.rows("SELECT kid FROM identity.signing_keys WHERE state = 'NEXT'"))
                .hasSize(1);
        String next = (String) Database.value("SELECT kid FROM identity.signing_keys WHERE state = 'NEXT'");
        assertThat(published()).contains(old, next);
        String signedBefore = People.token(person);
        assertThat(kid(signedBefore)).as("published, not yet signing").isEqualTo(old);

        Database.update("UPDATE identity.signing_keys SET activate_at = now() WHERE state = 'NEXT'");
        Eventually.check(() -> assertThat(kid(People.token(person))).isEqualTo(next));

        assertThat(published()).contains(old, next);
        People.with(signedBefore).get("/api/v1/me").then().statusCode(200);
        People.with(People.token(person)).get("/api/v1/me").then().statusCode(200);
        long left = ((Number) Database.value(
                        "SELECT extract(epoch FROM expires_at - now())::bigint FROM identity.signing_keys WHERE kid = ?",
                        old))
                .longValue();
        assertThat(left).as("longer than its last token").isGreaterThan(600);

        Database.update("UPDATE identity.signing_keys SET expires_at = now() WHERE kid = ?", old);
        Eventually.check(() -> assertThat(published()).containsExactly(next));
        assertThat(Database.rows(
                        "SELECT action, old_values->>'kid' FROM identity.audit_logs WHERE resource_id = ? ORDER BY sequence",
                        next))
                .containsExactly(Arrays.asList("signing-key.created", null), List.of("signing-key.rotated", old));
        assertThat(Database.rows(
                        "SELECT action FROM identity.audit_logs WHERE resource_id = ? AND action = 'signing-key.forgotten'",
                        old))
                .hasSize(1);
    }

    @Test
    void the_database_gives_no_private_key_away() {
        byte[] stored = (byte[])
                Database.value("SELECT private_key_encrypted FROM identity.signing_keys WHERE state = 'ACTIVE'");
        String kid = (String) Database.value("SELECT kid FROM identity.signing_keys WHERE state = 'ACTIVE'");

        assertThatThrownBy(() -> KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(stored)))
                .isInstanceOf(java.security.spec.InvalidKeySpecException.class);
        assertThat(master.decrypt(stored, kid)).isNotEmpty();
        assertThatThrownBy(() -> master.decrypt(stored, "another key"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("STEWARD_MASTER_KEY");
        assertThat((String) Database.value("SELECT public_jwk::text FROM identity.signing_keys WHERE state = 'ACTIVE'"))
                .doesNotContain("\"d\"");
    }

    @Test
    void a_master_key_of_the_wrong_form_stops_the_start_without_being_shown() {
        assertThatThrownBy(() -> new MasterKey(() -> "not base64!"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("STEWARD_MASTER_KEY")
                .hasMessageNotContaining("not base64!");
        assertThatThrownBy(() -> new MasterKey(() -> Base64.getEncoder().encodeToString(new byte[16])))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("32 bytes");
    }

    private static List<String> published() {
        return RestAssured.get("/.well-known/jwks.json")
                .then()
                .statusCode(200)
                .extract()
                .path("keys.kid");
    }

    private static String kid(String token) {
        String header = token.split("\\.")[0];
        return new JsonObject(new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8))
                .getString("kid");
    }
}
