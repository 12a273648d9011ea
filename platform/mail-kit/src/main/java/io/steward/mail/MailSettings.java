package io.steward.mail;

import io.smallrye.config.ConfigMapping;

/** What mail looks like. */
@ConfigMapping(prefix = "steward.mail")
public interface MailSettings {
    /** The sender's address. */
    String from();
}
