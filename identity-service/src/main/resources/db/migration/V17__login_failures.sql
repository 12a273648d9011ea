-- Failed logins: by email, by email at an address where the account is known, and by address. Counted before anybody is known, so they
-- belong to no organization; whether the email is an account's makes no difference. key_hash is a mark that needs the master key: emails
-- and addresses could be found from a plain hash. waits_until: when the next attempt is looked at; at forgotten_at the count is void.
CREATE TABLE IF NOT EXISTS login_failures (
    key_hash     bytea PRIMARY KEY CHECK (length(key_hash) = 32),
    kind         text        NOT NULL CHECK (kind IN ('EMAIL', 'EMAIL_AT_ADDRESS', 'ADDRESS')),
    failures     integer     NOT NULL CHECK (failures > 0),
    waits_until  timestamptz NOT NULL,
    forgotten_at timestamptz NOT NULL CHECK (forgotten_at >= waits_until)
);
CREATE INDEX IF NOT EXISTS login_failures_forgotten ON login_failures (forgotten_at);
GRANT SELECT, INSERT, UPDATE (failures, waits_until, forgotten_at), DELETE ON login_failures TO ${app};

-- Clears so many failures that are forgotten, oldest first, and returns how many there were: fewer than asked for when none are left.
-- Those that are counted again at this moment stay, so that no login waits for this.
CREATE OR REPLACE FUNCTION forget_login_failures(most integer) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    WITH due AS (
        SELECT f.key_hash FROM login_failures f WHERE f.forgotten_at < now()
         ORDER BY f.forgotten_at LIMIT most FOR UPDATE SKIP LOCKED),
    gone AS (DELETE FROM login_failures f USING due WHERE f.key_hash = due.key_hash RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION forget_login_failures(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_login_failures(integer) TO ${relay};

-- Forgets refresh tokens that have expired, password resets a day after they were asked for, a batch of failed logins, and sessions some
-- time after they can be used no more. Returns how many sessions.
CREATE OR REPLACE FUNCTION cleanup_expired_auth(before timestamptz DEFAULT now() - interval '30 days') RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    DELETE FROM refresh_tokens WHERE expires_at < now();
    DELETE FROM password_resets WHERE requested_at < now() - interval '1 day' AND next_attempt_at IS NULL;
    SELECT forget_login_failures(10000);
    WITH gone AS (DELETE FROM user_sessions WHERE expires_at < before OR ended_at < before RETURNING 1)
    SELECT count(*) FROM gone
$$;
