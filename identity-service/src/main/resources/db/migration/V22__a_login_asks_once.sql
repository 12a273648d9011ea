-- As in V19, with one query for what an account must prove and may do, and one for what is stored. It runs as the owner of the tables, as the
-- functions did that it called: nobody but it acts in an organization that it learns of only here.
CREATE OR REPLACE FUNCTION login_by_password(
        account uuid, verified text, session uuid, device text, address inet, began timestamptz, session_ends timestamptz,
        token uuid, token_hash bytea, token_prefix text, token_ends timestamptz, entry uuid, told_cause text, told_address inet, request text,
        OUT outcome text, OUT organization uuid, OUT permissions text[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
DECLARE
    demanded boolean;
BEGIN
    PERFORM FROM users u WHERE u.id = account AND u.password_hash = verified AND u.status = 'ACTIVE' FOR SHARE;
    IF NOT FOUND THEN
        outcome := 'PASSWORD_CHANGED';
        RETURN;
    END IF;
    SELECT EXISTS (SELECT FROM totp_factors f WHERE f.user_id = account AND f.confirmed_at IS NOT NULL)
           OR EXISTS (SELECT FROM passkeys p WHERE p.user_id = account)
           OR EXISTS (
               SELECT FROM organization_members m
                 JOIN user_roles ur ON ur.tenant_id = m.tenant_id AND ur.user_id = m.user_id
                 JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
                WHERE m.user_id = account AND m.active AND r.mfa_required),
           oldest.tenant_id,
           (SELECT array_agg(DISTINCT p.permission)
              FROM user_roles ur
              JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
             CROSS JOIN LATERAL jsonb_array_elements_text(r.permissions) AS p (permission)
             WHERE ur.tenant_id = oldest.tenant_id AND ur.user_id = account)
      INTO demanded, organization, permissions
      FROM (SELECT) AS login
      LEFT JOIN LATERAL (
          SELECT m.tenant_id FROM organization_members m
           WHERE m.user_id = account AND m.active ORDER BY m.joined_at, m.tenant_id LIMIT 1) AS oldest ON true;
    IF demanded THEN
        outcome := 'FACTOR_DEMANDED';
        organization := NULL;
        permissions := NULL;
        RETURN;
    END IF;
    outcome := 'BEGUN';
    WITH begun AS (
        INSERT INTO user_sessions (id, user_id, organization_id, device_info, ip_address, created_at, last_activity_at, expires_at)
        VALUES (session, account, organization, device, address, began, began, session_ends))
    INSERT INTO refresh_tokens (id, session_id, user_id, family_id, token_hash, token_prefix, created_at, expires_at)
    VALUES (token, session, account, token, token_hash, token_prefix, began, token_ends);
    -- Last, for the log's head stays locked until the commit.
    INSERT INTO audit_logs (tenant_id, id, user_id, occurred_at, cause, client_address, request_id, action, resource_type, resource_id)
    VALUES (coalesce(organization, '00000000-0000-0000-0000-000000000000'), entry, account, began, told_cause, told_address, request,
            'login.succeeded', 'session', session::text);
END
$$;
