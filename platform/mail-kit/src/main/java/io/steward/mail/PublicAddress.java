package io.steward.mail;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Where people reach this installation. */
@ConfigMapping(prefix = "steward.public")
public interface PublicAddress {
    /** The address of the gateway, such as {@code https://steward.example.org}; without it mail bears no link. */
    Optional<URI> url();
}
