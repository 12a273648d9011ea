-- The local replica of tickets: whose a ticket is, for events that do not say. Fed by the ticket's events in order of their sequence.

CREATE TABLE IF NOT EXISTS ticket (
    tenant_id   uuid   NOT NULL,
    id          uuid   NOT NULL,
    assignee_id uuid,
    team_id     uuid,
    version     bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CALL tenant_wall('ticket');
GRANT SELECT, INSERT, UPDATE, DELETE ON ticket TO ${app};
