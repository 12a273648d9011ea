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

-- Organizations that an account was a member of: they may have tickets of it, and what they were told of it is still there. They are asked
-- before it is erased, like those that it is a member of. Ids alone.
CREATE TABLE IF NOT EXISTS former_members (
    organization_id uuid        NOT NULL,
    user_id         uuid        NOT NULL,
    left_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, organization_id)
);

CREATE OR REPLACE FUNCTION note_former_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
BEGIN
    INSERT INTO former_members (organization_id, user_id) VALUES (OLD.tenant_id, OLD.user_id)
    ON CONFLICT (user_id, organization_id) DO UPDATE SET left_at = now();
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER note_former_member AFTER DELETE ON organization_members
    FOR EACH ROW EXECUTE FUNCTION note_former_member();

CREATE OR REPLACE FUNCTION organizations_to_ask(account uuid) RETURNS TABLE (organization_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    SELECT m.tenant_id FROM organization_members m WHERE m.user_id = account
    UNION SELECT f.organization_id FROM former_members f WHERE f.user_id = account
$$;
REVOKE ALL ON FUNCTION organizations_to_ask(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organizations_to_ask(uuid) TO ${app};

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

-- Replaces an account's row by one of the same id that tells nothing of a person. The old row is deleted: whatever refers to it with
-- ON DELETE CASCADE goes, and with ON DELETE SET NULL loses it (the audit log). A table with personal data of an account joins so; one
-- that cannot is added here by a later migration (CREATE OR REPLACE). A foreign key that does neither makes every erasure fail, which
-- the tests notice.
CREATE OR REPLACE FUNCTION erase_account(account uuid, pseudonym text, erased_at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
DECLARE
    person users;
    addresses text[];
BEGIN
    SELECT * INTO STRICT person FROM users WHERE id = account FOR UPDATE;
    addresses := ARRAY(SELECT lower(v.email) FROM email_verifications v WHERE v.user_id = account UNION SELECT lower(person.email));
    -- The answers to its own requests, and those to others' that tell of it: who made the account got its name and address back.
    DELETE FROM idempotency_keys k
     WHERE k.account_id = account OR strpos(k.response, account::text) > 0
        OR EXISTS (SELECT FROM unnest(addresses) AS a (address) WHERE strpos(lower(k.response), a.address) > 0);
    DELETE FROM password_resets r WHERE lower(r.email) = ANY (addresses);
    DELETE FROM letters l WHERE l.subject_id = account OR lower(l.address) = ANY (addresses);
    UPDATE invitations i
       SET email = 'deleted-' || account || '@invalid', display_name = NULL, token_hash = NULL,
           closed_at = coalesce(closed_at, erased_at), outcome = coalesce(outcome, 'REVOKED')
     WHERE lower(i.email) = ANY (addresses);
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

-- The role that may do everything in its organization may do this too, where the organization was there before.
UPDATE roles SET permissions = permissions || '["user:delete"]', version = version + 1, updated_at = now()
 WHERE shipped AND lower(name) = 'admin' AND NOT permissions ? 'user:delete';
