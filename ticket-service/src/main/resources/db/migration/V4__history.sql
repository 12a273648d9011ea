-- History is written by the database: nothing can change a ticket without it. One row per changed field, with who and why.

CREATE TABLE IF NOT EXISTS ticket_history (
    tenant_id       uuid        NOT NULL,
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    ticket_id       uuid        NOT NULL,
    position        bigint GENERATED ALWAYS AS IDENTITY,
    changed_by      uuid,
    change_type     text        NOT NULL,
    field_name      text,
    old_value       text,
    new_value       text,
    cause           text        NOT NULL,
    change_metadata jsonb,
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, ticket_id, position),
    FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
);
CALL tenant_wall('ticket_history');
GRANT SELECT ON ticket_history TO ${app};

-- Runs with its owner's rights, so that the role of requests can read history but never write it.
CREATE OR REPLACE FUNCTION write_ticket_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = ticket, public AS $$
DECLARE
    actor uuid := current_actor();
    why   text := coalesce(nullif(current_setting('app.cause', true), ''), 'unknown');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO ticket_history (tenant_id, ticket_id, changed_by, change_type, new_value, cause, created_at)
        VALUES (NEW.tenant_id, NEW.id, actor, 'CREATED', NEW.status, why, NEW.created_at);
        RETURN NULL;
    END IF;
    IF NEW.status IS DISTINCT FROM OLD.status AND NOT is_transition_allowed(OLD.status, NEW.status) THEN
        RAISE EXCEPTION 'status % may not follow %', NEW.status, OLD.status USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO ticket_history (tenant_id, ticket_id, changed_by, change_type, field_name, old_value, new_value, cause, created_at)
    SELECT NEW.tenant_id, NEW.id, actor, 'CHANGED', field, before, after, why, NEW.updated_at
      FROM (VALUES
        ('title', OLD.title, NEW.title),
        ('description', OLD.description, NEW.description),
        ('category', OLD.category, NEW.category),
        ('status', OLD.status, NEW.status),
        ('priority', OLD.priority, NEW.priority),
        ('requesterId', OLD.requestor_id::text, NEW.requestor_id::text),
        ('assigneeId', OLD.assigned_to::text, NEW.assigned_to::text),
        ('teamId', OLD.team_id::text, NEW.team_id::text),
        ('slaPolicyId', OLD.sla_policy_id::text, NEW.sla_policy_id::text),
        ('responseDueAt', to_json(OLD.response_due_at AT TIME ZONE 'UTC')::jsonb #>> '{}' || 'Z',
                          to_json(NEW.response_due_at AT TIME ZONE 'UTC')::jsonb #>> '{}' || 'Z'),
        ('resolutionDueAt', to_json(OLD.resolution_due_at AT TIME ZONE 'UTC')::jsonb #>> '{}' || 'Z',
                            to_json(NEW.resolution_due_at AT TIME ZONE 'UTC')::jsonb #>> '{}' || 'Z'),
        ('waitingForAgent', OLD.waiting_for_agent::text, NEW.waiting_for_agent::text),
        ('deletedAt', to_json(OLD.deleted_at AT TIME ZONE 'UTC')::jsonb #>> '{}' || 'Z',
                      to_json(NEW.deleted_at AT TIME ZONE 'UTC')::jsonb #>> '{}' || 'Z')) AS change (field, before, after)
     WHERE before IS DISTINCT FROM after;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION write_ticket_history() FROM PUBLIC;
CREATE OR REPLACE TRIGGER ticket_history_on_insert AFTER INSERT ON tickets
    FOR EACH ROW EXECUTE FUNCTION write_ticket_history();
CREATE OR REPLACE TRIGGER ticket_history_on_update AFTER UPDATE ON tickets
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION write_ticket_history();

-- History goes only when its ticket is purged: a cascade fires this at a depth greater than one.
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
