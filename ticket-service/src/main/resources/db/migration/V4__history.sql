-- History is written by the database: nothing can change a ticket without it. One row per changed field, with who and why.

CREATE TABLE IF NOT EXISTS ticket_history (
    tenant_id   uuid        NOT NULL,
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    ticket_id   uuid        NOT NULL,
    position    bigint GENERATED ALWAYS AS IDENTITY,
    changed_by  uuid,
    change_type text        NOT NULL,
    field_name  text,
    old_value   text,
    new_value   text,
    cause       text        NOT NULL,
    created_at  timestamptz NOT NULL,
    -- No foreign key: only the triggers of tickets write here, and one of them removes what a purge leaves behind.
    PRIMARY KEY (tenant_id, ticket_id, position)
);
CALL tenant_wall('ticket_history');
GRANT SELECT ON ticket_history TO ${app};

CREATE OR REPLACE FUNCTION current_cause() RETURNS text
    LANGUAGE sql STABLE
    RETURN coalesce(nullif(current_setting('app.cause', true), ''), 'unknown');

-- As JSON writes a time of UTC.
CREATE OR REPLACE FUNCTION utc_text(moment timestamptz) RETURNS text
    LANGUAGE sql STABLE
    RETURN to_json(moment AT TIME ZONE 'UTC')::jsonb #>> '{}' || 'Z';

-- Runs with its owner's rights, so that the role of requests can read history but never write it.
CREATE OR REPLACE FUNCTION write_ticket_opening() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ticket, public AS $$
BEGIN
    INSERT INTO ticket_history (tenant_id, ticket_id, changed_by, change_type, new_value, cause, created_at)
    VALUES (NEW.tenant_id, NEW.id, current_actor(), 'CREATED', NEW.status, current_cause(), NEW.created_at);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION write_ticket_opening() FROM PUBLIC;
CREATE OR REPLACE TRIGGER ticket_history_on_insert AFTER INSERT ON tickets
    FOR EACH ROW EXECUTE FUNCTION write_ticket_opening();

-- Once per statement: the due dates of many tickets come in by one.
CREATE OR REPLACE FUNCTION write_ticket_changes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ticket, public AS $$
BEGIN
    INSERT INTO ticket_history (tenant_id, ticket_id, changed_by, change_type, field_name, old_value, new_value, cause, created_at)
    SELECT n.tenant_id, n.id, current_actor(), 'CHANGED', field, before, after, current_cause(), n.updated_at
      FROM before_rows o JOIN after_rows n ON n.tenant_id = o.tenant_id AND n.id = o.id
      CROSS JOIN LATERAL (VALUES
        ('title', o.title::text, n.title::text),
        ('description', o.description, n.description),
        ('category', o.category, n.category),
        ('status', o.status, n.status),
        ('priority', o.priority, n.priority),
        ('requesterId', o.requestor_id::text, n.requestor_id::text),
        ('assigneeId', o.assigned_to::text, n.assigned_to::text),
        ('teamId', o.team_id::text, n.team_id::text),
        ('slaPolicyId', o.sla_policy_id::text, n.sla_policy_id::text),
        ('responseDueAt', utc_text(o.response_due_at), utc_text(n.response_due_at)),
        ('resolutionDueAt', utc_text(o.resolution_due_at), utc_text(n.resolution_due_at)),
        ('waitingForAgent', o.waiting_for_agent::text, n.waiting_for_agent::text),
        ('deletedAt', utc_text(o.deleted_at), utc_text(n.deleted_at))) AS change (field, before, after)
     WHERE before IS DISTINCT FROM after;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION write_ticket_changes() FROM PUBLIC;
CREATE OR REPLACE TRIGGER ticket_history_on_update AFTER UPDATE ON tickets
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION write_ticket_changes();

-- The database's own word on the workflow: no statement moves a ticket along an edge that is not there.
CREATE OR REPLACE FUNCTION refuse_forbidden_move() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NOT is_transition_allowed(OLD.status, NEW.status) THEN
        RAISE EXCEPTION 'status % may not follow %', NEW.status, OLD.status USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER ticket_moves_are_allowed BEFORE UPDATE OF status ON tickets
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION refuse_forbidden_move();

CREATE OR REPLACE FUNCTION remove_ticket_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ticket, public AS $$
BEGIN
    DELETE FROM ticket_history h USING purged p WHERE h.tenant_id = p.tenant_id AND h.ticket_id = p.id;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION remove_ticket_history() FROM PUBLIC;
CREATE OR REPLACE TRIGGER ticket_history_goes_with_its_ticket AFTER DELETE ON tickets
    REFERENCING OLD TABLE AS purged
    FOR EACH STATEMENT EXECUTE FUNCTION remove_ticket_history();

-- History goes only when its ticket is purged: that fires this at a depth greater than one.
CREATE OR REPLACE FUNCTION refuse_history_change() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'ticket history is immutable' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE OR REPLACE TRIGGER ticket_history_is_immutable BEFORE UPDATE OR DELETE ON ticket_history
    FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
