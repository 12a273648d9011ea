-- What a login writes is most of what it costs beside its hash: each statement is a round trip, and the processor's caches are full of hashing
-- by then.

-- A session with the first token of its family, which bears the family's id.
CREATE OR REPLACE FUNCTION begin_session(session uuid, account uuid, organization uuid, device text, address inet, began timestamptz,
                                         session_ends timestamptz, token uuid, token_hash bytea, token_prefix text, token_ends timestamptz)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO user_sessions (id, user_id, organization_id, device_info, ip_address, created_at, last_activity_at, expires_at)
    VALUES (session, account, organization, device, address, began, began, session_ends);
    INSERT INTO refresh_tokens (id, session_id, user_id, family_id, token_hash, token_prefix, created_at, expires_at)
    VALUES (token, session, account, token, token_hash, token_prefix, began, token_ends);
END
$$;

-- The transaction of a login that a password is enough for. Nothing is written unless the account is active and its password still has the hash
-- that was verified (else outcome is PASSWORD_CHANGED), and has no second factor and need not have one (FACTOR_DEMANDED). The
-- account's row is held first, and what is read afterwards is as of then: whoever changes password, factors, or memberships either is done
-- before and seen here, or finds the session and ends it.
CREATE OR REPLACE FUNCTION login_by_password(
        account uuid, verified text, session uuid, device text, address inet, began timestamptz, session_ends timestamptz,
        token uuid, token_hash bytea, token_prefix text, token_ends timestamptz, entry uuid, told_cause text, told_address inet, request text,
        OUT outcome text, OUT organization uuid, OUT permissions text[])
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM users u WHERE u.id = account AND u.password_hash = verified AND u.status = 'ACTIVE' FOR SHARE;
    IF NOT FOUND THEN
        outcome := 'PASSWORD_CHANGED';
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM totp_factors f WHERE f.user_id = account AND f.confirmed_at IS NOT NULL)
       OR EXISTS (SELECT FROM passkeys p WHERE p.user_id = account)
       OR mfa_required_for(account) THEN
        outcome := 'FACTOR_DEMANDED';
        RETURN;
    END IF;
    outcome := 'BEGUN';
    SELECT m.organization_id, m.permissions INTO organization, permissions FROM memberships_of(account) m LIMIT 1;
    PERFORM begin_session(session, account, organization, device, address, began, session_ends, token, token_hash, token_prefix, token_ends);
    -- Last, for the log's head stays locked until the commit.
    PERFORM set_config('app.tenant_id', coalesce(organization, '00000000-0000-0000-0000-000000000000')::text, true);
    INSERT INTO audit_logs (tenant_id, id, user_id, occurred_at, cause, client_address, request_id, action, resource_type, resource_id)
    VALUES (coalesce(organization, '00000000-0000-0000-0000-000000000000'), entry, account, began, told_cause, told_address, request,
            'login.succeeded', 'session', session::text);
END
$$;

REVOKE ALL ON FUNCTION begin_session(uuid, uuid, uuid, text, inet, timestamptz, timestamptz, uuid, bytea, text, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION login_by_password(uuid, text, uuid, text, inet, timestamptz, timestamptz, uuid, bytea, text, timestamptz,
                                         uuid, text, inet, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_session(uuid, uuid, uuid, text, inet, timestamptz, timestamptz, uuid, bytea, text, timestamptz) TO ${app};
GRANT EXECUTE ON FUNCTION login_by_password(uuid, text, uuid, text, inet, timestamptz, timestamptz, uuid, bytea, text, timestamptz,
                                            uuid, text, inet, text) TO ${app};

-- The digest of V7, to the byte, without a query for each entry.
CREATE OR REPLACE FUNCTION audit_hash(entry audit_logs) RETURNS bytea
    LANGUAGE plpgsql STABLE SET search_path = identity, public, pg_temp AS $$
DECLARE
    digested text := '';
    field text;
BEGIN
    FOREACH field IN ARRAY ARRAY[
               entry.tenant_id::text, entry.sequence::text, encode(entry.previous_hash, 'hex'), entry.id::text,
               encode(entry.actor_digest, 'hex'), to_char(entry.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               entry.cause, host(entry.client_address), entry.request_id, entry.action, entry.resource_type, entry.resource_id,
               entry.old_values::text, entry.new_values::text]
    LOOP
        digested := digested || coalesce(octet_length(field) || ':' || field, '-');
    END LOOP;
    RETURN sha256(convert_to(digested, 'UTF8'));
END
$$;

-- A token goes with its session, which goes with its account. Nothing looks for tokens by account or by family.
ALTER TABLE refresh_tokens DROP CONSTRAINT IF EXISTS refresh_tokens_user_id_fkey;
DROP INDEX IF EXISTS refresh_tokens_user;
DROP INDEX IF EXISTS refresh_tokens_family;
