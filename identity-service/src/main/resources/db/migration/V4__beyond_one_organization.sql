-- What must be known before an organization is acted in. Each function runs with its owner's rights, which the wall lets through, and
-- gives away no more than its name says.

-- An account's organizations, oldest membership first, with its roles' names and the union of their permissions.
CREATE OR REPLACE FUNCTION memberships_of(account uuid)
    RETURNS TABLE (organization_id uuid, name text, slug text, roles text[], permissions text[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public AS $$
    SELECT o.id, o.name, o.slug,
           coalesce(array_agg(DISTINCT r.name::text) FILTER (WHERE r.name IS NOT NULL), '{}'),
           coalesce(array_agg(DISTINCT p.permission) FILTER (WHERE p.permission IS NOT NULL), '{}')
      FROM organization_members m
      JOIN organizations o ON o.id = m.tenant_id
      LEFT JOIN user_roles ur ON ur.tenant_id = m.tenant_id AND ur.user_id = m.user_id
      LEFT JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
      LEFT JOIN LATERAL jsonb_array_elements_text(r.permissions) AS p (permission) ON true
     WHERE m.user_id = account AND m.active
     GROUP BY o.id, o.name, o.slug, m.joined_at
     ORDER BY m.joined_at, o.id
$$;
REVOKE ALL ON FUNCTION memberships_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION memberships_of(uuid) TO ${app};

-- The organizations of the installation, oldest first; `member` limits them to an account's, null is for the installation's administrator.
CREATE OR REPLACE FUNCTION organizations_of(member uuid, after_at timestamptz, after_id uuid, page_size integer)
    RETURNS TABLE (id uuid, name text, slug text, version bigint, created_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public AS $$
    SELECT o.id, o.name, o.slug, o.version, o.created_at FROM organizations o
     WHERE (member IS NULL OR EXISTS (
             SELECT FROM organization_members m WHERE m.tenant_id = o.id AND m.user_id = member AND m.active))
       AND (after_at IS NULL OR (o.created_at, o.id) > (after_at, after_id))
     ORDER BY o.created_at, o.id LIMIT page_size
$$;
REVOKE ALL ON FUNCTION organizations_of(uuid, timestamptz, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organizations_of(uuid, timestamptz, uuid, integer) TO ${app};

CREATE OR REPLACE FUNCTION slug_is_free(wanted text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public AS $$
    SELECT NOT EXISTS (SELECT FROM organizations WHERE slug = wanted)
$$;
REVOKE ALL ON FUNCTION slug_is_free(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION slug_is_free(text) TO ${app};
