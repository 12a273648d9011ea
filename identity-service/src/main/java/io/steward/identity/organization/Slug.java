package io.steward.identity.organization;

import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;

/** The name of an organization in addresses. */
final class Slug {
    static final int MAX = 63;
    static final String PATTERN = "[a-z0-9]+(-[a-z0-9]+)*";

    private Slug() {}

    /** From a name; a name without a single Latin letter or digit gives {@code organization}. */
    static String of(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String cut = plain.length() > MAX ? plain.substring(0, MAX).replaceAll("-$", "") : plain;
        return cut.isEmpty() ? "organization" : cut;
    }

    /** The same, made unique by the random end of an id. */
    static String of(String name, UUID id) {
        String base = of(name);
        String end = id.toString().substring(24);
        return (base.length() > MAX - 13 ? base.substring(0, MAX - 13).replaceAll("-$", "") : base) + "-" + end;
    }
}
