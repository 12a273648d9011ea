-- What an invitation says of the account that is made by it, unless the invited one says otherwise.
ALTER TABLE invitations ADD COLUMN IF NOT EXISTS username varchar(64);
ALTER TABLE invitations ADD COLUMN IF NOT EXISTS language varchar(12);
