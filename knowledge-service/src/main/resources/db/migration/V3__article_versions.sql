-- Every version of an article is kept, and written by the database: nothing can change an article without it.

CREATE TABLE IF NOT EXISTS article_versions (
    tenant_id  uuid         NOT NULL,
    article_id uuid         NOT NULL,
    version    bigint       NOT NULL,
    title      varchar(255) NOT NULL,
    body       text         NOT NULL,
    status     text         NOT NULL,
    visibility text         NOT NULL,
    team_id    uuid,
    changed_by uuid,
    created_at timestamptz  NOT NULL,
    PRIMARY KEY (tenant_id, article_id, version),
    FOREIGN KEY (tenant_id, article_id) REFERENCES kb_articles (tenant_id, id) ON DELETE CASCADE
);
CALL tenant_wall('article_versions');
GRANT SELECT ON article_versions TO ${app};

-- Runs with its owner's rights, so that the role of requests can read versions but never write them.
CREATE OR REPLACE FUNCTION keep_article_version() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = knowledge, public AS $$
BEGIN
    INSERT INTO article_versions (tenant_id, article_id, version, title, body, status, visibility, team_id, changed_by, created_at)
    VALUES (NEW.tenant_id, NEW.id, NEW.version, NEW.title, NEW.body, NEW.status, NEW.visibility, NEW.team_id,
            current_actor(), NEW.updated_at);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION keep_article_version() FROM PUBLIC;
CREATE OR REPLACE TRIGGER article_version_is_kept AFTER INSERT OR UPDATE ON kb_articles
    FOR EACH ROW EXECUTE FUNCTION keep_article_version();
