package io.steward.identity.account;

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

/** Which passwords are acceptable (NIST SP 800-63B): long enough, and not one that everybody tries first. No rules of composition. */
@Singleton
public class PasswordPolicy {
    /** Characters. */
    public static final int MIN = 8;

    public static final int MAX = 128;

    private final Set<String> common = read("/common-passwords.txt");

    PasswordPolicy() {}

    /** @throws Problem 422 for a password that is among the most common ones; 400 for one of a wrong length */
    public void check(String password) {
        check(password, "password");
    }

    /** The same of a password that the request calls otherwise. */
    public void check(String password, String field) {
        if (password.length() < MIN || password.length() > MAX) {
            throw Problem.badRequest("invalid-value", "A password has " + MIN + " to " + MAX + " characters.")
                    .with("field", field);
        }
        if (common.contains(password.toLowerCase(Locale.ROOT))) {
            throw Problem.unprocessable("password-too-common", field, "This password is among the most common.");
        }
    }

    private static Set<String> read(String resource) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(PasswordPolicy.class.getResourceAsStream(resource)), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank()).collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
