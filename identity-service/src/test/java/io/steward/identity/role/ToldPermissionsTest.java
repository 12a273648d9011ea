package io.steward.identity.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.account.ToldMembers;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Other services are told what each member may do on tickets, whatever it is that changes it. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class ToldPermissionsTest {
    private String organization;
    private Person admin;

    @BeforeEach
    void found() {
        organization = People.organization();
        admin = People.person(organization, "admin");
    }

    private RequestSpecification chief() {
        return People.with(People.token(admin));
    }

    @Test
    void a_new_member_and_one_with_other_roles_are_told_with_their_permissions() {
        Person person = People.person(organization, "l1");
        chief().header("If-Match", "\"1\"")
                .body(Map.of("roles", List.of("requester")))
                .put("/api/v1/users/{id}/roles", person.id())
                .then()
                .statusCode(200);

        List<MemberSaved> told = told(person, 2);
        assertThat(told.getFirst().worksOnTickets()).isTrue();
        assertThat(told.getLast().worksOnTickets()).isFalse();
        assertThat(told.getLast().ticketPermissions())
                .containsExactly("ticket:comment", "ticket:create", "ticket:read", "ticket:reopen");
    }

    @Test
    void a_changed_definition_of_a_role_is_told_of_everybody_who_has_it() {
        String role = chief().body(Map.of("name", "Desk", "permissions", List.of("ticket:read", "ticket:read-all")))
                .post("/api/v1/roles")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Person one = People.person(organization, "Desk");
        Person other = People.person(organization, "Desk");
        Person stranger = People.person(organization, "l1");

        chief().header("If-Match", "\"1\"")
                .body(Map.of("permissions", List.of("ticket:read", "article:read")))
                .patch("/api/v1/roles/{id}", role)
                .then()
                .statusCode(200);

        for (Person person : List.of(one, other)) {
            List<MemberSaved> told = told(person, 2);
            assertThat(told.getFirst().ticketPermissions()).containsExactly("ticket:read", "ticket:read-all");
            assertThat(told.getLast().ticketPermissions()).containsExactly("ticket:read");
        }
        assertThat(told(stranger, 1)).hasSize(1);

        // What is not about tickets is nobody's news.
        chief().header("If-Match", "\"2\"")
                .body(Map.of("permissions", List.of("ticket:read")))
                .patch("/api/v1/roles/{id}", role)
                .then()
                .statusCode(200);
        assertThat(told(one, 2)).hasSize(2);
    }

    @Test
    void whoever_is_noted_is_told_again_once() {
        Person person = People.person(organization, "l1");
        Database.update(
                "INSERT INTO identity.members_to_retell (tenant_id, user_id) VALUES (?::uuid, ?::uuid)",
                organization,
                person.id());

        List<MemberSaved> told = told(person, 2);
        assertThat(told).hasSize(2);
        assertThat(told.getLast().ticketPermissions()).isEqualTo(told.getFirst().ticketPermissions());
        assertThat(Database.rows("SELECT 1 FROM identity.members_to_retell WHERE user_id = ?::uuid", person.id()))
                .isEmpty();
    }

    private List<MemberSaved> told(Person person, int count) {
        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            return ToldMembers.await(probe, UUID.fromString(person.id()), count, organization).stream()
                    .map(record -> EventProbe.read(record, MemberSaved.class))
                    .toList();
        }
    }
}
