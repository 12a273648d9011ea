-- Deleting an account is a conversation: each of its organizations is asked how many open tickets it has there, and the answers decide.

-- The sequence of the account's last event on steward.identity.events.v1. Its memberships have a topic and a sequence of their own now;
-- accounts that were there go on where they had come to.
ALTER TABLE users ADD COLUMN IF NOT EXISTS account_sequence bigint NOT NULL DEFAULT 0;
UPDATE users SET account_sequence = event_sequence WHERE account_sequence = 0 AND event_sequence > 0;

-- Somebody who is erased has none.
ALTER TABLE users ALTER COLUMN password_hash DROP NOT NULL;
ALTER TABLE users DROP CONSTRAINT IF EXISTS users_password_unless_deleted;
ALTER TABLE users ADD CONSTRAINT users_password_unless_deleted CHECK (password_hash IS NOT NULL OR status = 'DELETED');

-- Ids alone, so it stays when the account is gone. No foreign key: an erasure replaces the account's row.
-- status_before: what the account is again when it is not deleted. retell_at: when its last records on Kafka are repeated, which lets
-- go of those before them.
CREATE TABLE IF NOT EXISTS account_deletions (
    id            uuid PRIMARY KEY,
    user_id       uuid        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('PENDING', 'REFUSED', 'ERASED')),
    status_before text        NOT NULL CHECK (status_before IN ('ACTIVE', 'DISABLED')),
    requested_at  timestamptz NOT NULL,
    decided_at    timestamptz,
    retell_at     timestamptz,
    CHECK ((state = 'PENDING') = (decided_at IS NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS account_deletions_pending ON account_deletions (user_id) WHERE state = 'PENDING';
CREATE INDEX IF NOT EXISTS account_deletions_user ON account_deletions (user_id, requested_at);
CREATE INDEX IF NOT EXISTS account_deletions_retell ON account_deletions (retell_at) WHERE retell_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON account_deletions TO ${app};

-- The organizations that are asked; open_tickets is their answer. What is asked of an account is the installation's business.
CREATE TABLE IF NOT EXISTS account_deletion_answers (
    deletion_id     uuid NOT NULL REFERENCES account_deletions (id) ON DELETE CASCADE,
    organization_id uuid NOT NULL,
    open_tickets    bigint CHECK (open_tickets >= 0),
    answered_at     timestamptz,
    PRIMARY KEY (deletion_id, organization_id),
    CHECK ((open_tickets IS NULL) = (answered_at IS NULL))
);
GRANT SELECT, INSERT, UPDATE ON account_deletion_answers TO ${app};

-- What decides whether an account may be deleted by somebody who acts in an organization; nothing when it is no member there.
-- permissions: what its roles allow it in that organization.
CREATE OR REPLACE FUNCTION account_to_delete(account uuid, organization uuid)
    RETURNS TABLE (status text, installation_admin boolean, organizations uuid[], permissions text[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public AS $$
    SELECT u.status, u.is_installation_admin,
           ARRAY(SELECT m.tenant_id FROM organization_members m WHERE m.user_id = u.id ORDER BY m.tenant_id::text),
           ARRAY(SELECT DISTINCT p.permission
                   FROM user_roles ur
                   JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
                  CROSS JOIN LATERAL jsonb_array_elements_text(r.permissions) AS p (permission)
                  WHERE ur.tenant_id = organization AND ur.user_id = u.id)
      FROM users u JOIN organization_members here ON here.user_id = u.id AND here.tenant_id = organization
     WHERE u.id = account
$$;
REVOKE ALL ON FUNCTION account_to_delete(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_to_delete(uuid, uuid) TO ${app};

-- Whether an organization would have nobody left who may give roles. Holds its organizations until the end of the transaction, so that
-- of two who delete each other one comes second.
CREATE OR REPLACE FUNCTION is_last_administrator(account uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
BEGIN
    PERFORM o.id FROM organizations o
      WHERE o.id IN (SELECT m.tenant_id FROM organization_members m WHERE m.user_id = account)
      ORDER BY o.id FOR NO KEY UPDATE;
    RETURN EXISTS (
        SELECT FROM organization_members own JOIN users a ON a.id = own.user_id AND a.status = 'ACTIVE'
         WHERE own.user_id = account AND own.active
           AND EXISTS (SELECT FROM user_roles ur JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
                        WHERE ur.tenant_id = own.tenant_id AND ur.user_id = account AND r.permissions ? 'role:assign')
           AND NOT EXISTS (
                SELECT FROM organization_members m
                  JOIN users u ON u.id = m.user_id AND u.status = 'ACTIVE'
                  JOIN user_roles ur ON ur.tenant_id = m.tenant_id AND ur.user_id = m.user_id
                  JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
                 WHERE m.tenant_id = own.tenant_id AND m.user_id <> account AND m.active AND r.permissions ? 'role:assign'));
END
$$;
REVOKE ALL ON FUNCTION is_last_administrator(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_last_administrator(uuid) TO ${app};

-- Replaces an account's row by one of the same id that tells nothing of a person. The old row is deleted: whatever refers to it with
-- ON DELETE CASCADE goes, and with ON DELETE SET NULL loses it (the audit log). A table with personal data of an account joins so; one
-- that cannot is added here by a later migration (CREATE OR REPLACE). A foreign key that does neither makes every erasure fail, which
-- the tests notice.
CREATE OR REPLACE FUNCTION erase_account(account uuid, pseudonym text, erased_at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
DECLARE
    person users;
BEGIN
    SELECT * INTO STRICT person FROM users WHERE id = account FOR UPDATE;
    -- The answers to its own requests, and those to others' that tell of it: who made the account got its name and address back.
    DELETE FROM idempotency_keys k WHERE k.account_id = account OR strpos(k.response, account::text) > 0;
    DELETE FROM password_resets r WHERE lower(r.email) = lower(person.email);
    DELETE FROM organization_members m WHERE m.user_id = account;
    DELETE FROM users WHERE id = account;
    INSERT INTO users (id, email, username, display_name, password_changed_at, status, version, event_sequence, account_sequence,
                       created_at, updated_at)
    VALUES (account, 'deleted-' || account || '@invalid', 'deleted-' || account, pseudonym, erased_at, 'DELETED', person.version + 1,
            person.event_sequence, person.account_sequence, person.created_at, erased_at);
END
$$;
REVOKE ALL ON FUNCTION erase_account(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_account(uuid, text, timestamptz) TO ${app};

-- Which reasons there are is the code's to say: two versions that run side by side may know different ones.
ALTER TABLE user_sessions DROP CONSTRAINT IF EXISTS user_sessions_end_reason_check;
ALTER TABLE user_sessions ADD CONSTRAINT user_sessions_end_reason_check CHECK (end_reason ~ '^[A-Z][A-Z_]*$');

-- The role that may do everything in its organization may do this too, where the organization was there before.
UPDATE roles SET permissions = permissions || '["user:delete"]', version = version + 1, updated_at = now()
 WHERE shipped AND lower(name) = 'admin' AND NOT permissions ? 'user:delete';
