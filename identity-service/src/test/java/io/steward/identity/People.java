package io.steward.identity;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.steward.testkit.Database;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Makes organizations and people over HTTP and logs them in, as a client would. */
public final class People {
    public static final String PASSWORD = "a long enough phrase";

    private People() {}

    /** Somebody who can log in. */
    public record Person(String id, String email, String username) {}

    public static RequestSpecification anonymous() {
        return given().contentType(ContentType.JSON);
    }

    public static RequestSpecification with(String accessToken) {
        return anonymous().auth().oauth2(accessToken);
    }

    public static ValidatableResponse login(String email, String password) {
        return anonymous()
                .body(Map.of("email", email, "password", password))
                .post("/api/v1/auth/login")
                .then();
    }

    public static String token(Person person) {
        return login(person.email(), PASSWORD).statusCode(200).extract().path("accessToken");
    }

    public static String adminToken() {
        return login(IdentityServers.ADMIN_EMAIL, IdentityServers.ADMIN_PASSWORD)
                .statusCode(200)
                .extract()
                .path("accessToken");
    }

    /** The installation's administrator, acting in an organization. */
    public static RequestSpecification admin(String organization) {
        return with(adminToken()).header("X-Organization-Id", organization);
    }

    public static String organization() {
        return with(adminToken())
                .body(Map.of("name", "Org " + UUID.randomUUID()))
                .post("/api/v1/organizations")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
    }

    public static Map<String, Object> newUser(String... roles) {
        String name = "u-" + UUID.randomUUID();
        return Map.of(
                "email",
                name + "@steward.test",
                "username",
                name,
                "displayName",
                "Somebody",
                "password",
                PASSWORD,
                "roles",
                List.of(roles));
    }

    /** As if a token that was mailed to its address had come back, without what follows from it. */
    public static Person proved(Person person) {
        Database.update("UPDATE identity.users SET email_verified = true WHERE id = ?::uuid", person.id());
        return person;
    }

    public static Person person(String organization, String... roles) {
        Map<String, Object> request = newUser(roles);
        String id = admin(organization)
                .body(request)
                .post("/api/v1/users")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
        return new Person(id, (String) request.get("email"), (String) request.get("username"));
    }
}
