-- Accounts belong to the installation, not to one organization: email and username are unique over all of it.

CREATE TABLE IF NOT EXISTS users (
    id                    uuid PRIMARY KEY,
    email                 varchar(254) NOT NULL,
    username              varchar(64)  NOT NULL,
    display_name          varchar(120) NOT NULL,
    avatar_url            text,
    password_hash         text         NOT NULL,
    password_changed_at   timestamptz  NOT NULL,
    email_verified        boolean      NOT NULL DEFAULT false,
    language              varchar(12)  NOT NULL DEFAULT 'en',
    status                text         NOT NULL CHECK (status IN ('ACTIVE', 'DISABLED', 'DELETING', 'DELETED')),
    is_installation_admin boolean      NOT NULL DEFAULT false,
    version               bigint       NOT NULL DEFAULT 1,
    -- The sequence of the account's last event; one account's events of all its organizations are in one order.
    event_sequence        bigint       NOT NULL DEFAULT 0,
    created_at            timestamptz  NOT NULL,
    updated_at            timestamptz  NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS users_email_unique ON users (lower(email));
CREATE UNIQUE INDEX IF NOT EXISTS users_username_unique ON users (lower(username));
CREATE INDEX IF NOT EXISTS users_installation_admins ON users (id) WHERE is_installation_admin;
GRANT SELECT, INSERT, UPDATE ON users TO ${app};
