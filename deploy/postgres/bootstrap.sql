-- What a superuser prepares once for Steward: extensions, and for each service a schema and three roles.
-- Safe to run again: it creates what is missing, and sets passwords, rights and search paths anew.
--
-- Run it inside the database `steward`:
--   createdb -T template0 -E UTF8 steward
--   psql -d steward -v ON_ERROR_STOP=1 -f passwords.sql -f bootstrap.sql
-- where passwords.sql holds one line per role, in the same session (15 roles):
--   SET steward.identity_migrator_password = '…';
--
--   <service>_migrator  owns the schema; Flyway runs as it
--   <service>_app       the service's requests and consumers
--   <service>_relay     reads the outbox and sends it
-- What app and relay may do with each table is granted by the service's own migrations. Nobody sees another service's schema.

CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;
    END IF;
END $$;

DO $$
DECLARE
    service text;
    kind text;
    role_name text;
    secret text;
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE ALL ON SCHEMA public FROM PUBLIC;

    FOREACH service IN ARRAY ARRAY['identity', 'ticket', 'sla', 'notification', 'knowledge'] LOOP
        FOREACH kind IN ARRAY ARRAY['migrator', 'app', 'relay'] LOOP
            role_name := service || '_' || kind;
            secret := current_setting('steward.' || role_name || '_password', true);
            IF secret IS NULL OR secret = '' THEN
                RAISE EXCEPTION 'steward.%_password is not set', role_name;
            END IF;
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
                EXECUTE format('CREATE ROLE %I', role_name);
            END IF;
            EXECUTE format(
                'ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L',
                role_name, secret);
            EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role_name);
            -- Operators and types of the extensions live in public; nobody may create anything there.
            EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role_name);
            EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = %I, public',
                role_name, current_database(), service);
        END LOOP;

        EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', service);
        EXECUTE format('ALTER SCHEMA %I OWNER TO %I', service, service || '_migrator');
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', service);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I, %I', service, service || '_app', service || '_relay');
        EXECUTE format('GRANT CREATE ON DATABASE %I TO %I', current_database(), service || '_migrator');
    END LOOP;
END $$;
