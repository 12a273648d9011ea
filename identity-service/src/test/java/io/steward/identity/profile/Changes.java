package io.steward.identity.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.MailSink;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Accounts are changed as clients do it. */
public final class Changes {
    private Changes() {}

    /** With the version that the account has now. */
    public static ValidatableResponse patch(String token, Person person, Map<String, ?> changes) {
        return patch(token, person, version(person), changes);
    }

    public static ValidatableResponse patch(String token, Person person, long version, Map<String, ?> changes) {
        return People.with(token)
                .contentType("application/merge-patch+json")
                .header("If-Match", "\"" + version + "\"")
                .body(changes)
                .patch("/api/v1/users/{id}", person.id())
                .then();
    }

    public static ValidatableResponse patchAsInstallation(String organization, Person person, Map<String, ?> changes) {
        return People.admin(organization)
                .header("If-Match", "\"" + version(person) + "\"")
                .body(changes)
                .patch("/api/v1/users/{id}", person.id())
                .then();
    }

    public static ValidatableResponse patchOwn(String token, Person person, Map<String, ?> changes) {
        return People.with(token)
                .header("If-Match", "\"" + version(person) + "\"")
                .body(changes)
                .patch("/api/v1/me")
                .then();
    }

    public static long version(Person person) {
        return (Long) Database.value("SELECT version FROM identity.users WHERE id = ?::uuid", person.id());
    }

    /** Makes the account a member of another organization too. */
    public static void join(Person person, String organization, String role) {
        Database.update(
                "INSERT INTO identity.organization_members (tenant_id, user_id, joined_at) VALUES (?::uuid, ?::uuid, now())",
                organization,
                person.id());
        Database.update(
                "INSERT INTO identity.user_roles SELECT tenant_id, ?::uuid, id FROM identity.roles WHERE tenant_id = ?::uuid AND name = ?",
                person.id(),
                organization,
                role);
    }

    /** Waits until the address has so many. */
    public static List<MimeMessage> mails(MailSink sink, String address, int count) {
        return Eventually.value(() -> {
            List<MimeMessage> mails = sink.to(address);
            assertThat(mails).hasSize(count);
            return mails;
        });
    }

    public static String token(MimeMessage mail, String page) throws Exception {
        Matcher link = Pattern.compile(
                        Pattern.quote(IdentityServers.PUBLIC_URL + page) + "#token=([A-Za-z0-9_-]{43})\\s")
                .matcher(mail.getContent().toString());
        assertThat(link.find()).isTrue();
        return link.group(1);
    }
}
