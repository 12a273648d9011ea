package io.steward.identity.oauth;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a client asks for (RFC 6749 3.3). It can only be less than what there is.
 *
 * @param permissions null when the client did not say
 */
record RequestedScope(SortedSet<String> permissions) {
    private static final Pattern WORD = Pattern.compile("[!#-\\[\\]-~]+");

    /** @throws OAuthError for a text that is no scope */
    static RequestedScope of(String text) {
        if (text == null) {
            return new RequestedScope(null);
        }
        SortedSet<String> permissions = new TreeSet<>();
        for (String word : text.split(" ", -1)) {
            if (!WORD.matcher(word).matches()) {
                throw OAuthError.invalidScope("A scope is words that are separated by single spaces.");
            }
            permissions.add(word);
        }
        return new RequestedScope(Collections.unmodifiableSortedSet(permissions));
    }

    /** @throws OAuthError when more was asked for than is held */
    SortedSet<String> narrow(SortedSet<String> held) {
        if (permissions == null) {
            return held;
        }
        if (!held.containsAll(permissions)) {
            throw OAuthError.invalidScope("The scope is more than what is held.");
        }
        return permissions;
    }
}
