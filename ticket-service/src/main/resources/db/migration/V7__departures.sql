-- People who are about to go: identity asked how many open tickets they have, and tells later whether they stay. version is the
-- sequence of identity's last word on the person, so that an older one changes nothing; after GONE there is none.

CREATE TABLE IF NOT EXISTS departures (
    tenant_id   uuid    NOT NULL,
    person_id   uuid    NOT NULL,
    state       text    NOT NULL CHECK (state IN ('LEAVING', 'STAYS', 'GONE')),
    -- Whether all that was assigned to the person is nobody's now. It is taken back in portions.
    handed_back boolean NOT NULL DEFAULT false,
    version     bigint  NOT NULL,
    PRIMARY KEY (tenant_id, person_id)
);
CREATE INDEX IF NOT EXISTS departures_to_hand_back ON departures (tenant_id, person_id) WHERE state = 'GONE' AND NOT handed_back;
CALL tenant_wall('departures');
CALL relay_access('departures', 'SELECT');
GRANT SELECT, INSERT, UPDATE ON departures TO ${app};

-- How often identity was answered about a person, over all organizations: the sequence of the answers. Ids only.
CREATE TABLE IF NOT EXISTS departure_answers (
    person_id uuid PRIMARY KEY,
    told      bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON departure_answers TO ${app};

-- What erases the failed events of an account.
GRANT DELETE ON dead_letters TO ${app};

CREATE OR REPLACE FUNCTION departure_lock(organization uuid, person uuid) RETURNS bigint
    LANGUAGE sql IMMUTABLE RETURN hashtextextended('departure/' || organization::text || person::text, 0);

-- Whether a person may not be given anything new. Until this transaction ends, nobody can mark the person: who marks takes the same
-- lock alone, waits for whatever is under way, and counts after that. Volatile, so that the look sees what was committed while this
-- waited. The lock is in memory: a creation writes nothing for it.
CREATE OR REPLACE FUNCTION is_departing(organization uuid, person uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(departure_lock(organization, person));
    RETURN EXISTS (SELECT FROM departures d
                    WHERE d.tenant_id = organization AND d.person_id = person AND d.state <> 'STAYS');
END
$$;

-- As before, and nothing is opened for somebody who leaves.
CREATE OR REPLACE FUNCTION write_ticket_opening() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ticket, public AS $$
BEGIN
    IF is_departing(NEW.tenant_id, NEW.requestor_id) THEN
        RAISE EXCEPTION 'the requester is leaving' USING ERRCODE = 'ST409', CONSTRAINT = 'requester_stays';
    END IF;
    INSERT INTO ticket_history (tenant_id, ticket_id, changed_by, change_type, new_value, cause, created_at)
    VALUES (NEW.tenant_id, NEW.id, current_actor(), 'CREATED', NEW.status, current_cause(), NEW.created_at);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION refuse_departing_assignee() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ticket, public AS $$
BEGIN
    IF is_departing(NEW.tenant_id, NEW.assigned_to) THEN
        RAISE EXCEPTION 'the assignee is leaving' USING ERRCODE = 'ST409', CONSTRAINT = 'assignee_stays';
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION refuse_departing_assignee() FROM PUBLIC;
CREATE OR REPLACE TRIGGER ticket_assignees_stay AFTER UPDATE OF assigned_to ON tickets
    FOR EACH ROW WHEN (NEW.assigned_to IS NOT NULL AND OLD.assigned_to IS DISTINCT FROM NEW.assigned_to)
    EXECUTE FUNCTION refuse_departing_assignee();
CREATE OR REPLACE TRIGGER ticket_first_assignees_stay AFTER INSERT ON tickets
    FOR EACH ROW WHEN (NEW.assigned_to IS NOT NULL)
    EXECUTE FUNCTION refuse_departing_assignee();
