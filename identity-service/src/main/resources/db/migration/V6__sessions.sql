-- A session is an account's, whichever organization it acts in.
CREATE TABLE IF NOT EXISTS user_sessions (
    id               uuid PRIMARY KEY,
    user_id          uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    organization_id  uuid,
    device_info      varchar(255),
    ip_address       inet,
    created_at       timestamptz NOT NULL,
    last_activity_at timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    ended_at         timestamptz,
    end_reason       text CHECK (end_reason IN ('LOGOUT', 'TOKEN_REUSED')),
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX IF NOT EXISTS user_sessions_user ON user_sessions (user_id, created_at);
CREATE INDEX IF NOT EXISTS user_sessions_expiry ON user_sessions (expires_at);
GRANT SELECT, INSERT, UPDATE ON user_sessions TO ${app};

-- Refresh tokens by SHA-256 alone. A family is the line of tokens that began with one login; each is used once;
-- successor_id is what a used one was exchanged for.
CREATE TABLE IF NOT EXISTS refresh_tokens (
    id           uuid PRIMARY KEY,
    session_id   uuid        NOT NULL REFERENCES user_sessions (id) ON DELETE CASCADE,
    user_id      uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    family_id    uuid        NOT NULL,
    token_hash   bytea       NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    token_prefix varchar(8)  NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    successor_id uuid,
    revoked_at   timestamptz
);
CREATE INDEX IF NOT EXISTS refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX IF NOT EXISTS refresh_tokens_family ON refresh_tokens (family_id);
CREATE INDEX IF NOT EXISTS refresh_tokens_user ON refresh_tokens (user_id);
CREATE INDEX IF NOT EXISTS refresh_tokens_expiry ON refresh_tokens (expires_at);
GRANT SELECT, INSERT, UPDATE ON refresh_tokens TO ${app};

-- Forgets refresh tokens that have expired, and sessions some time after they can be used no more. Returns how many sessions.
CREATE OR REPLACE FUNCTION cleanup_expired_auth(before timestamptz DEFAULT now() - interval '30 days') RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = identity, public AS $$
    DELETE FROM refresh_tokens WHERE expires_at < now();
    WITH gone AS (DELETE FROM user_sessions WHERE expires_at < before OR ended_at < before RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION cleanup_expired_auth(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cleanup_expired_auth(timestamptz) TO ${relay};
