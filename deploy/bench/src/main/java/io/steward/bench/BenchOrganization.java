package io.steward.bench;

import io.steward.bench.Api.Caller;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** An organization of its own for each run, with an agent who sees all tickets and a requester whose tickets they are. */
record BenchOrganization(UUID id, Person agent, Person requester) {
    private static final SecureRandom RANDOM = new SecureRandom();

    record Person(UUID id, String email, String password) {
        Caller login(Api api) {
            return api.login(email, password);
        }

        /** The password stays out of logs and messages. */
        @Override
        public String toString() {
            return email;
        }
    }

    static BenchOrganization create(Api api, Caller administrator) {
        String run = random(4);
        UUID id = organization(api, administrator, run);
        Caller inside = new Caller(administrator.token(), id.toString());
        return new BenchOrganization(
                id, person(api, inside, run, "agent", "l1"), person(api, inside, run, "requester", "requester"));
    }

    /** So many members of an organization of their own. */
    static List<Person> people(Api api, Caller administrator, int count) {
        String run = random(4);
        Caller inside = new Caller(
                administrator.token(), organization(api, administrator, run).toString());
        return IntStream.range(0, count)
                .mapToObj(number -> person(api, inside, run, "requester" + number, "requester"))
                .toList();
    }

    private static UUID organization(Api api, Caller administrator, String run) {
        return UUID.fromString(api.post("/organizations", administrator, Map.of("name", "Bench " + run))
                .path("id")
                .asText());
    }

    private static Person person(Api api, Caller administrator, String run, String name, String role) {
        String username = "bench-" + name + "-" + run;
        String email = username + "@bench.example";
        String password = "Bench-" + random(16);
        String id = api.post(
                        "/users",
                        administrator,
                        Map.of(
                                "email", email,
                                "username", username,
                                "displayName", "Bench " + name,
                                "password", password,
                                "roles", List.of(role)))
                .path("id")
                .asText();
        return new Person(UUID.fromString(id), email, password);
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
