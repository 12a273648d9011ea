-- An organization is the tenant: its row stands behind the wall under its own id.

CREATE TABLE IF NOT EXISTS organizations (
    id          uuid PRIMARY KEY,
    tenant_id   uuid         NOT NULL GENERATED ALWAYS AS (id) STORED,
    name        varchar(120) NOT NULL,
    slug        varchar(63)  NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    description text,
    logo_url    text,
    settings    jsonb        NOT NULL DEFAULT '{}',
    version     bigint       NOT NULL DEFAULT 1,
    created_at  timestamptz  NOT NULL,
    updated_at  timestamptz  NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS organizations_slug_unique ON organizations (slug);
CREATE INDEX IF NOT EXISTS organizations_created ON organizations (created_at, id);
CALL tenant_wall('organizations');
GRANT SELECT, INSERT, UPDATE ON organizations TO ${app};

CREATE TABLE IF NOT EXISTS organization_members (
    tenant_id uuid        NOT NULL REFERENCES organizations (id),
    user_id   uuid        NOT NULL REFERENCES users (id),
    active    boolean     NOT NULL DEFAULT true,
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);
CREATE INDEX IF NOT EXISTS organization_members_list ON organization_members (tenant_id, joined_at, user_id);
CREATE INDEX IF NOT EXISTS organization_members_user ON organization_members (user_id);
CALL tenant_wall('organization_members');
GRANT SELECT, INSERT, UPDATE, DELETE ON organization_members TO ${app};

CREATE TABLE IF NOT EXISTS roles (
    tenant_id   uuid        NOT NULL REFERENCES organizations (id),
    id          uuid        NOT NULL,
    name        varchar(64) NOT NULL,
    permissions jsonb       NOT NULL CHECK (jsonb_typeof(permissions) = 'array'),
    shipped     boolean     NOT NULL DEFAULT false,
    version     bigint      NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS roles_name_unique ON roles (tenant_id, lower(name));
CALL tenant_wall('roles');
GRANT SELECT, INSERT, UPDATE, DELETE ON roles TO ${app};

CREATE TABLE IF NOT EXISTS user_roles (
    tenant_id uuid NOT NULL,
    user_id   uuid NOT NULL,
    role_id   uuid NOT NULL,
    PRIMARY KEY (tenant_id, user_id, role_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES organization_members (tenant_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id)
);
CALL tenant_wall('user_roles');
GRANT SELECT, INSERT, DELETE ON user_roles TO ${app};
