-- API keys: what a program shows instead of a person's session. Only the SHA-256 of the secret is here; key_prefix is its public part.

CREATE TABLE IF NOT EXISTS api_keys (
    tenant_id    uuid         NOT NULL REFERENCES organizations (id),
    id           uuid         NOT NULL,
    user_id      uuid         NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         varchar(120) NOT NULL,
    key_prefix   varchar(64)  NOT NULL,
    secret_hash  bytea        NOT NULL CHECK (length(secret_hash) = 32),
    scopes       text[]       NOT NULL CHECK (cardinality(scopes) BETWEEN 1 AND 100),
    created_at   timestamptz  NOT NULL,
    expires_at   timestamptz  NOT NULL CHECK (expires_at > created_at),
    last_used_at timestamptz,
    revoked_at   timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX IF NOT EXISTS api_keys_list ON api_keys (tenant_id, created_at, id);
CREATE INDEX IF NOT EXISTS api_keys_owner ON api_keys (tenant_id, user_id, created_at, id);
-- By account alone for its end, by id alone for the exchange, which knows no organization yet.
CREATE INDEX IF NOT EXISTS api_keys_user ON api_keys (user_id);
CREATE INDEX IF NOT EXISTS api_keys_id ON api_keys (id);
CREATE INDEX IF NOT EXISTS api_keys_expiry ON api_keys (expires_at);
CALL tenant_wall('api_keys');
GRANT SELECT, INSERT, UPDATE (last_used_at, revoked_at) ON api_keys TO ${app};

-- What the exchange must know of a key before it knows the organization. Runs with its owner's rights, which the wall lets through.
-- "permissions" is what the owner's roles allow in the key's organization now.
CREATE OR REPLACE FUNCTION api_key_for_exchange(key uuid)
    RETURNS TABLE (organization_id uuid, user_id uuid, secret_hash bytea, scopes text[], expires_at timestamptz,
                   last_used_at timestamptz, revoked_at timestamptz, active boolean, installation_admin boolean, member boolean,
                   permissions text[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public AS $$
    SELECT k.tenant_id, k.user_id, k.secret_hash, k.scopes, k.expires_at, k.last_used_at, k.revoked_at,
           u.status = 'ACTIVE', u.is_installation_admin, m.organization_id IS NOT NULL, coalesce(m.permissions, '{}')
      FROM api_keys k
      JOIN users u ON u.id = k.user_id
      LEFT JOIN LATERAL (SELECT o.organization_id, o.permissions FROM memberships_of(k.user_id) o
                          WHERE o.organization_id = k.tenant_id) m ON true
     WHERE k.id = key
$$;
REVOKE ALL ON FUNCTION api_key_for_exchange(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION api_key_for_exchange(uuid) TO ${app};

-- Forgets keys some time after they could last be used. Returns how many.
CREATE OR REPLACE FUNCTION forget_api_keys(before timestamptz) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = identity, public AS $$
    WITH gone AS (DELETE FROM api_keys WHERE expires_at < before OR revoked_at < before RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION forget_api_keys(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_api_keys(timestamptz) TO ${relay};

-- The role that may do everything in its organization may do this too, where the organization was there before.
UPDATE roles SET permissions = permissions || '["api-key:manage"]', version = version + 1, updated_at = now()
 WHERE shipped AND lower(name) = 'admin' AND NOT permissions ? 'api-key:manage';
