-- Who could do everything in an organization can also say what its roles may do, and who has them.
UPDATE roles SET permissions = permissions || '["role:assign", "role:manage"]'::jsonb, version = version + 1, updated_at = now()
 WHERE shipped AND name = 'admin' AND NOT permissions @> '["role:manage"]';
