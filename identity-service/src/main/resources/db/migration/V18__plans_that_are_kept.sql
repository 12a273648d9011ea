-- What every login asks, and every entry of the audit log. A function in SQL that is not inlined (it runs with other rights or settings) is
-- planned anew by each statement that calls it: half a millisecond, longer than what it does. PL/pgSQL keeps the plan. The rules are
-- the same.
CREATE OR REPLACE FUNCTION memberships_of(account uuid)
    RETURNS TABLE (organization_id uuid, name text, slug text, roles text[], permissions text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = identity, public AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT o.id, o.name::text, o.slug::text,
           coalesce(array_agg(DISTINCT r.name::text) FILTER (WHERE r.name IS NOT NULL), '{}'),
           coalesce(array_agg(DISTINCT p.permission) FILTER (WHERE p.permission IS NOT NULL), '{}')
      FROM organization_members m
      JOIN organizations o ON o.id = m.tenant_id
      LEFT JOIN user_roles ur ON ur.tenant_id = m.tenant_id AND ur.user_id = m.user_id
      LEFT JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
      LEFT JOIN LATERAL jsonb_array_elements_text(r.permissions) AS p (permission) ON true
     WHERE m.user_id = account AND m.active
     GROUP BY o.id, o.name, o.slug, m.joined_at
     ORDER BY m.joined_at, o.id;
END
$$;

CREATE OR REPLACE FUNCTION mfa_required_for(account uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = identity, public AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM organization_members m
          JOIN user_roles ur ON ur.tenant_id = m.tenant_id AND ur.user_id = m.user_id
          JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
         WHERE m.user_id = account AND m.active AND r.mfa_required);
END
$$;

-- The digest of V7, to the byte.
CREATE OR REPLACE FUNCTION audit_hash(entry audit_logs) RETURNS bytea
    LANGUAGE plpgsql STABLE SET search_path = identity, public, pg_temp AS $$
BEGIN
    RETURN (
    SELECT sha256(convert_to(string_agg(coalesce(octet_length(field) || ':' || field, '-'), '' ORDER BY place), 'UTF8'))
      FROM unnest(ARRAY[
               entry.tenant_id::text, entry.sequence::text, encode(entry.previous_hash, 'hex'), entry.id::text,
               encode(entry.actor_digest, 'hex'), to_char(entry.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               entry.cause, host(entry.client_address), entry.request_id, entry.action, entry.resource_type, entry.resource_id,
               entry.old_values::text, entry.new_values::text]) WITH ORDINALITY AS fields (field, place));
END
$$;
