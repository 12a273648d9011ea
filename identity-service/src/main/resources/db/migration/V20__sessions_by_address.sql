-- Every login asks whether its account was used from the client's address lately. The planner takes an account's sessions to lie everywhere, and
-- rather reads the table from its beginning until one of them turns up: the longer, the more sessions others have.
CREATE INDEX IF NOT EXISTS user_sessions_address ON user_sessions (user_id, ip_address, created_at);
