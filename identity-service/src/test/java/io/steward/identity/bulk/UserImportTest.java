package io.steward.identity.bulk;

import static io.steward.identity.bulk.Files.HEADER;
import static io.steward.identity.bulk.Files.dry;
import static io.steward.identity.bulk.Files.real;
import static io.steward.identity.bulk.Files.send;
import static io.steward.identity.profile.Changes.mails;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.profile.Changes;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.MailSink;
import jakarta.inject.Inject;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class UserImportTest {
    private static final String INVITATIONS = "SELECT count(*) FROM identity.invitations WHERE tenant_id = ?::uuid";
    private static final String IMPORTED =
            "SELECT new_values::text FROM identity.audit_logs WHERE tenant_id = ?::uuid AND action = 'users.imported'";

    @Inject
    SettableClock clock;

    private MailSink sink;
    private String organization;
    private Person admin;
    private String token;
    private String a;
    private String b;

    @BeforeEach
    void start() {
        sink = MailSink.start();
        organization = People.organization();
        admin = People.person(organization, "admin");
        token = People.token(admin);
        a = "a-" + UUID.randomUUID() + "@steward.test";
        b = "b-" + UUID.randomUUID() + "@steward.test";
    }

    @AfterEach
    void stop() {
        clock.release();
        sink.close();
    }

    @Test
    void who_is_imported_is_invited_and_is_what_the_file_says_when_he_accepts() throws Exception {
        String name = "n-" + UUID.randomUUID();
        String file = "\ufeffroles,Email,displayName,username,language\r\nl1; lead," + a
                + ",\"Müller, Ann\n\"\"x\"\"\"," + name + ",de\r\n\r\nl1|l2," + b + ",,,\r\n";
        real(token, file)
                .statusCode(200)
                .body("dryRun", equalTo(false))
                .body("lines.line", contains(2, 5))
                .body("lines.outcome", contains("INVITED", "INVITED"))
                .body("lines.email", contains(a, b))
                .body("counts", equalTo(Map.of("INVITED", 2)));

        accept(Changes.token(mails(sink, a, 1).getFirst(), "/invitation"), Map.of())
                .statusCode(201);
        People.with(People.login(a, People.PASSWORD).extract().path("accessToken"))
                .get("/api/v1/me")
                .then()
                .body("username", equalTo(name))
                .body("displayName", equalTo("Müller, Ann\n\"x\""))
                .body("roles", contains("l1", "lead"));
        assertThat(Database.value("SELECT language FROM identity.users WHERE email = ?", a))
                .isEqualTo("de");

        String bare = Changes.token(mails(sink, b, 1).getFirst(), "/invitation");
        accept(bare, Map.of("displayName", "B")).statusCode(400).body("field", equalTo("username"));
        accept(bare, Map.of("displayName", "B", "username", "m-" + UUID.randomUUID()))
                .statusCode(201);
        assertThat(Database.rows(IMPORTED, organization)).hasSize(1);
        assertThat((String) Database.value(IMPORTED, organization))
                .contains("\"INVITED\":2")
                .doesNotContain(a);
        assertThat(Database.rows(
                        "SELECT 1 FROM identity.audit_logs WHERE tenant_id = ?::uuid AND action = 'invitation.created'",
                        organization))
                .hasSize(2);
    }

    @Test
    void a_dry_run_says_what_the_run_does_and_writes_nothing() {
        Person member = People.person(organization, "l1");
        Person stranger = People.person(People.organization(), "l1");
        String file = HEADER
                + a + ",,Ann,l1\r\n"
                + member.email().toUpperCase(Locale.ROOT) + ",,,\r\n"
                + stranger.email() + "," + stranger.username() + ",S,l1\r\n"
                + a.toUpperCase(Locale.ROOT) + ",,Ann again,l1\r\n"
                + b + ",,B,wizard\r\n"
                + "nobody,x,,l1\r\n"
                + "short,line\r\n"
                + "c" + b + ",,\0,l1\r\n"
                + "d" + b + ",," + "x".repeat(121) + ",l1\r\n"
                + "e" + b + ",,E,l2\r\n";
        long before = written();

        var dry = send(token, file.getBytes(UTF_8), null)
                .statusCode(200)
                .body("dryRun", equalTo(true))
                .extract();
        assertThat(written()).isEqualTo(before);
        assertThat(Database.rows("SELECT 1 FROM identity.letters WHERE organization_id = ?::uuid", organization))
                .isEmpty();
        var real = real(token, file).statusCode(200).extract();

        List<String> outcomes = real.path("lines.outcome");
        assertThat(outcomes)
                .containsExactly(
                        "INVITED", "EXISTS", "INVITED", "INVALID", "INVALID", "INVALID", "INVALID", "INVALID",
                        "INVALID", "INVITED");
        assertThat(dry.<List<String>>path("lines.outcome").stream()
                        .map(outcome -> outcome.replace("WOULD_INVITE", "INVITED")))
                .isEqualTo(outcomes);
        assertThat(dry.<List<Object>>path("lines.problems")).isEqualTo(real.<List<Object>>path("lines.problems"));
        assertThat(real.<List<String>>path("lines.problems.flatten().code"))
                .containsExactly(
                        "duplicate-in-file",
                        "unknown-role",
                        "invalid-value",
                        "invalid-value",
                        "cell-count",
                        "invalid-character",
                        "too-long");
        assertThat(real.<List<String>>path("lines.userId"))
                .containsExactly(null, member.id(), null, null, null, null, null, null, null, null);
        assertThat(Database.value(INVITATIONS, organization)).isEqualTo(3L);

        for (ValidatableResponse again : List.of(dry(token, file), real(token, file))) {
            again.statusCode(200).body("counts", equalTo(Map.of("EXISTS", 1, "ALREADY_INVITED", 3, "INVALID", 6)));
        }
        assertThat(Database.value(INVITATIONS, organization)).isEqualTo(3L);
    }

    @Test
    void a_dry_run_tells_of_others_accounts_no_more_than_an_invitation() {
        Person stranger = People.person(People.organization(), "l1");
        String nobody = "n-" + UUID.randomUUID();
        String ofAccount = dry(token, HEADER + stranger.email() + "," + stranger.username() + ",X,l1\r\n")
                .extract()
                .asString()
                .replace(stranger.email(), "");
        String ofNobody = dry(token, HEADER + nobody + "@steward.test," + nobody + ",X,l1\r\n")
                .extract()
                .asString()
                .replace(nobody + "@steward.test", "");
        assertThat(ofAccount).isEqualTo(ofNobody).contains("WOULD_INVITE");
    }

    @Test
    void nobody_imports_to_more_than_he_may_and_the_other_lines_are_imported() {
        People.admin(organization)
                .body(Map.of("name", "Desk", "permissions", List.of("user:create")))
                .post("/api/v1/roles")
                .then()
                .statusCode(201);
        String desk = People.token(People.person(organization, "Desk"));
        String file = HEADER + a + ",,A,admin\r\n" + b + ",,B,desk\r\n" + admin.email() + ",,,admin\r\n";

        dry(desk, file)
                .statusCode(200)
                .body("lines.outcome", contains("REFUSED", "WOULD_INVITE", "EXISTS"))
                .body("lines[0].problems.code", contains("role-escalation"))
                .body("lines[0].problems.field", contains("roles"))
                .body("lines[2].userId", nullValue());
        assertThat(refusals()).isZero();
        real(desk, file).statusCode(200).body("lines.outcome", contains("REFUSED", "INVITED", "EXISTS"));
        assertThat(refusals()).isEqualTo(1);
        assertThat(Database.value("SELECT email FROM identity.invitations WHERE tenant_id = ?::uuid", organization))
                .isEqualTo(b);

        String plain = People.token(People.person(organization, "l1"));
        dry(plain, file).statusCode(403).body("code", equalTo("forbidden"));
        Files.export(desk).statusCode(403);
        send("x", file.getBytes(UTF_8), "true").statusCode(401);
    }

    @Test
    void the_limit_of_a_day_holds_and_what_ran_out_is_invited_anew() throws Exception {
        Instant start = Instant.now();
        clock.set(start);
        real(token, HEADER + a + ",,A,l1\r\n").body("lines.outcome", contains("INVITED"));
        // Else its mail, when it goes, would give it more time.
        mails(sink, a, 1);
        StringBuilder many = new StringBuilder(HEADER);
        for (int line = 0; line < 201; line++) {
            many.append(line).append(b).append(",,B,l1\r\n");
        }
        dry(token, many.toString())
                .body("counts", equalTo(Map.of("WOULD_INVITE", 199, "REFUSED", 2)))
                .body("lines[199].problems.code", contains("invitation-limit"));
        real(token, many.toString()).body("counts", equalTo(Map.of("INVITED", 199, "REFUSED", 2)));

        clock.set(start.plus(Duration.ofDays(8)));
        token = People.token(admin);
        long before = written();
        dry(token, HEADER + a + ",,A,l1\r\n").body("lines.outcome", contains("WOULD_INVITE"));
        assertThat(Database.rows(
                        "SELECT 1 FROM identity.invitations WHERE tenant_id = ?::uuid AND outcome IS NOT NULL",
                        organization))
                .isEmpty();
        assertThat(written()).isEqualTo(before);
        real(token, HEADER + a + ",,A,l1\r\n").body("lines.outcome", contains("INVITED"));
    }

    @Test
    void a_line_that_fails_undoes_none_and_the_file_can_be_imported_again() {
        Database.update("""
                CREATE OR REPLACE FUNCTION identity.fail_for_test() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF NEW.email LIKE 'fails-%' THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$""");
        Database.update("""
                CREATE OR REPLACE TRIGGER fail_for_test BEFORE INSERT ON identity.invitations
                FOR EACH ROW EXECUTE FUNCTION identity.fail_for_test()""");
        String file = HEADER + a + ",,A,l1\r\nfails-" + b + ",,B,l1\r\n" + b + ",,B,l1\r\n";
        try {
            real(token, file)
                    .statusCode(200)
                    .body("lines.outcome", contains("INVITED", "FAILED", "SKIPPED"))
                    .body("lines[1].problems.code", contains("internal-error"));
        } finally {
            Database.update("DROP TRIGGER fail_for_test ON identity.invitations");
            Database.update("DROP FUNCTION identity.fail_for_test()");
        }
        assertThat(Database.value(INVITATIONS, organization)).isEqualTo(1L);
        real(token, file).body("lines.outcome", contains("ALREADY_INVITED", "INVITED", "INVITED"));
    }

    @Test
    void who_hangs_up_in_the_middle_ends_nothing() throws Exception {
        StringBuilder many = new StringBuilder(HEADER);
        for (int line = 0; line < 120; line++) {
            many.append(line).append(b).append(",,B,l1\r\n");
        }
        String head = "POST /api/v1/users/import?dryRun=false HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + token + "\r\nContent-Type: text/csv\r\nContent-Length: " + many.length() + "\r\n\r\n";
        try (Socket client = new Socket("localhost", RestAssured.port)) {
            client.getOutputStream().write((head + many).getBytes(UTF_8));
            Eventually.check(() ->
                    assertThat((Long) Database.value(INVITATIONS, organization)).isPositive());
        }

        Eventually.check(() -> assertThat(Database.rows(IMPORTED, organization)).hasSize(1));
        assertThat(Database.value(INVITATIONS, organization)).isEqualTo(120L);
    }

    @Test
    void files_that_cannot_be_read_are_refused_by_name_and_line() {
        dry(token, "email,username,phone,email,roles\r\n")
                .statusCode(400)
                .body("code", equalTo("csv-columns"))
                .body("unknown", contains("phone"))
                .body("missing", contains("displayName"))
                .body("duplicate", contains("email"));
        dry(token, "").statusCode(400).body("missing", hasSize(4));
        dry(token, HEADER).statusCode(200).body("lines", hasSize(0));
        dry(token, HEADER + a + ",,\"A\nB,l1\r\n" + b + ",,B,l1\r\n")
                .statusCode(400)
                .body("code", equalTo("csv-malformed"))
                .body("line", equalTo(2));
        dry(token, HEADER + a + ",,A,l1\r\n" + b + ",,\"B\"x,l1\r\n")
                .statusCode(400)
                .body("code", equalTo("csv-malformed"))
                .body("line", equalTo(3));
        send(token, (HEADER + a + ",,A,l1\r\n" + b + ",,Bé,l1\r\n").getBytes(ISO_8859_1), "true")
                .statusCode(400)
                .body("code", equalTo("csv-not-utf8"))
                .body("line", equalTo(3));
        dry(token, HEADER + (a + ",,A,l1\r\n").repeat(1001))
                .statusCode(400)
                .body("code", equalTo("csv-too-many-lines"))
                .body("limit", equalTo(1000));
        dry(token, HEADER + "x".repeat(1024 * 1024)).statusCode(413).body("code", equalTo("body-too-large"));
        dry(token, HEADER + "x".repeat(900_000) + ",,A,l1\r\n")
                .statusCode(200)
                .body("lines.outcome", contains("INVALID"));
        send(token, HEADER.getBytes(UTF_8), "maybe").statusCode(400).body("field", equalTo("dryRun"));
        send(token, HEADER.getBytes(UTF_8), "true", "text/csv;charset=ISO-8859-1")
                .statusCode(415);
        send(token, HEADER.getBytes(UTF_8), "true", "application/json").statusCode(415);
    }

    /** Whatever an import could write. */
    private long written() {
        return (Long) Database.value(
                "SELECT (SELECT count(*) FROM identity.invitations) + (SELECT count(*) FROM identity.users)"
                        + " + (SELECT count(*) FROM identity.audit_logs WHERE tenant_id = ?::uuid AND action NOT LIKE 'log%')",
                organization);
    }

    private long refusals() {
        return (Long) Database.value(
                "SELECT count(*) FROM identity.audit_logs WHERE tenant_id = ?::uuid AND action = 'role.assignment-refused'",
                organization);
    }

    private static ValidatableResponse accept(String mailed, Map<String, String> said) {
        Map<String, String> body = new HashMap<>(said);
        body.put("token", mailed);
        body.put("password", People.PASSWORD);
        return People.anonymous()
                .body(body)
                .post("/api/v1/auth/invitations/accept")
                .then();
    }
}
