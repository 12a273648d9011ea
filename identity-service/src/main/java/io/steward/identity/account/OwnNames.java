package io.steward.identity.account;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an account is called, and what this product is called: whoever guesses its password tries these first (ASVS 5.0 6.2.11). They are its email,
 * the parts of it but for the top-level domain, its username, its display name and the words of that.
 */
public final class OwnNames {
    private static final String PRODUCT = "steward";

    private final Set<String> names = new HashSet<>();

    private OwnNames() {}

    /**
     * @param email may be null, as may the others
     * @param others username and display name
     */
    public static OwnNames of(String email, String... others) {
        OwnNames own = new OwnNames();
        own.add(PRODUCT);
        if (email != null) {
            own.add(email);
            int at = email.lastIndexOf('@');
            own.add(at < 0 ? email : email.substring(0, at));
            String domain = at < 0 ? "" : email.substring(at + 1);
            int topLevel = domain.lastIndexOf('.');
            Stream.of((topLevel < 0 ? domain : domain.substring(0, topLevel)).split("\\."))
                    .forEach(own::add);
        }
        for (String other : others) {
            if (other != null) {
                own.add(other);
                Stream.of(other.split("[\\s._-]+")).forEach(own::add);
            }
        }
        return own;
    }

    /** Whether the password is one of the names, but for case, for signs and blanks, and for digits before or after. */
    boolean isOne(String password) {
        return names.contains(bare(password));
    }

    private void add(String name) {
        String bare = bare(name);
        if (!bare.isEmpty()) {
            names.add(bare);
        }
    }

    private static String bare(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "").replaceAll("^\\p{N}+|\\p{N}+$", "");
    }

    /** Names are a person's. */
    @Override
    public String toString() {
        return "OwnNames";
    }
}
