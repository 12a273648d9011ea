package io.steward.notification.channel;

import io.smallrye.config.ConfigMapping;

/** What mail looks like. */
@ConfigMapping(prefix = "steward.mail")
interface MailSettings {
    /** The sender's address. */
    String from();
}
