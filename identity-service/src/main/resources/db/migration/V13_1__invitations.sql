-- Who was asked by mail to join an organization; the token by SHA-256 alone. Whether the address has an account already is nowhere here.
CREATE TABLE IF NOT EXISTS invitations (
    tenant_id    uuid         NOT NULL REFERENCES organizations (id),
    id           uuid         NOT NULL,
    email        varchar(254) NOT NULL,
    display_name varchar(120),
    role_ids     uuid[]       NOT NULL,
    invited_by   uuid REFERENCES users (id) ON DELETE SET NULL,
    created_at   timestamptz  NOT NULL,
    -- When its last mail was asked for.
    mailed_at    timestamptz  NOT NULL,
    token_hash   bytea CHECK (length(token_hash) = 32),
    expires_at   timestamptz  NOT NULL,
    closed_at    timestamptz,
    outcome      text CHECK (outcome IN ('ACCEPTED', 'REVOKED', 'EXPIRED')),
    PRIMARY KEY (tenant_id, id),
    CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS invitations_open ON invitations (tenant_id, lower(email)) WHERE closed_at IS NULL;
CREATE INDEX IF NOT EXISTS invitations_list ON invitations (tenant_id, created_at, id);
-- By token alone, which knows no organization yet; by who has invited, for his end.
CREATE INDEX IF NOT EXISTS invitations_token ON invitations (token_hash) WHERE token_hash IS NOT NULL;
CREATE INDEX IF NOT EXISTS invitations_inviter ON invitations (invited_by) WHERE closed_at IS NULL;
CALL tenant_wall('invitations');
GRANT SELECT, INSERT, UPDATE ON invitations TO ${app};

-- Where a token invites to. Runs with its owner's rights, which the wall lets through.
CREATE OR REPLACE FUNCTION invitation_of_token(hash bytea, moment timestamptz)
    RETURNS TABLE (organization_id uuid, id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    SELECT i.tenant_id, i.id FROM invitations i
     WHERE i.token_hash = hash AND i.closed_at IS NULL AND i.expires_at > moment
$$;
REVOKE ALL ON FUNCTION invitation_of_token(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION invitation_of_token(bytea, timestamptz) TO ${app};

-- Nobody comes in by the invitation of somebody who may act no longer, in an organization or in any.
CREATE OR REPLACE FUNCTION end_invitations(inviter uuid, organization uuid, moment timestamptz) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    UPDATE invitations i SET closed_at = moment, outcome = 'REVOKED'
     WHERE i.invited_by = inviter AND (organization IS NULL OR i.tenant_id = organization) AND i.closed_at IS NULL
$$;
REVOKE ALL ON FUNCTION end_invitations(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_invitations(uuid, uuid, timestamptz) TO ${app};

-- Forgets invitations some time after they could last be accepted. Returns how many.
CREATE OR REPLACE FUNCTION forget_invitations(before timestamptz) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
    WITH gone AS (DELETE FROM invitations WHERE expires_at < before RETURNING 1) SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION forget_invitations(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_invitations(timestamptz) TO ${relay};
