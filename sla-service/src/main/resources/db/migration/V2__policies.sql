-- Policies are versions: an edited one is a new row, and the old one stays for the tickets that it was chosen for.

CREATE TABLE IF NOT EXISTS sla_policies (
    tenant_id            uuid         NOT NULL,
    id                   uuid         NOT NULL,
    policy_name          varchar(100) NOT NULL,
    priority             text         NOT NULL CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    -- Grows by one with each version for the organization's priority.
    version              integer      NOT NULL CHECK (version > 0),
    response_time_ms     bigint       NOT NULL CHECK (response_time_ms > 0),
    resolution_time_ms   bigint       NOT NULL CHECK (resolution_time_ms >= response_time_ms),
    -- [{"level": 1, "target": "team_lead", "after_minutes": 0}, …]
    escalation_levels    jsonb        NOT NULL CHECK (jsonb_typeof(escalation_levels) = 'array'),
    -- Percent of a target: [50, 75, 90]
    warning_thresholds   jsonb        NOT NULL CHECK (jsonb_typeof(warning_thresholds) = 'array'),
    is_active            boolean      NOT NULL DEFAULT true,
    is_default           boolean      NOT NULL DEFAULT false,
    created_by           uuid,
    created_at           timestamptz  NOT NULL,
    superseded_at        timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, priority, version)
);
-- One policy in force per priority. What puts one in force takes the lock of sla_policy_lock first.
CREATE UNIQUE INDEX IF NOT EXISTS idx_sla_policies_in_force ON sla_policies (tenant_id, priority) WHERE is_active;
CREATE INDEX IF NOT EXISTS idx_sla_policies_created ON sla_policies (tenant_id, created_at DESC, id DESC);
CALL tenant_wall('sla_policies');
GRANT SELECT, INSERT, UPDATE ON sla_policies TO ${app};

-- Waits until nobody else changes which policy of the organization is in force; held until the end of the transaction.
CREATE OR REPLACE FUNCTION sla_policy_lock() RETURNS void
    LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('sla_policies/' || current_tenant(), 0))
$$;

-- What an organization without a policy of its own has. Copied into the organization, so that every ticket has a policy of its own.
CREATE TABLE IF NOT EXISTS default_sla_policies (
    priority           text PRIMARY KEY,
    policy_name        varchar(100) NOT NULL,
    response_time_ms   bigint       NOT NULL,
    resolution_time_ms bigint       NOT NULL,
    escalation_levels  jsonb        NOT NULL,
    warning_thresholds jsonb        NOT NULL
);
GRANT SELECT ON default_sla_policies TO ${app};
INSERT INTO default_sla_policies
SELECT priority, 'Default ' || priority, response * 3600000, resolution * 3600000,
       '[{"level": 1, "target": "team_lead", "after_minutes": 0},
         {"level": 2, "target": "manager", "after_minutes": 30},
         {"level": 3, "target": "admin", "after_minutes": 60}]',
       '[50, 75, 90]'
  FROM (VALUES ('P1', 1, 4), ('P2', 4, 8), ('P3', 8, 24), ('P4', 24, 72)) AS hours (priority, response, resolution)
ON CONFLICT DO NOTHING;

-- Gives the organization the default for a priority for which it has no policy in force.
CREATE OR REPLACE FUNCTION ensure_sla_policy(new_id uuid, wanted text, at timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM sla_policies WHERE tenant_id = current_tenant() AND priority = wanted AND is_active) THEN
        RETURN;
    END IF;
    PERFORM sla_policy_lock();
    INSERT INTO sla_policies (tenant_id, id, policy_name, priority, version, response_time_ms, resolution_time_ms,
                              escalation_levels, warning_thresholds, is_default, created_at)
    SELECT current_tenant(), new_id, policy_name, priority, 1, response_time_ms, resolution_time_ms,
           escalation_levels, warning_thresholds, true, at
      FROM default_sla_policies WHERE priority = wanted
    ON CONFLICT DO NOTHING;
END
$$;
