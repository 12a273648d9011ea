CREATE TABLE IF NOT EXISTS teams (
    tenant_id   uuid         NOT NULL REFERENCES organizations (id),
    id          uuid         NOT NULL,
    name        varchar(120) NOT NULL,
    description text,
    version     bigint       NOT NULL DEFAULT 1,
    created_at  timestamptz  NOT NULL,
    updated_at  timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS teams_name_unique ON teams (tenant_id, lower(name));
CREATE INDEX IF NOT EXISTS teams_list ON teams (tenant_id, created_at, id);
CALL tenant_wall('teams');
GRANT SELECT, INSERT, UPDATE ON teams TO ${app};

CREATE TABLE IF NOT EXISTS team_members (
    tenant_id uuid        NOT NULL,
    team_id   uuid        NOT NULL,
    user_id   uuid        NOT NULL,
    role      text        NOT NULL CHECK (role IN ('LEAD', 'MEMBER')),
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, team_id, user_id),
    FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES organization_members (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS team_members_list ON team_members (tenant_id, team_id, joined_at, user_id);
CREATE INDEX IF NOT EXISTS team_members_user ON team_members (tenant_id, user_id);
CALL tenant_wall('team_members');
GRANT SELECT, INSERT, UPDATE, DELETE ON team_members TO ${app};
