package io.steward.identity.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Eventually;
import io.steward.testkit.MailSink;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody does who has forgotten his password. */
final class Resets {
    static final String FRESH = "another long enough phrase";
    private static final Pattern LINK =
            Pattern.compile(Pattern.quote(IdentityServers.PUBLIC_URL) + "/password-reset#token=([A-Za-z0-9_-]{43})\\s");

    private Resets() {}

    static Response request(String email) {
        return People.anonymous().body(Map.of("email", email)).post("/api/v1/auth/password-resets");
    }

    static ValidatableResponse complete(String token, String password) {
        return People.anonymous()
                .body(Map.of("token", token, "newPassword", password))
                .post("/api/v1/auth/password-resets/complete")
                .then();
    }

    /** What is told of a token of no use, without the request's own trace. */
    static String invalid(String token) {
        return complete(token, FRESH)
                .statusCode(422)
                .body("code", equalTo("reset-token-invalid"))
                .extract()
                .asString()
                .replaceAll("\"traceId\":\"[^\"]*\"", "");
    }

    /** Waits until the address has so many of this kind; others tell what has happened to the account. */
    static List<MimeMessage> mails(MailSink sink, Person person, int count) {
        return Eventually.value(() -> {
            List<MimeMessage> mails =
                    sink.to(person.email()).stream().filter(Resets::isReset).toList();
            assertThat(mails).hasSize(count);
            return mails;
        });
    }

    static String token(MimeMessage mail) throws Exception {
        Matcher link = LINK.matcher(mail.getContent().toString());
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private static boolean isReset(MimeMessage mail) {
        try {
            return mail.getSubject().equals("Reset your Steward password");
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
