-- The local replica of tickets: who is concerned by one. Fed by the ticket's events in order of their sequence.

CREATE TABLE IF NOT EXISTS ticket (
    tenant_id    uuid   NOT NULL,
    id           uuid   NOT NULL,
    number       text   NOT NULL,
    title        text   NOT NULL,
    requester_id uuid,
    assignee_id  uuid,
    team_id      uuid,
    version      bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CALL tenant_wall('ticket');
GRANT SELECT, INSERT, UPDATE, DELETE ON ticket TO ${app};
