package io.steward.acceptance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Uses new and old access tokens during the whole test run, in which the signing keys rotate, whatever else happens to the services.
 * Keeps each answer that refuses a token.
 */
final class TokenWatch {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of a token: shorter than it lives, by far. */
    private static final int KEPT = 200;

    private final Api api;
    private final Organization.Member member;
    private final Set<String> keys = new ConcurrentSkipListSet<>();
    private final Queue<Answer> refused = new ConcurrentLinkedQueue<>();
    private final AtomicLong accepted = new AtomicLong();

    TokenWatch(StewardStack stack) {
        api = Api.of(stack);
        member = Organization.founded(stack).agent();
        Thread.ofPlatform().daemon().name("token-watch").start(this::run);
    }

    /** The keys whose tokens were used until now. */
    Set<String> keys() {
        return Set.copyOf(keys);
    }

    List<Answer> refused() {
        return List.copyOf(refused);
    }

    long accepted() {
        return accepted.get();
    }

    private void run() {
        var tokens = new ArrayList<String>();
        String refresh = member.refreshToken();
        while (true) {
            Answer session = refresh == null
                    ? sent(
                            "POST",
                            "/api/v1/auth/login",
                            Map.of("email", member.email(), "password", Organization.PASSWORD))
                    : sent("POST", "/api/v1/auth/refresh", Map.of("refreshToken", refresh));
            // After an unknown outcome the refresh token may be used up: log in anew.
            refresh = session != null && session.status() == 200 ? session.string("refreshToken") : null;
            if (refresh != null) {
                tokens.add(session.string("accessToken"));
                use(tokens);
            }
            if (tokens.size() > KEPT) {
                tokens.removeFirst();
            }
            Until.pause(Duration.ofMillis(500));
        }
    }

    /** The newest, the oldest and one from between, at each service. */
    private void use(List<String> tokens) {
        keys.add(keyOf(tokens.getLast()));
        for (String token : List.of(tokens.getLast(), tokens.getFirst(), tokens.get(tokens.size() / 2))) {
            for (String path : List.of(
                    "/me",
                    "/tickets?limit=1",
                    "/sla/policies?limit=1",
                    "/notifications?limit=1",
                    "/articles?limit=1")) {
                Answer answer = sent(token, "GET", "/api/v1" + path, null);
                if (answer != null && answer.status() == 401) {
                    refused.add(answer);
                } else if (answer != null && answer.status() == 200) {
                    accepted.incrementAndGet();
                }
            }
        }
    }

    private Answer sent(String method, String path, Map<String, ?> body) {
        return send(api, method, path, body);
    }

    private Answer sent(String token, String method, String path, Map<String, ?> body) {
        return send(api.as(token), method, path, body);
    }

    private static Answer send(Api as, String method, String path, Map<String, ?> body) {
        try {
            return as.send(method, path, body == null ? null : Api.json(body));
        } catch (IOException aServiceIsDown) {
            return null;
        }
    }

    private static String keyOf(String token) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[0]))
                    .path("kid")
                    .asText();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
