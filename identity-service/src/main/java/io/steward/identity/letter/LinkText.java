package io.steward.identity.letter;

import io.steward.mail.PublicAddress;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How a mail gives its token: by a link to a page of the client, and by itself for programs. */
@Singleton
public class LinkText {
    /** Null without a public address. */
    private final String base;

    LinkText(PublicAddress address) {
        base = address.url().map(url -> url.toString().replaceAll("/+$", "")).orElse(null);
    }

    /**
     * The token stands in the fragment, which browsers send to no server.
     *
     * @param purpose such as "To confirm this address"
     * @param page below the public address
     * @param lifetime how long it can be used
     */
    public String of(String purpose, String page, MailedToken token, Duration lifetime) {
        String time = words(lifetime);
        String link = base == null
                ? ""
                : purpose + ", open this address within " + time + ":\n\n" + base + page + "#token=" + token.value()
                        + "\n\n";
        return link + "A program that asks for the token takes this one, once and within " + time + ":\n\n"
                + token.value();
    }

    private static String words(Duration time) {
        return time.toHours() > 48 ? time.toDays() + " days" : time.toHours() + " hours";
    }
}
