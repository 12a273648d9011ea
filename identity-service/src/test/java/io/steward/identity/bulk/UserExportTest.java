package io.steward.identity.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class UserExportTest {
    private static final String EVIL = "=HYPERLINK(\"http://x\",\"a\")";

    @Test
    void members_are_a_file_that_no_spreadsheet_evaluates_and_that_can_be_imported_again() {
        String organization = People.organization();
        Person admin = People.person(organization, "admin");
        Person evil = People.person(organization, "l1", "lead");
        rename(evil, EVIL);
        Person spaced = People.person(organization, "l2");
        rename(spaced, " \"+1\r\n2");
        Person stranger = People.person(People.organization(), "l1");
        String token = People.token(admin);

        String file = Files.export(token)
                .statusCode(200)
                .contentType("text/csv;charset=UTF-8")
                .header("Content-Disposition", containsString("attachment"))
                .extract()
                .asString();

        assertThat(file)
                .isEqualTo("email,username,displayName,roles,language\r\n"
                        + admin.email() + "," + admin.username() + ",Somebody,admin,en\r\n"
                        + evil.email() + "," + evil.username()
                        + ",\"'=HYPERLINK(\"\"http://x\"\",\"\"a\"\")\",l1|lead,en\r\n"
                        + spaced.email() + "," + spaced.username() + ",\"' \"\"+1\r\n2\",l2,en\r\n");
        assertThat(file).doesNotContain(stranger.email());
        Files.dry(token, file).statusCode(200).body("counts", equalTo(Map.of("EXISTS", 3)));

        // Elsewhere it invites them, under the names that they have here.
        String other = People.organization();
        Files.real(People.token(People.person(other, "admin")), file)
                .statusCode(200)
                .body("counts", equalTo(Map.of("INVITED", 3)));
        assertThat(Database.value(
                        "SELECT display_name FROM identity.invitations WHERE tenant_id = ?::uuid AND email = ?",
                        other,
                        evil.email()))
                .isEqualTo(EVIL);
    }

    @Test
    void many_pages_of_members_are_one_file() {
        String organization = People.organization();
        Person admin = People.person(organization, "admin");
        Database.update("""
                WITH made AS (
                    INSERT INTO identity.users (id, email, username, display_name, password_hash, password_changed_at, status,
                                                created_at, updated_at)
                    SELECT id, 'x' || id || '@steward.test', 'x' || id, 'X', '', now(), 'ACTIVE', now(), now()
                      FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 450)) ids RETURNING id)
                INSERT INTO identity.organization_members (tenant_id, user_id, joined_at) SELECT ?::uuid, id, now() FROM made""", organization);

        String file =
                Files.export(People.token(admin)).statusCode(200).extract().asString();

        assertThat(file.lines().skip(1).collect(Collectors.toSet())).hasSize(451);
        assertThat(file.lines()).hasSize(452);
        assertThat(file.lines().filter(line -> line.startsWith("email,"))).hasSize(1);
    }

    private static void rename(Person person, String name) {
        Database.update("UPDATE identity.users SET display_name = ? WHERE id = ?::uuid", name, person.id());
    }
}
