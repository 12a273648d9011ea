package io.steward.testkit;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.steward.embedded.DatabaseRoles;
import io.steward.embedded.EmbeddedKafka;
import io.steward.embedded.EmbeddedPostgres;
import io.steward.embedded.KafkaOptions;
import io.steward.embedded.PostgresOptions;
import io.steward.embedded.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A real PostgreSQL with schemas and roles, a real Kafka with all topics, and a JWKS: started once per test run of a module. */
public class StewardServers implements QuarkusTestResourceLifecycleManager {
    static final String KEY = "steward.test.signing-key";
    static final String DATABASE = "steward.test.jdbc-url";
    static final String SUPERUSER_PASSWORD = "steward.test.superuser-password";
    private static final String ROLE_PASSWORD = "password-of-a-test";

    private EmbeddedPostgres postgres;
    private EmbeddedKafka kafka;
    private HttpServer jwks;

    @Override
    public Map<String, String> start() {
        Path folder = Path.of("target", "servers", Long.toString(System.nanoTime(), 36))
                .toAbsolutePath();
        PostgresOptions options = PostgresOptions.forTests(folder.resolve("postgres"));
        postgres = EmbeddedPostgres.start(options);
        postgres.bootstrap(DatabaseRoles.generate(() -> ROLE_PASSWORD));
        kafka = EmbeddedKafka.start(KafkaOptions.forTests(folder.resolve("kafka")));
        kafka.createTopics(Topics.all());
        TestKey key = TestKey.generate();
        jwks = serve(key);

        Map<String, String> config = new HashMap<>();
        config.put("quarkus.http.test-port", "0");
        config.put("quarkus.management.test-port", "0");
        config.put("steward.db.url", postgres.url(EmbeddedPostgres.DATABASE));
        config.put("steward.db.app.password", ROLE_PASSWORD);
        config.put("steward.db.relay.password", ROLE_PASSWORD);
        config.put("steward.db.migrator.password", ROLE_PASSWORD);
        config.put("steward.kafka.bootstrap", kafka.bootstrapServers());
        config.put("steward.jwks.url", "http://127.0.0.1:" + jwks.getAddress().getPort() + "/jwks.json");
        config.put(KEY, key.privateKeyBase64());
        config.put(DATABASE, postgres.jdbcUrl(EmbeddedPostgres.DATABASE));
        config.put(SUPERUSER_PASSWORD, options.superuserPassword());
        return config;
    }

    private static HttpServer serve(TestKey key) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
            byte[] body = key.jwks().getBytes(StandardCharsets.UTF_8);
            server.createContext("/jwks.json", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (jwks != null) {
            jwks.stop(0);
        }
        if (kafka != null) {
            kafka.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }
}
