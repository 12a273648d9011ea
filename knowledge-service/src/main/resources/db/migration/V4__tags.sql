CREATE TABLE IF NOT EXISTS knowledge_tags (
    tenant_id uuid        NOT NULL,
    id        uuid        NOT NULL DEFAULT gen_random_uuid(),
    name      varchar(50) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);
CALL tenant_wall('knowledge_tags');
GRANT SELECT, INSERT, UPDATE ON knowledge_tags TO ${app};

CREATE TABLE IF NOT EXISTS article_tags (
    tenant_id  uuid NOT NULL,
    article_id uuid NOT NULL,
    tag_id     uuid NOT NULL,
    PRIMARY KEY (tenant_id, article_id, tag_id),
    FOREIGN KEY (tenant_id, article_id) REFERENCES kb_articles (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, tag_id) REFERENCES knowledge_tags (tenant_id, id)
);
CREATE INDEX IF NOT EXISTS idx_article_tags_tag ON article_tags (tenant_id, tag_id, article_id);
CALL tenant_wall('article_tags');
GRANT SELECT, INSERT, DELETE ON article_tags TO ${app};

-- The names of an article's tags, in order.
CREATE OR REPLACE FUNCTION tags_of(organization uuid, article uuid) RETURNS text[]
    LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(t.name::text ORDER BY t.name), '{}')
      FROM article_tags l JOIN knowledge_tags t ON t.tenant_id = l.tenant_id AND t.id = l.tag_id
     WHERE l.tenant_id = organization AND l.article_id = article
$$;
