-- Mail that tells an account's owner of what happened to the account. Stored with what it tells of, sent by a worker.
-- kind is a name that the service knows; an address is here only where it is not the account's present one.
-- next_attempt_at: when the worker looks at the row again; while an attempt is under way the end of its lease; null: nothing to do.

CREATE TABLE IF NOT EXISTS security_notices (
    id              uuid PRIMARY KEY,
    user_id         uuid         NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind            varchar(64)  NOT NULL,
    email           varchar(254),
    device          varchar(255),
    client_address  inet,
    occurred_at     timestamptz  NOT NULL,
    next_attempt_at timestamptz,
    attempts        integer      NOT NULL DEFAULT 0,
    attempted_at    timestamptz,
    closed_at       timestamptz,
    outcome         text CHECK (outcome IN ('SENT', 'FAILED')),
    CHECK ((closed_at IS NULL) = (outcome IS NULL)),
    CHECK ((closed_at IS NULL) = (next_attempt_at IS NOT NULL))
);
CREATE INDEX IF NOT EXISTS security_notices_due ON security_notices (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS security_notices_user ON security_notices (user_id);
CREATE INDEX IF NOT EXISTS security_notices_closed ON security_notices (closed_at) WHERE closed_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON security_notices TO ${app};
GRANT SELECT, DELETE ON security_notices TO ${relay};
