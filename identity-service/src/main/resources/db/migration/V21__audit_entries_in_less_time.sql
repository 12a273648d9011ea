-- The digest of V7, to the byte, by one expression: it becomes part of the trigger's, where V18's was a statement and V19's a loop for each entry. Its names
-- were bound when it was made, so that it needs no search path.
CREATE OR REPLACE FUNCTION audit_hash(entry audit_logs) RETURNS bytea
    LANGUAGE sql STABLE
    RETURN sha256(convert_to(
        octet_length(entry.tenant_id::text) || ':' || entry.tenant_id::text
        || octet_length(entry.sequence::text) || ':' || entry.sequence::text
        || octet_length(encode(entry.previous_hash, 'hex')) || ':' || encode(entry.previous_hash, 'hex')
        || octet_length(entry.id::text) || ':' || entry.id::text
        || coalesce(octet_length(encode(entry.actor_digest, 'hex')) || ':' || encode(entry.actor_digest, 'hex'), '-')
        || octet_length(to_char(entry.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) || ':'
        || to_char(entry.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || octet_length(entry.cause) || ':' || entry.cause
        || coalesce(octet_length(host(entry.client_address)) || ':' || host(entry.client_address), '-')
        || coalesce(octet_length(entry.request_id) || ':' || entry.request_id, '-')
        || octet_length(entry.action) || ':' || entry.action
        || octet_length(entry.resource_type) || ':' || entry.resource_type
        || coalesce(octet_length(entry.resource_id) || ':' || entry.resource_id, '-')
        || coalesce(octet_length(entry.old_values::text) || ':' || entry.old_values::text, '-')
        || coalesce(octet_length(entry.new_values::text) || ':' || entry.new_values::text, '-'),
        'UTF8'));

-- As in V7, but for the digest of the actor: in a function it was planned anew for each entry.
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
    IF NEW.user_id IS NULL THEN
        NEW.actor_salt := NULL;
        NEW.actor_digest := NULL;
    ELSE
        NEW.actor_salt := gen_random_uuid();
        NEW.actor_digest := sha256(convert_to(NEW.actor_salt::text || NEW.user_id::text, 'UTF8'));
    END IF;
    NEW.hash := audit_hash(NEW);
    UPDATE audit_heads SET sequence = NEW.sequence, hash = NEW.hash WHERE tenant_id = NEW.tenant_id;
    RETURN NEW;
END
$$;
