-- Members who are to be told again, because what their roles allow has changed. A job tells each in a transaction of its own.
CREATE TABLE IF NOT EXISTS members_to_retell (
    tenant_id uuid   NOT NULL,
    user_id   uuid   NOT NULL,
    asked     bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, user_id)
);
CALL tenant_wall('members_to_retell');
CALL relay_access('members_to_retell', 'SELECT');
GRANT SELECT, DELETE ON members_to_retell TO ${app};

-- A trigger, so that no way to change a role is forgotten: neither a request nor a later migration. A row that is there already is
-- written all the same: whoever takes it waits for this transaction, and then reads what the role allows after it.
CREATE OR REPLACE FUNCTION retell_members_of_role() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
DECLARE
    of_tickets constant jsonpath := '$[*] ? (@ starts with "ticket:")';
    before jsonb := jsonb_path_query_array(OLD.permissions, of_tickets);
    after  jsonb := jsonb_path_query_array(NEW.permissions, of_tickets);
BEGIN
    IF NOT (before @> after AND after @> before) THEN
        INSERT INTO members_to_retell AS m (tenant_id, user_id)
        SELECT ur.tenant_id, ur.user_id FROM user_roles ur
         WHERE ur.tenant_id = NEW.tenant_id AND ur.role_id = NEW.id ORDER BY ur.user_id
        ON CONFLICT (tenant_id, user_id) DO UPDATE SET asked = m.asked + 1;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION retell_members_of_role() FROM PUBLIC;
CREATE OR REPLACE TRIGGER roles_are_told AFTER UPDATE OF permissions ON roles
    FOR EACH ROW WHEN (OLD.permissions IS DISTINCT FROM NEW.permissions) EXECUTE FUNCTION retell_members_of_role();

-- Nothing was said so far of what anybody may do on tickets.
INSERT INTO members_to_retell (tenant_id, user_id) SELECT tenant_id, user_id FROM organization_members
ON CONFLICT DO NOTHING;
