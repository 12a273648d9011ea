-- What an event tells of an account, for each organization that it belongs to; one that cannot log in is active nowhere.
CREATE OR REPLACE FUNCTION memberships_to_tell(account uuid)
    RETURNS TABLE (organization_id uuid, username text, display_name text, email text, language text, roles text[], active boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public AS $$
    SELECT m.tenant_id, u.username, u.display_name, u.email, u.language,
           coalesce(array_agg(r.name::text ORDER BY r.name) FILTER (WHERE r.name IS NOT NULL), '{}'),
           m.active AND u.status = 'ACTIVE'
      FROM organization_members m
      JOIN users u ON u.id = m.user_id
      LEFT JOIN user_roles ur ON ur.tenant_id = m.tenant_id AND ur.user_id = m.user_id
      LEFT JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
     WHERE m.user_id = account
     GROUP BY m.tenant_id, m.active, m.joined_at, u.id
     ORDER BY m.tenant_id
$$;
REVOKE ALL ON FUNCTION memberships_to_tell(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION memberships_to_tell(uuid) TO ${app};
