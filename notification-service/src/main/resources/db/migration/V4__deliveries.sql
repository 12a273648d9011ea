-- What became of a notification on one of its recipient's channels.
-- next_attempt_at: when the worker looks at the row again; null when there is nothing left to do. While an attempt is under way it is
-- the end of the attempt's lease, so that an attempt whose process died is taken up again.
CREATE TABLE IF NOT EXISTS deliveries (
    tenant_id       uuid        NOT NULL,
    id              uuid        NOT NULL,
    notification_id uuid        NOT NULL,
    channel         text        NOT NULL CHECK (channel IN ('IN_APP', 'EMAIL')),
    status          text        NOT NULL CHECK (status IN ('PENDING', 'SENT', 'DELIVERED', 'FAILED', 'RETRYING')),
    retry_count     integer     NOT NULL DEFAULT 0,
    max_retries     integer     NOT NULL DEFAULT 5,
    next_attempt_at timestamptz,
    attempted_at    timestamptz,
    attempting      boolean     NOT NULL DEFAULT false,
    outcome_unknown boolean     NOT NULL DEFAULT false,
    last_error      text,
    message_id      text,
    created_at      timestamptz NOT NULL,
    delivered_at    timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, notification_id, channel),
    FOREIGN KEY (tenant_id, notification_id) REFERENCES notifications (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT retries_are_bounded CHECK (retry_count BETWEEN 0 AND max_retries),
    CONSTRAINT served_is_done CHECK (status NOT IN ('SENT', 'DELIVERED') OR next_attempt_at IS NULL)
);
CREATE INDEX IF NOT EXISTS idx_deliveries_due ON deliveries (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CALL tenant_wall('deliveries');
GRANT SELECT, INSERT, UPDATE, DELETE ON deliveries TO ${app};
CALL relay_access('deliveries', 'SELECT, UPDATE');
