-- Once per ticket, clock and level.
CREATE TABLE IF NOT EXISTS escalations (
    tenant_id         uuid        NOT NULL,
    id                uuid        NOT NULL,
    ticket_id         uuid        NOT NULL,
    clock             text        NOT NULL CHECK (clock IN ('RESPONSE', 'RESOLUTION')),
    sla_policy_id     uuid        NOT NULL,
    escalation_level  integer     NOT NULL CHECK (escalation_level BETWEEN 1 AND 5),
    target            text        NOT NULL,
    -- Empty when nobody holds the target; the reason says so.
    escalated_to      uuid[]      NOT NULL,
    escalation_reason text        NOT NULL,
    is_sla_breach     boolean     NOT NULL,
    is_resolved       boolean     NOT NULL DEFAULT false,
    created_at        timestamptz NOT NULL,
    acknowledged_by   uuid,
    acknowledged_at   timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, ticket_id, clock, escalation_level),
    CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL)),
    FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket_sla (tenant_id, ticket_id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS idx_escalations_created ON escalations (tenant_id, created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS idx_escalations_ticket ON escalations (tenant_id, ticket_id, created_at DESC, id DESC);
CALL tenant_wall('escalations');
GRANT SELECT, INSERT, UPDATE ON escalations TO ${app};
