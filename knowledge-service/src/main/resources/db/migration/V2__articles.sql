CREATE TABLE IF NOT EXISTS kb_articles (
    tenant_id         uuid         NOT NULL,
    id                uuid         NOT NULL,
    title             varchar(255) NOT NULL,
    body              text         NOT NULL CHECK (length(body) <= 100000),
    status            text         NOT NULL CHECK (status IN ('draft', 'review', 'published', 'archived')),
    visibility        text         NOT NULL CHECK (visibility IN ('public', 'internal', 'team')),
    team_id           uuid,
    language          varchar(16)  NOT NULL DEFAULT 'en',
    author_id         uuid         NOT NULL,
    version           bigint       NOT NULL DEFAULT 1,
    published_version bigint,
    created_at        timestamptz  NOT NULL,
    updated_at        timestamptz  NOT NULL,
    published_at      timestamptz,
    search_vector     tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')) STORED,
    PRIMARY KEY (tenant_id, id),
    CHECK ((visibility = 'team') = (team_id IS NOT NULL))
);
CALL tenant_wall('kb_articles');
GRANT SELECT, INSERT, UPDATE ON kb_articles TO ${app};

-- The list, newest first, and the search.
CREATE INDEX IF NOT EXISTS idx_kb_articles_created ON kb_articles (tenant_id, created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS idx_kb_articles_search ON kb_articles USING gin (tenant_id, search_vector);
