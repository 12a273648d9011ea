-- WebAuthn credentials as second factors. credential_data is the attested credential data: the authenticator's model, the id and the
-- public key. sign_count only grows; 0 where the authenticator does not count.
CREATE TABLE IF NOT EXISTS passkeys (
    id              uuid PRIMARY KEY,
    user_id         uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id   bytea       NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
    credential_data bytea       NOT NULL,
    transports      text[]      NOT NULL,
    name            varchar(64) NOT NULL,
    sign_count      bigint      NOT NULL CHECK (sign_count >= 0),
    backup_eligible boolean     NOT NULL,
    backed_up       boolean     NOT NULL,
    created_at      timestamptz NOT NULL,
    last_used_at    timestamptz
);
CREATE INDEX IF NOT EXISTS passkeys_user ON passkeys (user_id, created_at, id);
GRANT SELECT, INSERT, UPDATE (sign_count, backed_up, last_used_at), DELETE ON passkeys TO ${app};

-- What an authenticator is to sign for somebody with a session, once: to be registered, or to prove who asks.
CREATE TABLE IF NOT EXISTS passkey_ceremonies (
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose    text        NOT NULL CHECK (purpose IN ('REGISTRATION', 'PROOF')),
    challenge  bytea       NOT NULL CHECK (length(challenge) = 32),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, purpose)
);
CREATE INDEX IF NOT EXISTS passkey_ceremonies_expiry ON passkey_ceremonies (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON passkey_ceremonies TO ${app};

-- The same for a login under way.
ALTER TABLE mfa_challenges ADD COLUMN IF NOT EXISTS passkey_challenge bytea CHECK (length(passkey_challenge) = 32);

-- Forgets challenges that have expired, those of passkeys, and secrets that nobody confirmed. Returns how many of logins.
CREATE OR REPLACE FUNCTION cleanup_expired_mfa(before timestamptz) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = identity, public AS $$
    DELETE FROM totp_factors WHERE confirmed_at IS NULL AND created_at < before;
    DELETE FROM passkey_ceremonies WHERE expires_at < before;
    WITH gone AS (DELETE FROM mfa_challenges WHERE expires_at < before RETURNING 1)
    SELECT count(*) FROM gone
$$;
