-- An erased account gets nothing any more. Who stores a notification takes the recipient's place in its feed, and gets none in one that
-- is closed; who closes it waits for those who have theirs, and deletes what they stored.
ALTER TABLE feed_position ADD COLUMN IF NOT EXISTS closed boolean NOT NULL DEFAULT false;

-- What erases the failed events of an account.
GRANT DELETE ON dead_letters TO ${app};
