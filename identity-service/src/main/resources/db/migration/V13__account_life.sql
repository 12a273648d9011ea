-- The life of an account: changes, deactivation, and the addresses that it proves. Who could do everything in an organization may
-- also change its people and the organization itself.
UPDATE roles SET permissions = permissions || '["user:update", "organization:update"]'::jsonb, version = version + 1, updated_at = now()
 WHERE shipped AND name = 'admin' AND NOT permissions ? 'user:update';

-- Who has a role: asked when it is to be deleted, and for the last administrator.
CREATE INDEX IF NOT EXISTS user_roles_role ON user_roles (tenant_id, role_id);

-- Which reasons for a session's end there are is the code's to say: two versions that run side by side may know different ones.
ALTER TABLE user_sessions DROP CONSTRAINT IF EXISTS user_sessions_end_reason_check;
ALTER TABLE user_sessions ADD CONSTRAINT user_sessions_end_reason_check CHECK (end_reason ~ '^[A-Z][A-Z_]*$');

-- What decides whether somebody may change an account: whether it belongs to another organization too, and what its roles allow in
-- this one, active or not.
CREATE OR REPLACE FUNCTION account_standing(account uuid, organization uuid)
    RETURNS TABLE (elsewhere boolean, permissions text[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM organization_members m WHERE m.user_id = account AND m.tenant_id <> organization),
           ARRAY(SELECT DISTINCT p.permission
                   FROM user_roles ur
                   JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
                  CROSS JOIN LATERAL jsonb_array_elements_text(r.permissions) AS p (permission)
                  WHERE ur.tenant_id = organization AND ur.user_id = account)
$$;
REVOKE ALL ON FUNCTION account_standing(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_standing(uuid, uuid) TO ${app};

-- The organizations, or whether the one named, in which nobody but this account has all the needed permissions and can log in. The
-- organizations stay locked: of two administrators who leave at once, one is the last.
CREATE OR REPLACE FUNCTION administered_alone(account uuid, organization uuid, needed text[]) RETURNS SETOF uuid
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    SELECT o.id FROM organizations o
     WHERE (organization IS NULL OR o.id = organization)
       AND EXISTS (SELECT FROM organization_members m WHERE m.tenant_id = o.id AND m.user_id = account)
     ORDER BY o.id FOR NO KEY UPDATE;
    WITH administrators AS (
        SELECT ur.tenant_id, ur.user_id
          FROM organization_members mine
          JOIN roles r ON r.tenant_id = mine.tenant_id
         CROSS JOIN LATERAL jsonb_array_elements_text(r.permissions) AS p (permission)
          JOIN user_roles ur ON ur.tenant_id = r.tenant_id AND ur.role_id = r.id
          JOIN organization_members m ON m.tenant_id = ur.tenant_id AND m.user_id = ur.user_id AND m.active
          JOIN users u ON u.id = ur.user_id AND u.status = 'ACTIVE'
         WHERE mine.user_id = account AND (organization IS NULL OR mine.tenant_id = organization)
           AND p.permission = ANY (needed)
         GROUP BY ur.tenant_id, ur.user_id HAVING count(DISTINCT p.permission) = cardinality(needed))
    SELECT a.tenant_id FROM administrators a GROUP BY a.tenant_id
    HAVING count(*) = 1 AND bool_and(a.user_id = account);
$$;
REVOKE ALL ON FUNCTION administered_alone(uuid, uuid, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION administered_alone(uuid, uuid, text[]) TO ${app};

-- Revokes an account's keys in an organization, or in all of them.
CREATE OR REPLACE FUNCTION end_api_keys(account uuid, organization uuid, moment timestamptz) RETURNS TABLE (organization_id uuid, id uuid)
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    UPDATE api_keys k SET revoked_at = moment
     WHERE k.user_id = account AND (organization IS NULL OR k.tenant_id = organization) AND k.revoked_at IS NULL
    RETURNING k.tenant_id, k.id
$$;
REVOKE ALL ON FUNCTION end_api_keys(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_api_keys(uuid, uuid, timestamptz) TO ${app};

-- Mail that is to go out. What it says, and its token, are made at each attempt by the feature that it is of; a row goes when its mail has
-- gone, or never will. address is there only where the subject does not know it any more.
CREATE TABLE IF NOT EXISTS letters (
    id              uuid PRIMARY KEY,
    kind            text        NOT NULL,
    subject_id      uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    address         varchar(254),
    next_attempt_at timestamptz NOT NULL,
    attempts        integer     NOT NULL DEFAULT 0,
    attempted_at    timestamptz
);
CREATE INDEX IF NOT EXISTS letters_due ON letters (next_attempt_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON letters TO ${app};

-- Addresses that accounts are to prove; the token by SHA-256 alone. One that is not the account's own is to become it. password_changed_at
-- is the account's at the request: whoever has asked with a password that was changed since gets nothing.
CREATE TABLE IF NOT EXISTS email_verifications (
    id                  uuid PRIMARY KEY,
    user_id             uuid         NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    email               varchar(254) NOT NULL,
    password_changed_at timestamptz  NOT NULL,
    requested_at        timestamptz  NOT NULL,
    token_hash          bytea UNIQUE CHECK (length(token_hash) = 32),
    expires_at          timestamptz,
    closed_at           timestamptz,
    CHECK ((token_hash IS NULL) = (expires_at IS NULL))
);
CREATE INDEX IF NOT EXISTS email_verifications_user ON email_verifications (user_id, requested_at);
CREATE INDEX IF NOT EXISTS email_verifications_requested ON email_verifications (requested_at);
GRANT SELECT, INSERT, UPDATE ON email_verifications TO ${app};

-- Forgets verifications some time after they were asked for. Returns how many.
CREATE OR REPLACE FUNCTION forget_email_verifications(before timestamptz) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    WITH gone AS (DELETE FROM email_verifications WHERE requested_at < before RETURNING 1) SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION forget_email_verifications(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_email_verifications(timestamptz) TO ${relay};
