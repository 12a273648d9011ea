-- The list of tickets on which a requester waits for the agent; few of all.
CREATE INDEX IF NOT EXISTS idx_tickets_waiting ON tickets (tenant_id, created_at DESC, id DESC) WHERE waiting_for_agent;
