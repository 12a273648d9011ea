package io.steward.identity.signingkey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When keys change. */
@ConfigMapping(prefix = "steward.signing-key")
public interface SigningKeyConfig {
    /** How long a key signs. */
    @WithDefault("30d")
    Duration rotateEvery();

    /**
     * How long a key is in the JWKS before it signs: longer than anyone keeps the JWKS (services look again every minute) and an
     * instance takes to look again, together. At most four fifths of {@code rotate-every}.
     */
    @WithDefault("2m")
    Duration publishAhead();

    /** How often each instance looks at the stored keys. */
    @WithDefault("1s")
    Duration checkEvery();

    /** How much longer than its last token a retired key stays in the JWKS: for clocks that differ. */
    @WithDefault("1m")
    Duration skew();

    /** The time in the JWKS that the rotation really gives. */
    default Duration lead() {
        Duration most = rotateEvery().multipliedBy(4).dividedBy(5);
        return publishAhead().compareTo(most) < 0 ? publishAhead() : most;
    }
}
