-- What notifications need of an organization: the team that is told of tickets without one.
CREATE TABLE IF NOT EXISTS organization (
    tenant_id       uuid PRIMARY KEY,
    default_team_id uuid,
    version         bigint NOT NULL
);
CALL tenant_wall('organization');
GRANT SELECT, INSERT, UPDATE ON organization TO ${app};
