package io.steward.identity.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.steward.identity.account.AccountStatus;
import io.steward.identity.account.CreateAccount;
import io.steward.kit.problem.Problem;
import io.steward.kit.web.MergePatch;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a merge patch does to an account. Names and addresses are held to the same rules as those of a new account. */
final class ProfilePatch {
    private static final int EMAIL = 254;
    private static final int USERNAME = 64;
    private static final int DISPLAY_NAME = 120;
    private static final int PASSWORD = 128;
    private static final int LANGUAGE = 12;
    /** BCP 47, as far as anybody names a language of people. */
    private static final Pattern LANGUAGE_TAG = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*");

    private static final Set<String> OF_ACCOUNT = Set.of("email", "username", "displayName", "language");
    private static final Set<String> BY_OTHERS =
            Set.of("email", "username", "displayName", "language", "active", "status");
    private static final Set<String> OWN = Set.of("email", "displayName", "language", "currentPassword");

    private final MergePatch patch;
    private final Set<String> fields = new TreeSet<>();
    private final String email;
    private final String username;
    private final String displayName;
    private final String language;
    private final Boolean active;
    private final AccountStatus status;

    private ProfilePatch(JsonNode body, Set<String> editable, Validator validator) {
        patch = MergePatch.of(body, editable);
        body.fieldNames().forEachRemaining(fields::add);
        email = text("email", EMAIL, validator);
        username = text("username", USERNAME, validator);
        displayName = text("displayName", DISPLAY_NAME, validator);
        language = language();
        active = patch.has("active") ? flag(body.get("active")) : null;
        status = patch.has("status") ? status() : null;
    }

    /** @throws Problem 400 for what cannot be edited, or not like this */
    static ProfilePatch byOthers(JsonNode body, Validator validator) {
        return new ProfilePatch(body, BY_OTHERS, validator);
    }

    /** @throws Problem 400 for what cannot be edited, or not like this */
    static ProfilePatch own(JsonNode body, Validator validator) {
        return new ProfilePatch(body, OWN, validator);
    }

    private String text(String field, int max, Validator validator) {
        if (!patch.has(field)) {
            return null;
        }
        String text = patch.text(field, max, true).strip();
        Set<ConstraintViolation<CreateAccount>> wrong = validator.validateValue(CreateAccount.class, field, text);
        if (!wrong.isEmpty()) {
            throw new ConstraintViolationException(wrong);
        }
        return text;
    }

    private String language() {
        if (!patch.has("language")) {
            return null;
        }
        String tag = patch.text("language", LANGUAGE, true);
        if (!LANGUAGE_TAG.matcher(tag).matches()) {
            throw Problem.badRequest("invalid-value", "The property must be a language tag, such as en or pt-BR.")
                    .with("field", "language");
        }
        return tag;
    }

    private static boolean flag(JsonNode value) {
        if (!value.isBoolean()) {
            throw Problem.badRequest("invalid-value", "The property must be true or false.")
                    .with("field", "active");
        }
        return value.booleanValue();
    }

    private AccountStatus status() {
        AccountStatus wanted = patch.oneOf("status", AccountStatus.class);
        if (wanted != AccountStatus.ACTIVE && wanted != AccountStatus.DISABLED) {
            throw Problem.badRequest("invalid-value", "An account is made ACTIVE or DISABLED here.")
                    .with("field", "status")
                    .with("allowed", Set.of(AccountStatus.ACTIVE, AccountStatus.DISABLED));
        }
        return wanted;
    }

    /** The names of what it has. */
    Set<String> fields() {
        return fields;
    }

    boolean hasStatus() {
        return status != null;
    }

    /** Whether it is about what every organization of the account sees. */
    boolean isOfAccount() {
        return fields.stream().anyMatch(OF_ACCOUNT::contains);
    }

    /** Null without one. */
    String email() {
        return email;
    }

    String currentPassword() {
        if (!patch.has("currentPassword")) {
            throw Problem.badRequest("invalid-value", "Another email takes the current password.")
                    .with("field", "currentPassword");
        }
        return patch.text("currentPassword", PASSWORD, true);
    }

    /** All of it: whoever changes another one's address does it at once, and it is to be proved again. */
    Profile applyTo(Profile before) {
        String newEmail = email == null ? before.email() : email;
        return new Profile(
                before.id(),
                newEmail,
                before.emailVerified() && newEmail.equals(before.email()),
                username == null ? before.username() : username,
                displayName == null ? before.displayName() : displayName,
                language == null ? before.language() : language,
                status == null ? before.status() : status,
                before.installationAdmin(),
                before.version(),
                active == null ? before.active() : active);
    }

    /** All but the address, which is one's own only when it is proved. */
    Profile applyToOwn(Profile before) {
        Profile wanted = applyTo(before);
        return new Profile(
                before.id(),
                before.email(),
                before.emailVerified(),
                wanted.username(),
                wanted.displayName(),
                wanted.language(),
                wanted.status(),
                before.installationAdmin(),
                before.version(),
                before.active());
    }
}
