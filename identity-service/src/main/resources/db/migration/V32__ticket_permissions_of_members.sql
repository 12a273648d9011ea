-- What an event tells of an account, as before and with what its roles allow on tickets: other services show nobody what he may not read.
-- An administrator of the installation may do everything; what that is, the code knows.
DROP FUNCTION IF EXISTS memberships_to_tell(uuid);
CREATE FUNCTION memberships_to_tell(account uuid)
    RETURNS TABLE (organization_id uuid, username text, display_name text, email text, language text, roles text[], active boolean,
                   ticket_permissions text[], installation_admin boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    SELECT m.tenant_id, u.username, u.display_name, u.email, u.language,
           coalesce(array_agg(r.name::text ORDER BY r.name) FILTER (WHERE r.name IS NOT NULL), '{}'),
           m.active AND u.status = 'ACTIVE',
           ARRAY(SELECT DISTINCT p.permission
                   FROM user_roles held
                   JOIN roles of ON of.tenant_id = held.tenant_id AND of.id = held.role_id
                  CROSS JOIN LATERAL jsonb_array_elements_text(of.permissions) AS p (permission)
                  WHERE held.tenant_id = m.tenant_id AND held.user_id = account AND p.permission LIKE 'ticket:%'
                  ORDER BY p.permission),
           u.is_installation_admin
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
