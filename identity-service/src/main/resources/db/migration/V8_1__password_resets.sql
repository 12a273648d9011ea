-- Requests for a new password, and the tokens that were mailed, by SHA-256 alone. An account's, whichever organization it acts in.
-- email is what was asked for, until the worker has looked whose it is; who asked for nobody's leaves no row.
-- next_attempt_at: when the worker looks at the row again; while an attempt is under way the end of its lease; null: nothing to do.
CREATE TABLE IF NOT EXISTS password_resets (
    id              uuid PRIMARY KEY,
    email           varchar(254),
    user_id         uuid REFERENCES users (id) ON DELETE CASCADE,
    requested_at    timestamptz NOT NULL,
    next_attempt_at timestamptz,
    attempts        integer     NOT NULL DEFAULT 0,
    attempted_at    timestamptz,
    token_hash      bytea UNIQUE CHECK (length(token_hash) = 32),
    issued_at       timestamptz,
    expires_at      timestamptz,
    sent_at         timestamptz,
    closed_at       timestamptz,
    outcome         text CHECK (outcome IN ('USED', 'VOID', 'THROTTLED', 'FAILED')),
    CONSTRAINT of_an_email_or_an_account CHECK ((email IS NULL) = (user_id IS NOT NULL)),
    CONSTRAINT tokens_expire CHECK ((token_hash IS NULL) = (expires_at IS NULL) AND (token_hash IS NULL) = (issued_at IS NULL)),
    CONSTRAINT closed_with_an_outcome CHECK ((closed_at IS NULL) = (outcome IS NULL)),
    CONSTRAINT closed_is_done CHECK (closed_at IS NULL OR next_attempt_at IS NULL)
);
CREATE INDEX IF NOT EXISTS password_resets_due ON password_resets (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS password_resets_user ON password_resets (user_id);
CREATE INDEX IF NOT EXISTS password_resets_email ON password_resets (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX IF NOT EXISTS password_resets_requested ON password_resets (requested_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON password_resets TO ${app};

-- Forgets refresh tokens that have expired, password resets a day after they were asked for, and sessions some time after they can be
-- used no more. Returns how many sessions.
CREATE OR REPLACE FUNCTION cleanup_expired_auth(before timestamptz DEFAULT now() - interval '30 days') RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = identity, public AS $$
    DELETE FROM refresh_tokens WHERE expires_at < now();
    DELETE FROM password_resets WHERE requested_at < now() - interval '1 day' AND next_attempt_at IS NULL;
    WITH gone AS (DELETE FROM user_sessions WHERE expires_at < before OR ended_at < before RETURNING 1)
    SELECT count(*) FROM gone
$$;
