-- Where an account keeps its code, with the token that lets it in. They are the account's, whichever organization it acts in, and go with
-- it. The token is encrypted by a key that the database does not have, bound to the row and its owner; key_id says by which one.

CREATE TABLE IF NOT EXISTS git_connections (
    id              uuid PRIMARY KEY,
    user_id         uuid         NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider        text         NOT NULL CHECK (provider IN ('github', 'gitlab', 'gitea', 'bitbucket')),
    server_url      varchar(255) NOT NULL,
    username        varchar(255) NOT NULL,
    token_encrypted bytea        NOT NULL,
    key_id          bigint       NOT NULL,
    created_at      timestamptz  NOT NULL,
    CONSTRAINT git_connections_unique UNIQUE (user_id, provider, server_url)
);
CREATE INDEX IF NOT EXISTS git_connections_list ON git_connections (user_id, created_at, id);
-- For the rotation of keys, and the question whether a key is still in use.
CREATE INDEX IF NOT EXISTS git_connections_key ON git_connections (key_id, id);
GRANT SELECT, INSERT, DELETE, UPDATE (token_encrypted, key_id) ON git_connections TO ${app};
GRANT SELECT (key_id) ON git_connections TO ${relay};
