-- The local replica of who there is: fed by identity's events, only the columns that notifications need.

CREATE TABLE IF NOT EXISTS person (
    tenant_id uuid    NOT NULL,
    id        uuid    NOT NULL,
    email     text,
    active    boolean NOT NULL,
    version   bigint  NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CALL tenant_wall('person');
GRANT SELECT, INSERT, UPDATE, DELETE ON person TO ${app};
-- The mail worker serves every organization and looks up the address when it sends, so that a changed one counts.
CALL relay_access('person', 'SELECT');

CREATE TABLE IF NOT EXISTS team (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    version    bigint      NOT NULL,
    -- When identity made it: a team that is quite new may yet get its leads.
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CALL tenant_wall('team');
GRANT SELECT, INSERT, UPDATE, DELETE ON team TO ${app};

CREATE TABLE IF NOT EXISTS team_member (
    tenant_id uuid    NOT NULL,
    team_id   uuid    NOT NULL,
    user_id   uuid    NOT NULL,
    is_lead   boolean NOT NULL,
    version   bigint  NOT NULL,
    PRIMARY KEY (tenant_id, team_id, user_id)
);
CALL tenant_wall('team_member');
GRANT SELECT, INSERT, UPDATE, DELETE ON team_member TO ${app};
