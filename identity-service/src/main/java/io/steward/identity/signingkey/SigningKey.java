package io.steward.identity.signingkey;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A stored key; its private half is encrypted. */
record SigningKey(
        String kid,
        JsonObject publicJwk,
        Buffer privateKeyEncrypted,
        State state,
        Instant activateAt,
        Instant expiresAt) {

    /** NEXT is published and waits, ACTIVE signs, RETIRED signs no more and stays until its tokens are gone. */
    enum State {
        NEXT,
        ACTIVE,
        RETIRED
    }

    static SigningKey of(Row row) {
        OffsetDateTime expires = row.getOffsetDateTime("expires_at");
        return new SigningKey(
                row.getString("kid"),
                row.getJsonObject("public_jwk"),
                row.getBuffer("private_key_encrypted"),
                State.valueOf(row.getString("state")),
                row.getOffsetDateTime("activate_at").toInstant(),
                expires == null ? null : expires.toInstant());
    }
}
