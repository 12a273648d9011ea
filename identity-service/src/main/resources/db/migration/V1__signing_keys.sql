-- The keys that sign access tokens. The private half is encrypted by the installation's master key, bound to its kid; the database
-- alone gives nobody a key. activate_at is when it begins to sign, expires_at when no token that it signed can live any longer.

CREATE TABLE IF NOT EXISTS signing_keys (
    kid                   text PRIMARY KEY,
    public_jwk            jsonb       NOT NULL,
    private_key_encrypted bytea       NOT NULL,
    state                 text        NOT NULL CHECK (state IN ('NEXT', 'ACTIVE', 'RETIRED')),
    created_at            timestamptz NOT NULL,
    activate_at           timestamptz NOT NULL,
    retired_at            timestamptz,
    expires_at            timestamptz,
    CHECK ((state = 'RETIRED') = (expires_at IS NOT NULL))
);
-- However many instances start at once: one key signs and one waits.
CREATE UNIQUE INDEX IF NOT EXISTS signing_keys_one_active ON signing_keys (state) WHERE state = 'ACTIVE';
CREATE UNIQUE INDEX IF NOT EXISTS signing_keys_one_next ON signing_keys (state) WHERE state = 'NEXT';
GRANT SELECT, INSERT, UPDATE, DELETE ON signing_keys TO ${app};
