-- The local replica of who can be escalated to: fed by identity's events, only the columns that escalations need.

CREATE TABLE IF NOT EXISTS person (
    tenant_id uuid    NOT NULL,
    id        uuid    NOT NULL,
    roles     text[]  NOT NULL,
    active    boolean NOT NULL,
    version   bigint  NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CALL tenant_wall('person');
GRANT SELECT, INSERT, UPDATE ON person TO ${app};

CREATE TABLE IF NOT EXISTS team_member (
    tenant_id uuid    NOT NULL,
    team_id   uuid    NOT NULL,
    user_id   uuid    NOT NULL,
    is_lead   boolean NOT NULL,
    version   bigint  NOT NULL,
    PRIMARY KEY (tenant_id, team_id, user_id)
);
CALL tenant_wall('team_member');
GRANT SELECT, INSERT, UPDATE ON team_member TO ${app};
