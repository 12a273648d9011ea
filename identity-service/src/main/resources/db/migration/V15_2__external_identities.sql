-- Who an account is elsewhere: the subject that an OpenID provider names it by. One a provider for an account, and one account for each.
CREATE TABLE IF NOT EXISTS external_identities (
    id           uuid PRIMARY KEY,
    user_id      uuid         NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    issuer       varchar(255) NOT NULL,
    subject      varchar(255) NOT NULL,
    created_at   timestamptz  NOT NULL,
    last_used_at timestamptz,
    CONSTRAINT external_identities_subject UNIQUE (issuer, subject),
    CONSTRAINT external_identities_account UNIQUE (user_id, issuer)
);
GRANT SELECT, INSERT, DELETE, UPDATE (last_used_at) ON external_identities TO ${app};

-- Logins at a provider that are under way. Only hashes of what the client must bring back, and the PKCE verifier encrypted by the master
-- key. user_id is the account that is to be linked; null for a login. A row goes when it is used.
CREATE TABLE IF NOT EXISTS oidc_flows (
    state_hash         bytea PRIMARY KEY CHECK (length(state_hash) = 32),
    secret_hash        bytea       NOT NULL CHECK (length(secret_hash) = 32),
    nonce_hash         bytea       NOT NULL CHECK (length(nonce_hash) = 32),
    verifier_encrypted bytea       NOT NULL,
    provider           varchar(32) NOT NULL,
    user_id            uuid REFERENCES users (id) ON DELETE CASCADE,
    expires_at         timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS oidc_flows_expiry ON oidc_flows (expires_at);
CREATE INDEX IF NOT EXISTS oidc_flows_user ON oidc_flows (user_id) WHERE user_id IS NOT NULL;
GRANT SELECT, INSERT, DELETE ON oidc_flows TO ${app};
