-- Who may read an article, in one place for reading, listing and searching. The author reads the own; what is not published is for
-- those who write articles; what is internal or a team's is for those who may read that. Without a subquery, so that it becomes
-- part of the statement that asks.
CREATE OR REPLACE FUNCTION may_read(
    a kb_articles, reader uuid, reads_internal boolean, writes boolean, publishes boolean, teams uuid[])
    RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT a.author_id = reader
        OR ((a.status = 'published' OR writes)
            AND (a.visibility = 'public'
                 OR (a.visibility = 'internal' AND reads_internal)
                 OR (a.visibility = 'team' AND (publishes OR a.team_id = ANY (teams)))))
$$;

-- The teams of a member.
CREATE OR REPLACE FUNCTION teams_of(organization uuid, member uuid) RETURNS uuid[]
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(team_id), '{}') FROM team_member WHERE tenant_id = organization AND user_id = member
$$;

-- Full-text search. A policy keeps the planner from using the index for @@, which is not leakproof, so this runs with its owner's
-- rights and names the tenant itself: the acting organization's, not an argument. What the reader may not see is left out before
-- the bound, which fences the matches off. Planned each time for the words and the organization it is asked for: a plan for any
-- takes the organization to be small and reads all of it.
CREATE OR REPLACE FUNCTION matching_articles(
    terms tsquery, only_published boolean, reader uuid, reads_internal boolean, writes boolean, publishes boolean, at_most integer)
    RETURNS TABLE (article_id uuid, score real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = knowledge, public SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    tenant uuid := current_tenant();
    teams  uuid[] := teams_of(tenant, reader);
BEGIN
    RETURN QUERY
    WITH matches AS MATERIALIZED (
        SELECT a.id, ts_rank(a.search_vector, terms) AS rank
          FROM kb_articles a
         WHERE a.tenant_id = tenant AND a.search_vector @@ terms
           AND (a.status = 'published' OR NOT only_published)
           AND may_read(a, reader, reads_internal, writes, publishes, teams)
         LIMIT 5000)
    SELECT m.id, m.rank FROM matches m ORDER BY m.rank DESC, m.id LIMIT at_most;
END
$$;
REVOKE ALL ON FUNCTION matching_articles(tsquery, boolean, uuid, boolean, boolean, boolean, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matching_articles(tsquery, boolean, uuid, boolean, boolean, boolean, integer) TO ${app};
