-- No foreign keys to policies: nobody may delete one, and each check would lock the same few rows for every ticket.

-- What a clock needs of a ticket. The row is locked by whatever raises an SLA event of the ticket, so that they get their order.
CREATE TABLE IF NOT EXISTS ticket_sla (
    tenant_id      uuid        NOT NULL,
    ticket_id      uuid        NOT NULL,
    ticket_number  varchar(20) NOT NULL,
    title          text        NOT NULL,
    status         text        NOT NULL,
    priority       text        NOT NULL,
    requestor_id   uuid,
    assigned_to    uuid,
    team_id        uuid,
    sla_policy_id  uuid        NOT NULL,
    policy_version integer     NOT NULL,
    -- Of the last SLA event of this ticket.
    sequence       bigint      NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, ticket_id)
);
CALL tenant_wall('ticket_sla');
GRANT SELECT, INSERT, UPDATE ON ticket_sla TO ${app};

-- The log that the clocks are computed from: what happened to the ticket, when, and the policy that was chosen then.
CREATE TABLE IF NOT EXISTS ticket_facts (
    tenant_id     uuid        NOT NULL,
    ticket_id     uuid        NOT NULL,
    sequence      bigint      NOT NULL,
    event_id      uuid        NOT NULL,
    kind          text        NOT NULL CHECK (kind IN ('OPENED', 'PRIORITY_CHANGED', 'ANSWERED', 'STATUS_CHANGED')),
    at            timestamptz NOT NULL,
    status        text,
    sla_policy_id uuid,
    PRIMARY KEY (tenant_id, ticket_id, sequence),
    FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket_sla (tenant_id, ticket_id) ON DELETE CASCADE
);
CALL tenant_wall('ticket_facts');
GRANT SELECT, INSERT ON ticket_facts TO ${app};

-- The outcome of the last computation, for timers and reports; the columns from warned on are what the clock has told.
CREATE TABLE IF NOT EXISTS sla_clocks (
    tenant_id        uuid        NOT NULL,
    ticket_id        uuid        NOT NULL,
    clock            text        NOT NULL CHECK (clock IN ('RESPONSE', 'RESOLUTION')),
    sla_policy_id    uuid        NOT NULL,
    policy_version   integer     NOT NULL,
    calendar_version integer     NOT NULL,
    phase            text        NOT NULL CHECK (phase IN ('RUNNING', 'PAUSED', 'STOPPED')),
    started_at       timestamptz NOT NULL,
    running_since    timestamptz,
    paused_since     timestamptz,
    stopped_at       timestamptz,
    elapsed_us       bigint      NOT NULL,
    due_at           timestamptz,
    breach_at        timestamptz,
    warned           integer[]   NOT NULL DEFAULT '{}',
    breach_told_at   timestamptz,
    next_fire_at     timestamptz,
    PRIMARY KEY (tenant_id, ticket_id, clock),
    FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket_sla (tenant_id, ticket_id) ON DELETE CASCADE
);
-- The timers look at all organizations in the order of time.
CREATE INDEX IF NOT EXISTS idx_sla_clocks_due ON sla_clocks (next_fire_at) WHERE next_fire_at IS NOT NULL;
CALL tenant_wall('sla_clocks');
CALL relay_access('sla_clocks', 'SELECT');
GRANT SELECT, INSERT, UPDATE ON sla_clocks TO ${app};

-- Every counted and excluded stretch that is over, with its reason, without a gap from the start. The one that still runs is told by
-- the clock itself: running_since or paused_since.
CREATE TABLE IF NOT EXISTS clock_segments (
    tenant_id  uuid        NOT NULL,
    ticket_id  uuid        NOT NULL,
    clock      text        NOT NULL,
    position   integer     NOT NULL,
    from_at    timestamptz NOT NULL,
    to_at      timestamptz NOT NULL CHECK (to_at > from_at),
    counted    boolean     NOT NULL,
    reason     text        NOT NULL,
    elapsed_us bigint      NOT NULL,
    PRIMARY KEY (tenant_id, ticket_id, clock, position),
    FOREIGN KEY (tenant_id, ticket_id, clock) REFERENCES sla_clocks (tenant_id, ticket_id, clock) ON DELETE CASCADE
);
CALL tenant_wall('clock_segments');
GRANT SELECT, INSERT, DELETE ON clock_segments TO ${app};
