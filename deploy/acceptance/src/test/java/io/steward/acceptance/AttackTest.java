package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.mail.internet.MimeMessage;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What somebody with bad intent sends, to the gateway and past it to the services themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttackTest {
    private static final String LONG = "x".repeat(100_000);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final StewardStack stack = StewardStack.running();
    private final Api anyone = Api.of(stack);
    private Organization people;

    @BeforeAll
    void found() {
        people = Organization.founded(stack);
    }

    /** Each is made of a token that is accepted, so that what is refused is what was changed. */
    @Test
    void noForgedTokenIsAcceptedAnywhere() throws Exception {
        Answer login = Organization.login(anyone, people.admin().email(), Organization.PASSWORD);
        String valid = login.string("accessToken");
        JsonNode claims = part(valid, 1);
        String kid = part(valid, 0).path("kid").asText();
        JsonNode key = published(kid);
        var pair = KeyPairGenerator.getInstance("RSA");
        pair.initialize(2048);
        PrivateKey own = pair.generateKeyPair().getPrivate();
        var forged = new LinkedHashMap<String, String>();
        forged.put("alg none", encoded(Map.of("alg", "none", "typ", "JWT")) + "." + body(valid) + ".");
        forged.put("alg none, with the old signature", withHeader(valid, Map.of("alg", "none", "kid", kid)));
        forged.put(
                "HS256 with the public key, DER",
                hmac(valid, kid, publicKey(key).getEncoded()));
        forged.put("HS256 with the public key, PEM", hmac(valid, kid, pem(publicKey(key))));
        forged.put(
                "HS256 with the modulus",
                hmac(valid, kid, key.path("n").asText().getBytes(StandardCharsets.US_ASCII)));
        forged.put("another key under this key's id", signed(Map.of("alg", "RS256", "kid", kid), claims, own));
        forged.put("an unknown key id", signed(Map.of("alg", "RS256", "kid", "nobody"), claims, own));
        forged.put("no key id", signed(Map.of("alg", "RS256"), claims, own));
        forged.put(
                "a key that it brings along",
                signed(Map.of("alg", "RS256", "kid", kid, "jku", "http://127.0.0.1:9/keys"), claims, own));
        forged.put("other claims under the old signature", withClaims(valid, claims));
        forged.put("no signature", valid.substring(0, valid.lastIndexOf('.') + 1));
        forged.put("the refresh token", login.string("refreshToken"));
        var soft = new SoftAssertions();
        for (String target : List.of("gateway", "identity", "ticket", "sla", "notification", "knowledge")) {
            Api api = anyone.at(stack.url(target));
            String path = readable(target);
            soft.assertThat(api.as(valid).get(path).status())
                    .as("%s, the true one", target)
                    .isEqualTo(200);
            forged.forEach((how, token) -> {
                Answer answer = api.as(token).get(path);
                soft.assertThat(answer.status())
                        .as("%s, %s: %s", target, how, answer)
                        .isEqualTo(401);
                soft.assertThat(answer.code()).as("%s, %s", target, how).isIn("token-invalid", "token-missing");
            });
        }
        soft.assertAll();
        System.out.printf("Attacks: %d forged tokens refused by 6 processes%n", forged.size());
    }

    @Test
    void anAccessTokenRefreshesNothing() {
        Answer answer = anyone.post(
                "/api/v1/auth/refresh", Map.of("refreshToken", people.admin().token()));
        assertThat(answer.status()).as("%s", answer).isIn(400, 401);
    }

    @Test
    void nobodyMakesHimselfMore() {
        Api agent = people.agent().api();
        String own = "/api/v1/users/" + people.agent().id();
        agent.with("If-Match", "\"1\"")
                .now("PUT", own + "/roles", Api.json(Map.of("roles", List.of("admin"))))
                .expectProblem(403, "forbidden");
        agent.post("/api/v1/roles", Map.of("name", "mine", "permissions", List.of("role:assign")))
                .expectProblem(403, "forbidden");
        // Who may only hand out roles hands out none that may do more.
        Api admin = people.admin().api();
        admin.post(
                        "/api/v1/roles",
                        Map.of("name", "porter", "permissions", List.of("role:assign", "role:manage", "user:read")))
                .expect(201);
        String etag = admin.get("/api/v1/users/" + people.lead().id()).etag();
        admin.with("If-Match", etag)
                .now(
                        "PUT",
                        "/api/v1/users/" + people.lead().id() + "/roles",
                        Api.json(Map.of("roles", List.of("porter"))))
                .expect(200);
        Api porter = anyone.as(Organization.login(anyone, people.lead().email(), Organization.PASSWORD)
                .string("accessToken"));
        Answer self = porter.get("/api/v1/users/" + people.lead().id()).expect(200);
        for (Member victim : List.of(
                new Member(people.lead().id(), self.etag()),
                member(porter, people.agent().id()))) {
            porter.with("If-Match", victim.etag())
                    .now("PUT", "/api/v1/users/" + victim.id() + "/roles", Api.json(Map.of("roles", List.of("admin"))))
                    .expectProblem(403, "role-escalation");
        }
        porter.post("/api/v1/roles", Map.of("name", "more", "permissions", List.of("ticket:read", "user:create")))
                .expectProblem(403, "role-escalation");
        assertThat(porter.get("/api/v1/users/" + people.lead().id())
                        .body()
                        .path("roles")
                        .toString())
                .isEqualTo("[\"porter\"]");
    }

    private record Member(UUID id, String etag) {}

    private static Member member(Api api, UUID id) {
        return new Member(id, api.get("/api/v1/users/" + id).etag());
    }

    @Test
    void whatIsNotOnesToSetIsRefused() {
        Api admin = people.admin().api();
        var more = new LinkedHashMap<String, Object>();
        more.put("isAdmin", true);
        more.put("is_installation_admin", true);
        more.put("installationAdmin", true);
        more.put("status", "ACTIVE");
        more.put("emailVerified", true);
        more.put("permissions", List.of("installation:admin"));
        more.put("tenantId", UUID.randomUUID().toString());
        more.put("passwordHash", "x");
        more.forEach((property, value) -> {
            var body = account("mass");
            body.put(property, value);
            assertThat(admin.post("/api/v1/users", body)
                            .expectProblem(400, "unknown-property")
                            .string("field"))
                    .isEqualTo(property);
        });
        var ticket = new HashMap<>(people.ticket("mass"));
        ticket.put("tenantId", UUID.randomUUID().toString());
        people.requester().api().post("/api/v1/tickets", ticket).expectProblem(400, "unknown-property");
        var key = new HashMap<>(StrangerRules.apiKey("mass"));
        key.put("ownerId", people.lead().id().toString());
        admin.post("/api/v1/api-keys", key).expectProblem(400, "unknown-property");
    }

    @Test
    void namesOfAHundredKilobytesAreRefused() {
        Api admin = people.admin().api();
        for (String property : List.of("email", "username", "displayName", "password")) {
            var body = account("long");
            body.put(property, LONG);
            admin.post("/api/v1/users", body).expectProblem(400, "validation-failed");
        }
        admin.post("/api/v1/teams", Map.of("name", LONG)).expectProblem(400, "validation-failed");
        admin.post("/api/v1/roles", Map.of("name", LONG, "permissions", List.of("ticket:read")))
                .expectProblem(400, "validation-failed");
        admin.post("/api/v1/api-keys", StrangerRules.apiKey(LONG)).expectProblem(400, "validation-failed");
        admin.with("If-Match", "\"1\"")
                .now("PUT", "/api/v1/users/" + people.agent().id() + "/roles", Api.json(Map.of("roles", List.of(LONG))))
                .expectProblem(400, "validation-failed");
        // What comes without a token is small.
        anyone.post("/api/v1/auth/login", Map.of("email", LONG, "password", LONG))
                .expectProblem(413, "body-too-large");
        anyone.post("/api/v1/auth/password-resets", Map.of("email", LONG)).expectProblem(413, "body-too-large");
        anyone.post("/api/v1/auth/refresh", Map.of("refreshToken", LONG)).expectProblem(413, "body-too-large");
    }

    @Test
    void sqlIsTextLikeAnyOther() {
        String sql = "x'; DROP TABLE identity.users; --";
        String always = "' OR '1'='1";
        for (String email : List.of(sql, always, people.admin().email() + always, always + "@steward.test")) {
            Answer answer = anyone.post("/api/v1/auth/login", Map.of("email", email, "password", always));
            assertThat(answer.status()).as("%s", answer).isIn(400, 401);
        }
        Api admin = people.admin().api();
        UUID team = admin.post("/api/v1/teams", Map.of("name", sql)).expect(201).id();
        assertThat(admin.get("/api/v1/teams/" + team).string("name")).isEqualTo(sql);
        String asked = "%27%20OR%20%271%27%3D%271";
        assertThat(admin.get("/api/v1/tickets?q=" + asked).expect(200).body().path("items"))
                .isEmpty();
        for (String query : List.of(
                "/api/v1/users?cursor=" + asked,
                "/api/v1/users?limit=" + asked,
                "/api/v1/tickets?status=" + asked,
                "/api/v1/tickets?assigneeId=" + asked,
                "/api/v1/audit-logs?actorId=" + asked,
                "/api/v1/audit-logs?from=" + asked)) {
            Answer answer = admin.get(query);
            assertThat(answer.status()).as("%s", answer).isEqualTo(400);
            assertThat(answer.text()).doesNotContain("syntax", "SQL");
        }
        Organization.login(anyone, people.admin().email(), Organization.PASSWORD);
    }

    /** A line end in what becomes a header of a mail or of an answer. */
    @Test
    void noTextBecomesAHeader() {
        String injected = "x\r\nBcc: evil@steward.test\r\nX-Injected: yes";
        Api admin = people.admin().api();
        var email = account("header");
        email.put("email", "a@steward.test\r\nBcc: evil@steward.test");
        admin.post("/api/v1/users", email).expectProblem(400, "validation-failed");
        var username = account("header");
        username.put("username", injected);
        admin.post("/api/v1/users", username).expectProblem(400, "validation-failed");
        String mark = "marked" + System.nanoTime();
        Answer opened = people.requester().api().post("/api/v1/tickets", people.ticket(mark + injected));
        if (opened.status() == 201) {
            Until.holds(Duration.ofSeconds(20), () -> assertThat(mails(mark)).isNotEmpty());
            mails(mark).forEach(AttackTest::isNotInjected);
        } else {
            opened.expect(400);
        }
        Answer traced = admin.with("X-Request-Id", "a b\tc{}\"<script>")
                .get("/api/v1/me")
                .expect(200);
        assertThat(traced.headers().firstValue("X-Injected")).isEmpty();
    }

    private List<MimeMessage> mails(String mark) {
        return Arrays.stream(stack.mail().getReceivedMessages())
                .filter(mail -> {
                    try {
                        return String.valueOf(mail.getSubject()).contains(mark);
                    } catch (jakarta.mail.MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private static void isNotInjected(MimeMessage mail) {
        try {
            assertThat(mail.getHeader("X-Injected")).isNull();
            assertThat(mail.getHeader("Bcc")).isNull();
            assertThat(Arrays.toString(mail.getAllRecipients())).doesNotContain("evil");
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> account(String name) {
        var body = new HashMap<String, Object>();
        body.put("email", name + "-" + UUID.randomUUID() + "@steward.test");
        body.put("username", name + "-" + Long.toString(System.nanoTime(), 36));
        body.put("displayName", "Attack");
        body.put("password", Organization.PASSWORD);
        body.put("roles", List.of("requester"));
        return body;
    }

    private static String readable(String target) {
        return switch (target) {
            case "identity" -> "/api/v1/me";
            case "sla" -> "/api/v1/sla/policies";
            case "notification" -> "/api/v1/notifications";
            case "knowledge" -> "/api/v1/articles";
            default -> "/api/v1/tickets";
        };
    }

    private JsonNode published(String kid) {
        for (JsonNode key :
                anyone.get("/.well-known/jwks.json").expect(200).body().path("keys")) {
            if (key.path("kid").asText().equals(kid)) {
                return key;
            }
        }
        throw new AssertionError("the key is not published");
    }

    private static PublicKey publicKey(JsonNode jwk) throws Exception {
        var decoder = Base64.getUrlDecoder();
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        new BigInteger(1, decoder.decode(jwk.path("n").asText())),
                        new BigInteger(1, decoder.decode(jwk.path("e").asText()))));
    }

    private static byte[] pem(PublicKey key) {
        return ("-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String hmac(String valid, String kid, byte[] secret) throws Exception {
        String content = encoded(Map.of("alg", "HS256", "typ", "JWT", "kid", kid)) + "." + body(valid);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return content + "." + BASE64.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String signed(Map<String, String> header, JsonNode claims, PrivateKey key) throws Exception {
        String content =
                encoded(header) + "." + BASE64.encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + BASE64.encodeToString(signature.sign());
    }

    private static String withHeader(String token, Map<String, String> header) {
        return encoded(header) + token.substring(token.indexOf('.'));
    }

    private static String withClaims(String token, JsonNode claims) {
        var more = (com.fasterxml.jackson.databind.node.ObjectNode) claims.deepCopy();
        var permissions = new ArrayList<String>();
        claims.path("perms").forEach(permission -> permissions.add(permission.asText()));
        permissions.add("installation:admin");
        permissions.forEach(more.putArray("perms")::add);
        String[] parts = token.split("\\.");
        return parts[0] + "." + BASE64.encodeToString(more.toString().getBytes(StandardCharsets.UTF_8)) + "."
                + parts[2];
    }

    private static String encoded(Map<String, String> header) {
        return BASE64.encodeToString(Api.json(header).getBytes(StandardCharsets.UTF_8));
    }

    private static String body(String token) {
        return token.split("\\.")[1];
    }

    private static JsonNode part(String token, int index) throws Exception {
        return new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(Base64.getUrlDecoder().decode(token.split("\\.")[index]));
    }
}
