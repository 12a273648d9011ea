-- A session also ends by its owner's list, by idleness, and when the password changes.
ALTER TABLE user_sessions DROP CONSTRAINT IF EXISTS user_sessions_end_reason_check;
ALTER TABLE user_sessions ADD CONSTRAINT user_sessions_end_reason_check
    CHECK (end_reason IN ('LOGOUT', 'TOKEN_REUSED', 'ENDED_BY_OWNER', 'IDLE', 'PASSWORD_CHANGED', 'PASSWORD_RESET'));
