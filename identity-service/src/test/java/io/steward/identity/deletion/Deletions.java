package io.steward.identity.deletion;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.steward.events.IdentityEvent.AccountDeletionRequested;
import io.steward.events.PersonEvent.PersonChecked;
import io.steward.events.Topic;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Deletes accounts over HTTP, and plays the ticket service on Kafka. */
final class Deletions implements AutoCloseable {
    final EventProbe told = EventProbe.on(Topic.IDENTITY);

    static Person somebody(String organization, String name, String role) {
        Map<String, Object> request = new HashMap<>(People.newUser(role));
        request.put("displayName", name + " " + request.get("username"));
        String id = People.admin(organization)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body(request)
                .post("/api/v1/users")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        return new Person(id, (String) request.get("email"), (String) request.get("username"));
    }

    static void join(Person person, String elsewhere) {
        Database.update(
                "INSERT INTO identity.organization_members VALUES (?::uuid, ?::uuid, true, now())",
                elsewhere,
                person.id());
    }

    static ValidatableResponse delete(RequestSpecification who, Person person) {
        return who.delete("/api/v1/users/{id}", person.id()).then();
    }

    static ValidatableResponse outcome(RequestSpecification who, Person person) {
        return who.get("/api/v1/users/{id}/deletion", person.id()).then();
    }

    static CompletableFuture<ValidatableResponse> begin(RequestSpecification who, Person person) {
        return begin(() -> delete(who, person));
    }

    static CompletableFuture<ValidatableResponse> begin(Supplier<ValidatableResponse> request) {
        return CompletableFuture.supplyAsync(request, work -> Thread.ofVirtual().start(work));
    }

    /** The answer to a DELETE; where it was told to look later, to the one that finds the outcome. */
    static ValidatableResponse decided(
            CompletableFuture<ValidatableResponse> first, Supplier<ValidatableResponse> again) {
        ValidatableResponse answer = first.join();
        while (answer.extract().statusCode() == 202) {
            answer = again.get();
        }
        return answer;
    }

    AccountDeletionRequested asked(Person person, String where) {
        return told.await(
                AccountDeletionRequested.class,
                event -> isOf(event.userId(), person)
                        && event.organizationId().toString().equals(where));
    }

    /** What the ticket service would say. */
    void answer(AccountDeletionRequested asked, long open) {
        told.send(
                new PersonChecked(asked.userId(), asked.organizationId(), asked.deletionId(), open, Instant.now()),
                asked.organizationId(),
                1);
    }

    static boolean isOf(UUID account, Person person) {
        return account.toString().equals(person.id());
    }

    static Object status(Person person) {
        return Database.value("SELECT status FROM identity.users WHERE id = ?::uuid", person.id());
    }

    @Override
    public void close() {
        told.close();
    }
}
