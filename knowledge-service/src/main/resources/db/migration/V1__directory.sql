-- The local replica of teams and who is in them: fed by identity's events, only what the visibility of articles needs.

CREATE TABLE IF NOT EXISTS team (
    tenant_id uuid NOT NULL,
    id        uuid NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CALL tenant_wall('team');
GRANT SELECT, INSERT ON team TO ${app};

CREATE TABLE IF NOT EXISTS team_member (
    tenant_id uuid NOT NULL,
    user_id   uuid NOT NULL,
    team_id   uuid NOT NULL,
    PRIMARY KEY (tenant_id, user_id, team_id)
);
CALL tenant_wall('team_member');
GRANT SELECT, INSERT ON team_member TO ${app};
