-- A person's settings stand with the account, beside its language; one version counts them all.
ALTER TABLE users ADD COLUMN IF NOT EXISTS theme text NOT NULL DEFAULT 'light' CHECK (theme IN ('light', 'dark', 'system'));
ALTER TABLE users ADD COLUMN IF NOT EXISTS notifications_enabled boolean NOT NULL DEFAULT true;

-- What an organization has set, by key. A row stays when its value is taken away, so that a version never comes twice.
CREATE TABLE IF NOT EXISTS admin_settings (
    tenant_id  uuid        NOT NULL REFERENCES organizations (id),
    key        varchar(64) NOT NULL,
    value      jsonb,
    version    bigint      NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CALL tenant_wall('admin_settings');
GRANT SELECT, INSERT, UPDATE ON admin_settings TO ${app};

-- A limit that an organization sets to the sessions that act in it; null for none. Sessions belong to no organization, so whoever
-- looks at them stands before the wall: this runs with its owner's rights and tells these two settings alone.
CREATE OR REPLACE FUNCTION session_limit(organization uuid, setting text) RETURNS interval
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public AS $$
    SELECT (value #>> '{}')::interval FROM admin_settings
     WHERE tenant_id = organization AND key = setting AND setting IN ('session.idle-limit', 'session.absolute-limit')
$$;
REVOKE ALL ON FUNCTION session_limit(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_limit(uuid, text) TO ${app};

-- The role that may do everything in its organization may do this too, where the organization was there before.
UPDATE roles SET permissions = permissions || '["setting:read", "setting:write"]', version = version + 1, updated_at = now()
 WHERE shipped AND lower(name) = 'admin' AND NOT permissions ? 'setting:write';
