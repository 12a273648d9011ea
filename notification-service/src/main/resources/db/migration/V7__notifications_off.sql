-- Whether a person wants mail; the feed does not depend on it. True until identity says otherwise.
ALTER TABLE person ADD COLUMN IF NOT EXISTS notifications_enabled boolean NOT NULL DEFAULT true;
