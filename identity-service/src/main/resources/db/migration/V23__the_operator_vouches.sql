-- Whoever runs the installation has set the address of its administrator: it counts as proved, as that of a first administrator made from
-- now on does. Only at such addresses can second factors and external identities be added.
UPDATE users SET email_verified = true, version = version + 1, updated_at = now()
 WHERE is_installation_admin AND NOT email_verified AND status = 'ACTIVE';
