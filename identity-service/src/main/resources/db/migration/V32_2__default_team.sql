-- The team that is told of tickets that have no team, or one in which nobody can work on them.
ALTER TABLE organizations ADD COLUMN IF NOT EXISTS default_team_id uuid;
