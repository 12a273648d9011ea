-- Workflows are data: the moves that a ticket may make, and the permission that each needs. 'strict' has the nine moves of the
-- classic state machine, 'standard' adds what daily work needs. An organization without a choice uses 'standard'.

CREATE TABLE IF NOT EXISTS workflow_edges (
    workflow    text NOT NULL,
    from_status text NOT NULL,
    to_status   text NOT NULL,
    permission  text NOT NULL DEFAULT 'ticket:transition',
    PRIMARY KEY (workflow, from_status, to_status)
);
GRANT SELECT ON workflow_edges TO ${app};

INSERT INTO workflow_edges (workflow, from_status, to_status, permission)
SELECT workflow, from_status, to_status, CASE WHEN to_status = 'REOPENED' THEN 'ticket:reopen' ELSE 'ticket:transition' END
  FROM (VALUES
    ('NEW', 'OPEN'), ('OPEN', 'IN_PROGRESS'), ('IN_PROGRESS', 'PENDING_INFO'), ('IN_PROGRESS', 'ESCALATED'),
    ('ESCALATED', 'IN_PROGRESS'), ('PENDING_INFO', 'RESOLVED'), ('RESOLVED', 'CLOSED'), ('RESOLVED', 'REOPENED'),
    ('REOPENED', 'IN_PROGRESS')) AS strict (from_status, to_status),
    (VALUES ('strict'), ('standard')) AS shipped (workflow)
UNION ALL
SELECT 'standard', from_status, to_status, 'ticket:transition'
  FROM (VALUES
    ('IN_PROGRESS', 'RESOLVED'), ('PENDING_INFO', 'IN_PROGRESS'), ('OPEN', 'PENDING_INFO'), ('NEW', 'ESCALATED'),
    ('OPEN', 'ESCALATED'), ('REOPENED', 'ESCALATED'), ('NEW', 'RESOLVED'), ('OPEN', 'RESOLVED')) AS daily (from_status, to_status)
ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS organization_workflow (
    tenant_id uuid PRIMARY KEY,
    workflow  text NOT NULL
);
CALL tenant_wall('organization_workflow');
GRANT SELECT, INSERT, UPDATE ON organization_workflow TO ${app};

-- Whether the acting organization's workflow has this move.
CREATE OR REPLACE FUNCTION is_transition_allowed(from_state text, to_state text) RETURNS boolean
    LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM workflow_edges
         WHERE workflow = coalesce((SELECT workflow FROM organization_workflow WHERE tenant_id = current_tenant()), 'standard')
           AND from_status = from_state AND to_status = to_state)
$$;
