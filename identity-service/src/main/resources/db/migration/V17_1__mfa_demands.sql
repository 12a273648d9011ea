-- Accounts of which a second factor is demanded from now on: a role of theirs needs one since then, or they got such a role, or may use it
-- again. Sessions that began by the password alone are not to go on: a worker takes the row and ends them where the account has no factor.
-- Noted by the database, with the change, whoever makes it; the service's role cannot write rows itself.
CREATE TABLE IF NOT EXISTS mfa_demands (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS mfa_demands_user ON mfa_demands (user_id);
GRANT SELECT, DELETE ON mfa_demands TO ${app};

CREATE OR REPLACE FUNCTION role_demands_mfa() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
BEGIN
    INSERT INTO mfa_demands (user_id) SELECT ur.user_id FROM user_roles ur WHERE ur.tenant_id = NEW.tenant_id AND ur.role_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER role_demands_mfa AFTER UPDATE OF mfa_required ON roles
    FOR EACH ROW WHEN (NEW.mfa_required AND NOT OLD.mfa_required) EXECUTE FUNCTION role_demands_mfa();

CREATE OR REPLACE FUNCTION given_role_demands_mfa() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
BEGIN
    INSERT INTO mfa_demands (user_id)
    SELECT NEW.user_id FROM roles r WHERE r.tenant_id = NEW.tenant_id AND r.id = NEW.role_id AND r.mfa_required;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER given_role_demands_mfa AFTER INSERT ON user_roles
    FOR EACH ROW EXECUTE FUNCTION given_role_demands_mfa();

CREATE OR REPLACE FUNCTION activation_demands_mfa() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
BEGIN
    INSERT INTO mfa_demands (user_id)
    SELECT NEW.user_id
     WHERE EXISTS (SELECT FROM user_roles ur JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
                    WHERE ur.tenant_id = NEW.tenant_id AND ur.user_id = NEW.user_id AND r.mfa_required);
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER activation_demands_mfa AFTER UPDATE OF active ON organization_members
    FOR EACH ROW WHEN (NEW.active AND NOT OLD.active) EXECUTE FUNCTION activation_demands_mfa();
