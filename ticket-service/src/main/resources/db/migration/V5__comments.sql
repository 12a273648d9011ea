CREATE TABLE IF NOT EXISTS comments (
    tenant_id     uuid        NOT NULL,
    id            uuid        NOT NULL,
    ticket_id     uuid        NOT NULL,
    author_id     uuid        NOT NULL,
    content       text        NOT NULL,
    is_internal   boolean     NOT NULL,
    by_agent      boolean     NOT NULL,
    created_at    timestamptz NOT NULL,
    search_vector tsvector GENERATED ALWAYS AS (to_tsvector('english', content)) STORED,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS idx_comments_ticket ON comments (tenant_id, ticket_id, created_at, id);
CREATE INDEX IF NOT EXISTS idx_comments_search ON comments USING gin (tenant_id, search_vector);
CALL tenant_wall('comments');
GRANT SELECT, INSERT ON comments TO ${app};

-- Full-text search. A policy keeps the planner from using the index for @@, which is not leakproof, so this runs with its owner's
-- rights and names the tenant itself: the acting organization's, not an argument. `reader` limits the search to the tickets of a
-- requester; null searches all of the organization. `internal_too` searches internal comments as well. The matches are fenced off
-- and bounded, and each call is planned with its values: a generic plan takes every tenant for small and walks its tickets instead
-- of the index.
CREATE OR REPLACE FUNCTION matching_tickets(query text, reader uuid, internal_too boolean) RETURNS TABLE (ticket_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = ticket, public SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    terms  tsquery := websearch_to_tsquery('english', query);
    tenant uuid    := current_tenant();
BEGIN
    RETURN QUERY
    WITH matches AS MATERIALIZED (
        (SELECT t.id FROM tickets t
          WHERE t.tenant_id = tenant AND t.search_vector @@ terms AND (reader IS NULL OR t.requestor_id = reader)
          LIMIT 10000)
        UNION
        (SELECT c.ticket_id FROM comments c JOIN tickets t ON t.tenant_id = c.tenant_id AND t.id = c.ticket_id
          WHERE c.tenant_id = tenant AND c.search_vector @@ terms
            AND (reader IS NULL OR t.requestor_id = reader) AND (internal_too OR NOT c.is_internal)
          LIMIT 10000))
    SELECT matches.id FROM matches;
END
$$;
REVOKE ALL ON FUNCTION matching_tickets(text, uuid, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matching_tickets(text, uuid, boolean) TO ${app};
