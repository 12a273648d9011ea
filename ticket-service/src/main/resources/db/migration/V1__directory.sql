-- The local replica of who there is: fed by identity's events, only the columns that tickets need.

CREATE TABLE IF NOT EXISTS person (
    tenant_id uuid    NOT NULL,
    id        uuid    NOT NULL,
    active    boolean NOT NULL,
    version   bigint  NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CALL tenant_wall('person');
GRANT SELECT, INSERT, UPDATE, DELETE ON person TO ${app};

CREATE TABLE IF NOT EXISTS team (
    tenant_id uuid NOT NULL,
    id        uuid NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CALL tenant_wall('team');
GRANT SELECT, INSERT, UPDATE, DELETE ON team TO ${app};
