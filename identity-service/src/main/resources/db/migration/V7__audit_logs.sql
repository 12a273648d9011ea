-- Who did what to which resource. Each organization's entries are a chain of hashes; those of no organization are the nil tenant's.
-- The database numbers and chains them: whoever writes an entry gives neither its place nor its hash.

CREATE TABLE IF NOT EXISTS audit_logs (
    tenant_id      uuid        NOT NULL,
    sequence       bigint      NOT NULL,
    id             uuid        NOT NULL,
    -- The account that acted. The only thing that may ever change: to null, when the account is erased; so it is in no hash.
    user_id        uuid REFERENCES users (id) ON DELETE SET NULL,
    -- What ties user_id to the chain all the same: a digest that is in the hash, over a salt that goes when user_id does. Without the
    -- salt nobody can find out by trying whose digest it was.
    actor_salt     uuid,
    actor_digest   bytea CHECK (length(actor_digest) = 32),
    occurred_at    timestamptz NOT NULL,
    cause          text        NOT NULL,
    client_address inet,
    request_id     text,
    action         text        NOT NULL,
    resource_type  text        NOT NULL,
    resource_id    text,
    -- json, not jsonb: the text is hashed, and a later PostgreSQL may write jsonb otherwise.
    old_values     json,
    new_values     json,
    previous_hash  bytea       NOT NULL CHECK (length(previous_hash) = 32),
    hash           bytea       NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tenant_id, sequence)
);
CREATE INDEX IF NOT EXISTS audit_logs_list ON audit_logs (tenant_id, occurred_at, id);
CREATE INDEX IF NOT EXISTS audit_logs_actor ON audit_logs (tenant_id, user_id, occurred_at, id) WHERE user_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS audit_logs_action ON audit_logs (tenant_id, action, occurred_at, id);
CREATE INDEX IF NOT EXISTS audit_logs_resource ON audit_logs (tenant_id, resource_type, resource_id, occurred_at, id);
-- For the foreign key.
CREATE INDEX IF NOT EXISTS audit_logs_user ON audit_logs (user_id) WHERE user_id IS NOT NULL;
CALL tenant_wall('audit_logs');
CALL relay_access('audit_logs', 'SELECT');
GRANT SELECT ON audit_logs TO ${app};
GRANT INSERT (tenant_id, id, user_id, occurred_at, cause, client_address, request_id, action, resource_type, resource_id,
              old_values, new_values) ON audit_logs TO ${app};

-- The last entry of each chain. Its row is what writers of one organization wait for each other by.
CREATE TABLE IF NOT EXISTS audit_heads (
    tenant_id uuid PRIMARY KEY,
    sequence  bigint NOT NULL,
    hash      bytea  NOT NULL
) WITH (fillfactor = 50);
CALL tenant_wall('audit_heads');
CALL relay_access('audit_heads', 'SELECT');

-- How far each chain's head was told to the outside, and how often. Beside the heads, so that telling waits for no writer.
CREATE TABLE IF NOT EXISTS audit_publications (
    tenant_id    uuid PRIMARY KEY,
    sequence     bigint NOT NULL,
    publications bigint NOT NULL
);
CALL tenant_wall('audit_publications');
CALL relay_access('audit_publications', 'SELECT');

-- SHA-256 over every column but user_id and its salt, in the order below: each as its length in bytes, a colon and its text, or a
-- dash for null. Times are UTC with six digits of a second, bytes are hexadecimal.
CREATE OR REPLACE FUNCTION audit_hash(entry audit_logs) RETURNS bytea
    LANGUAGE sql STABLE SET search_path = identity, public, pg_temp AS $$
    SELECT sha256(convert_to(string_agg(coalesce(octet_length(field) || ':' || field, '-'), '' ORDER BY place), 'UTF8'))
      FROM unnest(ARRAY[
               entry.tenant_id::text, entry.sequence::text, encode(entry.previous_hash, 'hex'), entry.id::text,
               encode(entry.actor_digest, 'hex'), to_char(entry.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               entry.cause, host(entry.client_address), entry.request_id, entry.action, entry.resource_type, entry.resource_id,
               entry.old_values::text, entry.new_values::text]) WITH ORDINALITY AS fields (field, place)
$$;

CREATE OR REPLACE FUNCTION audit_actor_digest(salt uuid, account uuid) RETURNS bytea
    LANGUAGE sql IMMUTABLE RETURN sha256(convert_to(salt::text || account::text, 'UTF8'));

CREATE OR REPLACE FUNCTION audit_logs_chain() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
DECLARE
    head audit_heads;
BEGIN
    SELECT * INTO head FROM audit_heads WHERE tenant_id = NEW.tenant_id FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO audit_heads (tenant_id, sequence, hash)
        VALUES (NEW.tenant_id, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
        SELECT * INTO head FROM audit_heads WHERE tenant_id = NEW.tenant_id FOR UPDATE;
    END IF;
    NEW.sequence := head.sequence + 1;
    NEW.previous_hash := head.hash;
    NEW.actor_salt := CASE WHEN NEW.user_id IS NOT NULL THEN gen_random_uuid() END;
    NEW.actor_digest := audit_actor_digest(NEW.actor_salt, NEW.user_id);
    NEW.hash := audit_hash(NEW);
    UPDATE audit_heads SET sequence = NEW.sequence, hash = NEW.hash WHERE tenant_id = NEW.tenant_id;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER audit_logs_chain BEFORE INSERT ON audit_logs FOR EACH ROW EXECUTE FUNCTION audit_logs_chain();

-- Nobody changes an entry, the owner included; only the reference to an erased account goes, and its salt with it.
CREATE OR REPLACE FUNCTION audit_logs_immutable() RETURNS trigger
    LANGUAGE plpgsql SET search_path = identity, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.user_id IS NOT NULL AND NEW.user_id IS NULL THEN
            NEW.user_id := OLD.user_id;
            IF NEW *= OLD THEN
                NEW.user_id := NULL;
                NEW.actor_salt := NULL;
                RETURN NEW;
            END IF;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_logs can only be added to' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE OR REPLACE TRIGGER audit_logs_immutable BEFORE UPDATE OR DELETE ON audit_logs
    FOR EACH ROW EXECUTE FUNCTION audit_logs_immutable();
CREATE OR REPLACE TRIGGER audit_logs_not_emptied BEFORE TRUNCATE ON audit_logs
    FOR EACH STATEMENT EXECUTE FUNCTION audit_logs_immutable();

-- Notes that the head of the chain acted in is told now, and returns it; nothing when it was told before.
CREATE OR REPLACE FUNCTION take_audit_head() RETURNS TABLE (sequence bigint, hash bytea, publication bigint)
    LANGUAGE sql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    WITH head AS (SELECT h.tenant_id, h.sequence, h.hash FROM audit_heads h WHERE h.tenant_id = current_tenant()),
    told AS (
        INSERT INTO audit_publications AS p (tenant_id, sequence, publications)
        SELECT head.tenant_id, head.sequence, 1 FROM head
        ON CONFLICT (tenant_id) DO UPDATE SET sequence = excluded.sequence, publications = p.publications + 1
            WHERE p.sequence < excluded.sequence
        RETURNING p.publications)
    SELECT head.sequence, head.hash, told.publications FROM head, told
$$;
REVOKE ALL ON FUNCTION take_audit_head() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_audit_head() TO ${app};

-- Organizations that are there already let their administrators read it, as new ones do.
UPDATE roles SET permissions = permissions || '["audit:read"]', version = version + 1, updated_at = now()
 WHERE shipped AND name = 'admin' AND NOT permissions ? 'audit:read';
