-- What an account proves itself by beside its password. The installation's, whichever organization the account acts in.

-- How often codes of an account were wrong since the last right one, and until when none is looked at. Whoever checks or changes a
-- factor locks this row first: one after the other.
CREATE TABLE IF NOT EXISTS mfa_accounts (
    user_id       uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    failures      integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    blocked_until timestamptz
);
GRANT SELECT, INSERT, UPDATE ON mfa_accounts TO ${app};

-- The secret is encrypted by the installation's master key, bound to the account. Unconfirmed it proves nothing yet.
-- last_step is the time step of the last code that was used: no code works twice.
CREATE TABLE IF NOT EXISTS totp_factors (
    user_id          uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret_encrypted bytea       NOT NULL,
    created_at       timestamptz NOT NULL,
    confirmed_at     timestamptz,
    last_step        bigint,
    CHECK ((confirmed_at IS NULL) = (last_step IS NULL))
);
GRANT SELECT, INSERT, UPDATE, DELETE ON totp_factors TO ${app};

-- By a mark that needs the master key: 60 random bits could be found from a plain hash.
CREATE TABLE IF NOT EXISTS recovery_codes (
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash  bytea       NOT NULL CHECK (length(code_hash) = 32),
    created_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (user_id, code_hash)
);
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON recovery_codes TO ${app};

-- Logins whose password was right, by the SHA-256 of their id. password_digest is the SHA-256 of the hash that the password matched:
-- when the account has another one, the challenge is void. An enrolment challenge is for an account that must have a factor and has none.
CREATE TABLE IF NOT EXISTS mfa_challenges (
    id_hash         bytea PRIMARY KEY CHECK (length(id_hash) = 32),
    user_id         uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    password_digest bytea       NOT NULL CHECK (length(password_digest) = 32),
    enrolment       boolean     NOT NULL,
    wrong_codes     integer     NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL CHECK (expires_at > created_at),
    closed_at       timestamptz
);
CREATE INDEX IF NOT EXISTS mfa_challenges_user ON mfa_challenges (user_id);
CREATE INDEX IF NOT EXISTS mfa_challenges_expiry ON mfa_challenges (expires_at);
GRANT SELECT, INSERT, UPDATE ON mfa_challenges TO ${app};

-- Whoever has such a role, in any organization, logs in by a second factor.
ALTER TABLE roles ADD COLUMN IF NOT EXISTS mfa_required boolean NOT NULL DEFAULT false;

CREATE OR REPLACE FUNCTION mfa_required_for(account uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public AS $$
    SELECT EXISTS (
        SELECT FROM organization_members m
          JOIN user_roles ur ON ur.tenant_id = m.tenant_id AND ur.user_id = m.user_id
          JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
         WHERE m.user_id = account AND m.active AND r.mfa_required)
$$;
REVOKE ALL ON FUNCTION mfa_required_for(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mfa_required_for(uuid) TO ${app};

-- Forgets challenges that have expired, and secrets that nobody confirmed. Returns how many challenges.
CREATE OR REPLACE FUNCTION cleanup_expired_mfa(before timestamptz) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = identity, public AS $$
    DELETE FROM totp_factors WHERE confirmed_at IS NULL AND created_at < before;
    WITH gone AS (DELETE FROM mfa_challenges WHERE expires_at < before RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION cleanup_expired_mfa(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cleanup_expired_mfa(timestamptz) TO ${relay};

-- The role that may do everything in its organization may do this too, where the organization was there before.
UPDATE roles SET permissions = permissions || '["user:reset-mfa"]', version = version + 1, updated_at = now()
 WHERE shipped AND lower(name) = 'admin' AND NOT permissions ? 'user:reset-mfa';

-- Which reasons there are is the code's to say: two versions that run side by side may know different ones.
ALTER TABLE user_sessions DROP CONSTRAINT IF EXISTS user_sessions_end_reason_check;
ALTER TABLE user_sessions ADD CONSTRAINT user_sessions_end_reason_check CHECK (end_reason ~ '^[A-Z][A-Z_]*$');
