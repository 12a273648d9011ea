package io.steward.identity.oidc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** A provider that answers what a test tells it to, honest or not. */
final class ScriptedProvider implements AutoCloseable {
    final String issuer;
    final RsaJsonWebKey key = key("first");
    /** What the token endpoint answers. */
    volatile String token = "{}";

    volatile int tokenStatus = 200;
    volatile JsonObject description;
    volatile JsonArray keys = new JsonArray().add(published(key));
    final AtomicInteger keysAsked = new AtomicInteger();
    private final Clock clock;
    private final HttpServer server;

    ScriptedProvider(Clock clock) throws IOException {
        int port = ConfigProvider.getConfig().getValue(OidcServers.SCRIPTED_PORT, Integer.class);
        this.clock = clock;
        issuer = "http://localhost:" + port;
        description = new JsonObject()
                .put("issuer", issuer)
                .put("authorization_endpoint", issuer + "/authorize?tenant=1")
                .put("token_endpoint", issuer + "/token")
                .put("jwks_uri", issuer + "/keys");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/.well-known/openid-configuration", http -> answer(http, 200, description.encode()));
        server.createContext("/token", http -> answer(http, tokenStatus, token));
        server.createContext("/keys", http -> {
            keysAsked.incrementAndGet();
            answer(http, 200, new JsonObject().put("keys", keys).encode());
        });
        server.start();
    }

    static RsaJsonWebKey key(String kid) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(kid);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonObject published(RsaJsonWebKey key) {
        return new JsonObject(key.toJson());
    }

    /** What an honest provider would say of somebody. */
    JsonObject claims(Flow flow, String subject) {
        long now = clock.instant().getEpochSecond();
        return new JsonObject()
                .put("iss", issuer)
                .put("sub", subject)
                .put("aud", OidcServers.CLIENT)
                .put("iat", now)
                .put("exp", now + 300)
                .put("nonce", flow.asked().get("nonce"));
    }

    void gives(JsonObject claims) {
        gives(claims, key);
    }

    void gives(JsonObject claims, RsaJsonWebKey signer) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        jws.setKeyIdHeaderValue(signer.getKeyId());
        jws.setKey(signer.getPrivateKey());
        gives(jws, claims);
    }

    void givesUnsigned(JsonObject claims) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        gives(jws, claims);
    }

    /** By the public key, taken for a secret that both sides share. */
    void givesSymmetric(JsonObject claims) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setKey(new HmacKey(key.getPublicKey().getEncoded()));
        gives(jws, claims);
    }

    private void gives(JsonWebSignature jws, JsonObject claims) {
        jws.setPayload(claims.encode());
        try {
            givesText(jws.getCompactSerialization());
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    void givesText(String idToken) {
        token = new JsonObject()
                .put("access_token", "unused")
                .put("token_type", "Bearer")
                .put("id_token", idToken)
                .encode();
    }

    private static void answer(HttpExchange http, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        http.getRequestBody().readAllBytes();
        http.getResponseHeaders().set("Content-Type", "application/json");
        http.sendResponseHeaders(status, bytes.length);
        http.getResponseBody().write(bytes);
        http.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
