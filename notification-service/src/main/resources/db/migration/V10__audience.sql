-- What a recipient has to be allowed to read: asked again before mail goes out. Null in rows of an older version.
ALTER TABLE notifications ADD COLUMN IF NOT EXISTS audience text CHECK (audience IN ('REQUESTER', 'STAFF', 'NOTE_READERS'));

-- The permissions that an audience needs.
CREATE OR REPLACE FUNCTION needed_by(audience text, notification_type text) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    RETURN CASE coalesce(audience, CASE WHEN notification_type IN ('TICKET_COMMENTED', 'TICKET_STATUS_CHANGED')
                                        THEN 'REQUESTER' ELSE 'STAFF' END)
               WHEN 'REQUESTER' THEN '{ticket:read}'::text[]
               WHEN 'STAFF' THEN '{ticket:read,ticket:read-all}'::text[]
               ELSE '{ticket:read,ticket:read-all,ticket:comment-internal}'::text[] END;
