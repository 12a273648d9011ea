package io.steward.identity.session;

import io.steward.identity.signingkey.MasterKey;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.HexFormat;

/**
 * The one token that a refresh token is exchanged for. It follows from the used one's hash and the master key, so that a repeated exchange is answered with the same
 * token although the database has nothing but hashes.
 */
@Singleton
class Successors {
    private static final HexFormat HEX = HexFormat.of();

    private final MasterKey key;

    Successors(MasterKey key) {
        this.key = key;
    }

    /** @param usedHash of the token that is exchanged */
    RefreshToken of(Buffer usedHash) {
        return RefreshToken.of(HEX.parseHex(key.mark("the refresh token after " + HEX.formatHex(usedHash.getBytes()))));
    }
}
