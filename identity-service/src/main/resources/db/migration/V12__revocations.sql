-- What gateways ask identity for: the sessions that ended and the API keys that were revoked, until no access token of them can live any
-- longer. Written with the event that tells Kafka of the same, so that neither path ever knows what the other does not.
-- xact is the writing transaction: transactions commit in another order than they begin in, and a snapshot says of which all are seen.

CREATE TABLE IF NOT EXISTS revocations (
    xact       xid8        NOT NULL DEFAULT pg_current_xact_id(),
    id         uuid        NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (xact, id)
);
GRANT SELECT ON revocations TO ${app};
GRANT SELECT, DELETE ON revocations TO ${relay};

CREATE OR REPLACE FUNCTION outbox_revocations() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = identity, public, pg_temp AS $$
BEGIN
    INSERT INTO revocations (id, expires_at)
    VALUES (NEW.aggregate_id, (convert_from(NEW.payload, 'UTF8')::jsonb ->> 'expiresAt')::timestamptz)
    ON CONFLICT (xact, id) DO NOTHING;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER outbox_revocations AFTER INSERT ON outbox
    FOR EACH ROW WHEN (NEW.topic = 'steward.identity.revocations.v1') EXECUTE FUNCTION outbox_revocations();
