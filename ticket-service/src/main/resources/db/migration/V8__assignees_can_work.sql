-- What a member's roles allow: whether it can work on the organization's tickets. Null until identity has said so; then it gets none.
ALTER TABLE person ADD COLUMN IF NOT EXISTS can_work boolean;

-- Whose assignments are to be taken back, and why: people who were deactivated, left, or lost the right to work on tickets. Those of an
-- erased account are found by departures. They are taken back in portions.
CREATE TABLE IF NOT EXISTS hand_backs (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    cause     text NOT NULL,
    PRIMARY KEY (tenant_id, person_id)
);
CALL tenant_wall('hand_backs');
CALL relay_access('hand_backs', 'SELECT');
GRANT SELECT, INSERT, UPDATE, DELETE ON hand_backs TO ${app};

-- Those who went before this was noted. Of the others identity says anew what they may do.
INSERT INTO hand_backs (tenant_id, person_id, cause)
SELECT p.tenant_id, p.id, 'assignee-inactive' FROM person p
 WHERE NOT p.active AND EXISTS (SELECT FROM tickets t
                                 WHERE t.tenant_id = p.tenant_id AND t.assigned_to = p.id AND t.status <> 'CLOSED')
ON CONFLICT DO NOTHING;

-- As before, and nobody is assigned who cannot work on tickets. Who loses that is marked behind the same lock, so that an assignment
-- is either refused here or found by what takes the assignments back.
CREATE OR REPLACE FUNCTION refuse_departing_assignee() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ticket, public AS $$
BEGIN
    IF is_departing(NEW.tenant_id, NEW.assigned_to) THEN
        RAISE EXCEPTION 'the assignee is leaving' USING ERRCODE = 'ST409', CONSTRAINT = 'assignee_stays';
    END IF;
    IF EXISTS (SELECT FROM person p
                WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.assigned_to AND NOT (p.active AND coalesce(p.can_work, false))) THEN
        RAISE EXCEPTION 'the assignee cannot work on tickets' USING ERRCODE = 'ST409', CONSTRAINT = 'assignee_can_work';
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION refuse_departing_assignee() FROM PUBLIC;
