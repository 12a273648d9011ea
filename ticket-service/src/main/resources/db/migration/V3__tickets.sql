CREATE TABLE IF NOT EXISTS tickets (
    tenant_id         uuid         NOT NULL,
    id                uuid         NOT NULL,
    ticket_number     varchar(20)  NOT NULL,
    ticket_type       text         NOT NULL CHECK (ticket_type IN ('incident', 'service_request', 'problem', 'change')),
    title             varchar(255) NOT NULL,
    description       text         NOT NULL DEFAULT '',
    category          varchar(50),
    status            text         NOT NULL CHECK (status IN
        ('NEW', 'OPEN', 'IN_PROGRESS', 'PENDING_INFO', 'ESCALATED', 'RESOLVED', 'CLOSED', 'REOPENED')),
    -- The numbers of older clients: 0 open, 1 in progress, 2 resolved, 3 closed.
    status_code       smallint GENERATED ALWAYS AS (
        CASE WHEN status IN ('NEW', 'OPEN', 'REOPENED') THEN 0
             WHEN status IN ('IN_PROGRESS', 'PENDING_INFO', 'ESCALATED') THEN 1
             WHEN status = 'RESOLVED' THEN 2 ELSE 3 END) STORED,
    priority          text         NOT NULL CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    -- The opposite order of older clients: 1 low … 4 critical.
    priority_code     smallint GENERATED ALWAYS AS (
        CASE priority WHEN 'P1' THEN 4 WHEN 'P2' THEN 3 WHEN 'P3' THEN 2 ELSE 1 END) STORED,
    requestor_id      uuid         NOT NULL,
    assigned_to       uuid,
    team_id           uuid,
    sla_policy_id     uuid,
    response_due_at   timestamptz,
    resolution_due_at timestamptz,
    -- Of the SLA event that set the due dates.
    sla_sequence      bigint       NOT NULL DEFAULT 0,
    waiting_for_agent boolean      NOT NULL DEFAULT false,
    version           bigint       NOT NULL DEFAULT 1,
    created_at        timestamptz  NOT NULL,
    updated_at        timestamptz  NOT NULL,
    deleted_at        timestamptz,
    search_vector     tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', description), 'B')) STORED,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, ticket_number)
-- Room on each page for the due dates that follow soon: an update that stays on its page leaves the indexes alone.
) WITH (fillfactor = 80);
CALL tenant_wall('tickets');
GRANT SELECT, INSERT, UPDATE ON tickets TO ${app};

-- The lists, newest first: all, of a status, of an assignee, of a requester.
CREATE INDEX IF NOT EXISTS idx_tickets_created ON tickets (tenant_id, created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS idx_tickets_status ON tickets (tenant_id, status, created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS idx_tickets_assignee ON tickets (tenant_id, assigned_to, created_at DESC, id DESC)
    WHERE assigned_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_tickets_requester ON tickets (tenant_id, requestor_id, created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS idx_tickets_search ON tickets USING gin (tenant_id, search_vector);

-- Numbers: unique per organization and type. The counter's commit need not wait for the disk: a ticket that was committed after it
-- lies behind it in the write-ahead log, so that no number of a kept ticket is ever given out twice.
CREATE TABLE IF NOT EXISTS ticket_counters (
    tenant_id uuid   NOT NULL,
    prefix    text   NOT NULL,
    last      bigint NOT NULL,
    PRIMARY KEY (tenant_id, prefix)
);
CALL tenant_wall('ticket_counters');
GRANT SELECT, INSERT, UPDATE ON ticket_counters TO ${app};

-- Takes `wanted` numbers in a row for the organization; returns the last of them. Call it in a transaction of its own.
CREATE OR REPLACE FUNCTION next_ticket_number(organization uuid, number_prefix text, wanted integer DEFAULT 1) RETURNS bigint
    LANGUAGE plpgsql AS $$
DECLARE
    taken bigint;
BEGIN
    PERFORM set_config('app.tenant_id', organization::text, true), set_config('synchronous_commit', 'off', true);
    INSERT INTO ticket_counters AS c (tenant_id, prefix, last) VALUES (organization, number_prefix, wanted)
    ON CONFLICT (tenant_id, prefix) DO UPDATE SET last = c.last + wanted
    RETURNING last INTO taken;
    RETURN taken;
END
$$;
