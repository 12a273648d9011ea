-- The last position in each recipient's feed. Its row is locked while a notification is stored, so that positions become visible in
-- their order: a reader that has seen position n never finds a smaller one later. An identity column would not promise that.
CREATE TABLE IF NOT EXISTS feed_position (
    tenant_id uuid   NOT NULL,
    user_id   uuid   NOT NULL,
    last      bigint NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);
CALL tenant_wall('feed_position');
GRANT SELECT, INSERT, UPDATE, DELETE ON feed_position TO ${app};
-- One look for all open streams, whatever organization they belong to.
CALL relay_access('feed_position', 'SELECT');

CREATE TABLE IF NOT EXISTS notifications (
    tenant_id         uuid        NOT NULL,
    id                uuid        NOT NULL,
    user_id           uuid        NOT NULL,
    ticket_id         uuid,
    event_id          uuid        NOT NULL,
    notification_type text        NOT NULL,
    title             text        NOT NULL,
    body              text        NOT NULL,
    is_read           boolean     NOT NULL DEFAULT false,
    read_at           timestamptz,
    position          bigint      NOT NULL,
    version           bigint      NOT NULL,
    created_at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    -- One event makes one notification per recipient, ever: also when it is replayed after the inbox has forgotten it.
    UNIQUE (tenant_id, event_id, user_id),
    CONSTRAINT read_has_a_time CHECK (is_read = (read_at IS NOT NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS idx_notifications_position ON notifications (tenant_id, user_id, position);
CREATE INDEX IF NOT EXISTS idx_notifications_feed ON notifications (tenant_id, user_id, created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS idx_notifications_unread ON notifications (tenant_id, user_id, created_at DESC, id DESC)
    WHERE NOT is_read;
CALL tenant_wall('notifications');
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications TO ${app};
CALL relay_access('notifications', 'SELECT');
