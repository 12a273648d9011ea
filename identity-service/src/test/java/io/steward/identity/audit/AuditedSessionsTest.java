package io.steward.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.session.Logins;
import io.steward.testkit.Database;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class AuditedSessionsTest {

    @Test
    void who_ends_sessions_and_why_is_in_the_log_of_their_organization() {
        String organization = People.organization();
        Person person = People.person(organization, "requester");
        Logins ended = Logins.of(person);
        Logins other = Logins.of(person);
        Logins kept = Logins.of(person);

        People.with(kept.accessToken())
                .delete("/api/v1/sessions/{id}", ended.session())
                .then()
                .statusCode(204);
        People.with(kept.accessToken())
                .delete("/api/v1/sessions/{id}", ended.session())
                .then()
                .statusCode(204);
        change(kept, "not the password").statusCode(403);
        change(kept, People.PASSWORD).statusCode(204);

        assertThat(AuditLog.of(organization).stream()
                        .filter(row -> row.action().startsWith("session."))
                        .map(row -> List.of(row.resource(), row.action(), reason(row))))
                .containsExactly(
                        List.of(ended.session(), "session.ended", "ENDED_BY_OWNER"),
                        List.of(other.session(), "session.ended", "PASSWORD_CHANGED"));
        assertThat(ofInstallation(person)).containsExactly("password.change-refused", "password.changed");
        assertThat(AuditLog.faults(organization)).isEmpty();
    }

    private static ValidatableResponse change(Logins login, String current) {
        return People.with(login.accessToken())
                .body(Map.of("currentPassword", current, "newPassword", "another long enough phrase"))
                .put("/api/v1/me/password")
                .then();
    }

    private static String reason(AuditLog.Row row) {
        return row.after().replaceAll(".*\"reason\":\"(\\w+)\".*", "$1");
    }

    private static List<Object> ofInstallation(Person person) {
        return Database.rows("""
                        SELECT action FROM identity.audit_logs
                         WHERE tenant_id = '00000000-0000-0000-0000-000000000000' AND resource_id = ? AND user_id = ?
                         ORDER BY sequence""", person.id(), UUID.fromString(person.id())).stream()
                .map(List::getFirst)
                .toList();
    }
}
