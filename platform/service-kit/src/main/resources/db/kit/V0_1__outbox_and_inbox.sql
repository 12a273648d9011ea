-- What every service has beside its own tables: tenant wall, outbox, inbox, dead letters, idempotency keys.
-- Placeholders: ${app} reads and writes for requests, ${relay} works for every organization (publishing, timers, replays).

CREATE OR REPLACE FUNCTION current_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;

CREATE OR REPLACE FUNCTION current_actor() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.actor_id', true), '')::uuid;

-- Puts a table behind the tenant wall. Without a tenant set, a query sees no row and may write none. The owner is let through,
-- because migrations that backfill work for every organization; it is never the role of a request.
CREATE OR REPLACE PROCEDURE tenant_wall(target regclass)
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('DROP POLICY IF EXISTS tenant_isolation ON %s', target);
    EXECUTE format(
        'CREATE POLICY tenant_isolation ON %s TO ${app} USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())',
        target);
    EXECUTE format('DROP POLICY IF EXISTS migration ON %s', target);
    EXECUTE format('CREATE POLICY migration ON %s TO ${migrator} USING (true) WITH CHECK (true)', target);
END
$$;

-- Lets the relay's role at the rows of every organization, for the given commands ('SELECT', 'SELECT, UPDATE', …).
CREATE OR REPLACE PROCEDURE relay_access(target regclass, commands text)
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('GRANT %s ON %s TO ${relay}', commands, target);
    EXECUTE format('DROP POLICY IF EXISTS relay ON %s', target);
    EXECUTE format('CREATE POLICY relay ON %s TO ${relay} USING (true) WITH CHECK (true)', target);
END
$$;

CREATE TABLE IF NOT EXISTS outbox (
    id             uuid PRIMARY KEY,
    shard          smallint    NOT NULL,
    topic          text        NOT NULL,
    aggregate_id   uuid        NOT NULL,
    sequence       bigint      NOT NULL,
    type           text        NOT NULL,
    tenant_id      uuid        NOT NULL,
    payload        bytea       NOT NULL,
    correlation_id text,
    causation_id   uuid,
    traceparent    text,
    occurred_at    timestamptz NOT NULL,
    reason         text,
    UNIQUE (aggregate_id, topic, sequence)
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);
CALL tenant_wall('outbox');
CALL relay_access('outbox', 'SELECT, INSERT, DELETE');
GRANT INSERT ON outbox TO ${app};
-- The relay clears away what it has published: rounds read the whole table.
DO $$
BEGIN
    IF current_setting('server_version_num')::int >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON outbox TO ${relay}';
    END IF;
END
$$;

CREATE TABLE IF NOT EXISTS outbox_lease (
    shard      smallint PRIMARY KEY,
    owner      uuid,
    expires_at timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO outbox_lease (shard) SELECT generate_series(0, 15) ON CONFLICT DO NOTHING;
GRANT SELECT, UPDATE ON outbox_lease TO ${relay};

-- One row per event and consumer, written with the event's effect. Ids only: it tells nothing of an organization.
CREATE TABLE IF NOT EXISTS inbox (
    consumer     text        NOT NULL,
    event_id     uuid        NOT NULL,
    topic        text        NOT NULL,
    aggregate_id uuid        NOT NULL,
    sequence     bigint      NOT NULL,
    position     bigint GENERATED ALWAYS AS IDENTITY,
    received_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
);
-- Rows lie in the order of their time, and only the clean-up asks for it.
CREATE INDEX IF NOT EXISTS inbox_received_at ON inbox USING brin (received_at) WITH (pages_per_range = 32, autosummarize = on);
GRANT SELECT, INSERT ON inbox TO ${app};
GRANT SELECT, DELETE ON inbox TO ${relay};

-- Events that could not be handled, and the later ones of their key that wait behind them.
CREATE TABLE IF NOT EXISTS dead_letters (
    id            uuid PRIMARY KEY,
    consumer      text        NOT NULL,
    topic         text        NOT NULL,
    partition     integer     NOT NULL,
    record_offset bigint      NOT NULL,
    record_key    text        NOT NULL,
    event_id      uuid        NOT NULL,
    type          text        NOT NULL,
    tenant_id     uuid        NOT NULL,
    headers       jsonb       NOT NULL,
    payload       bytea       NOT NULL,
    state         text        NOT NULL CHECK (state IN ('DEAD', 'PARKED', 'REPLAY', 'REPLAYED', 'DISCARDED')),
    reason        text,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    UNIQUE (consumer, event_id)
);
CREATE INDEX IF NOT EXISTS dead_letters_open ON dead_letters (consumer, topic, record_key, record_offset)
    WHERE state IN ('DEAD', 'PARKED', 'REPLAY');
CALL tenant_wall('dead_letters');
CALL relay_access('dead_letters', 'SELECT, INSERT, UPDATE');
GRANT SELECT, INSERT, UPDATE ON dead_letters TO ${app};

-- The first answer to a request, for its repetitions.
CREATE TABLE IF NOT EXISTS idempotency_keys (
    tenant_id    uuid        NOT NULL,
    account_id   uuid        NOT NULL,
    key          text        NOT NULL,
    request_hash bytea       NOT NULL,
    response     text        NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id, key)
);
CREATE INDEX IF NOT EXISTS idempotency_keys_created_at ON idempotency_keys (created_at);
CALL tenant_wall('idempotency_keys');
CALL relay_access('idempotency_keys', 'SELECT, DELETE');
GRANT SELECT, INSERT, DELETE ON idempotency_keys TO ${app};
