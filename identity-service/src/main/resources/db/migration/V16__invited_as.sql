-- What an invitation says of the account that is made by it, unless the invited one says otherwise.
ALTER TABLE invitations ADD COLUMN IF NOT EXISTS username varchar(64);
ALTER TABLE invitations ADD COLUMN IF NOT EXISTS language varchar(12);

-- The address of an invitation changes by an erasure alone: these go with it.
CREATE OR REPLACE FUNCTION forget_what_was_said() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    NEW.username := NULL;
    NEW.language := NULL;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER forget_what_was_said BEFORE UPDATE OF email ON invitations
    FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION forget_what_was_said();
