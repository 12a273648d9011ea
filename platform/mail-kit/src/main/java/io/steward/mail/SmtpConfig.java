package io.steward.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Optional;

/** The mail server. */
@ConfigMapping(prefix = "steward.smtp")
public interface SmtpConfig {
    String host();

    int port();

    /** Logs in where the server offers it; together with the password. */
    Optional<String> username();

    Optional<String> password();

    /** {@code disabled}, {@code optional} (where the server offers it) or {@code required}. */
    @WithDefault("optional")
    StartTLSOptions startTls();

    /** TLS from the first byte, as on port 465. */
    @WithDefault("false")
    boolean tls();

    /** How long an attempt may take from the connection to the last answer; then its connection is cut. */
    @WithDefault("20s")
    Duration patience();
}
