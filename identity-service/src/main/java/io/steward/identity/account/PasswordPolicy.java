package io.steward.identity.account;

import com.nulabinc.zxcvbn.StandardDictionaries;
import io.steward.kit.problem.Problem;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which passwords are acceptable (NIST SP 800-63B): long enough, and not one that everybody tries first. No rules of composition. */
@Singleton
public class PasswordPolicy {
    /** Characters. */
    public static final int MIN = 8;

    public static final int MAX = 128;

    private final Set<String> common = load();

    PasswordPolicy() {}

    /**
     * @param field what the request calls the password
     * @param names of the account that is to have it
     * @throws Problem 422 for a password that is among the most common ones, or one of the names; 400 for one of a wrong length
     */
    public void check(String password, String field, OwnNames names) {
        check(password, field);
        requireNoName(password, field, names);
    }

    /**
     * The same for the password that an account is given when it first proves its address.
     *
     * @throws Problem 422 also without one
     */
    public void requireAtFirstProof(String newPassword, OwnNames names) {
        if (newPassword == null) {
            throw Problem.unprocessable(
                    "new-password-required",
                    "newPassword",
                    "The account proves its address for the first time: choose a password, for whoever has made the account knows the present one.");
        }
        check(newPassword, "newPassword", names);
    }

    /** The same before the account is known. */
    public void check(String password, String field) {
        if (password.length() < MIN || password.length() > MAX) {
            throw Problem.badRequest("invalid-value", "A password has " + MIN + " to " + MAX + " characters.")
                    .with("field", field);
        }
        if (common.contains(password.toLowerCase(Locale.ROOT))) {
            throw Problem.unprocessable("password-too-common", field, "This password is among the most common.");
        }
    }

    /** What is left to check once the account is known. */
    public void requireNoName(String password, String field, OwnNames names) {
        if (names.isOne(password)) {
            throw Problem.unprocessable(
                    "password-is-a-name", field, "This password is a name of the account, of its email or of Steward.");
        }
    }

    /** The 11,000-odd of zxcvbn's 30,000 leaked passwords that are long enough (ASVS 5.0 6.2.4 asks for 3,000), and ours. */
    private static Set<String> load() {
        try (BufferedReader ours = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(PasswordPolicy.class.getResourceAsStream("/common-passwords.txt")),
                StandardCharsets.UTF_8))) {
            return Stream.concat(StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies().stream(), ours.lines())
                    .filter(password -> password.length() >= MIN)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
