-- Which account an invitation was accepted by. It bears the address that the account had then, which may be another one by the time the
-- account is erased, and a name. An id alone, for it is set before the account that is made by it is there.
ALTER TABLE invitations ADD COLUMN IF NOT EXISTS accepted_by uuid;
UPDATE invitations i SET accepted_by = (a.new_values ->> 'accountId')::uuid
  FROM audit_logs a
 WHERE i.outcome = 'ACCEPTED' AND i.accepted_by IS NULL
   AND a.tenant_id = i.tenant_id AND a.resource_type = 'invitation' AND a.resource_id = i.id::text AND a.action = 'invitation.accepted';
CREATE INDEX IF NOT EXISTS invitations_accepted ON invitations (accepted_by) WHERE accepted_by IS NOT NULL;

CREATE OR REPLACE FUNCTION forget_who_was_invited() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
BEGIN
    UPDATE invitations i
       SET email = 'deleted-' || OLD.id || '@invalid', display_name = NULL, token_hash = NULL, accepted_by = NULL
     WHERE i.accepted_by = OLD.id;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER forget_who_was_invited AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION forget_who_was_invited();
