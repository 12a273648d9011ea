-- What a member's roles allow on tickets, and whether that makes it one who works on them. Null until identity has said so: then the
-- member is told of nothing.
ALTER TABLE person ADD COLUMN IF NOT EXISTS ticket_permissions text[];
ALTER TABLE person ADD COLUMN IF NOT EXISTS can_work boolean NOT NULL DEFAULT false;

-- Those who are told when nobody else is there to be.
CREATE INDEX IF NOT EXISTS person_assigners ON person (tenant_id)
    WHERE active AND ticket_permissions @> '{ticket:read,ticket:read-all,ticket:assign}'::text[];

-- Who has left a team stays as a row. Of rows from before that is not known: most are of members.
ALTER TABLE team_member ADD COLUMN IF NOT EXISTS is_member boolean NOT NULL DEFAULT true;
