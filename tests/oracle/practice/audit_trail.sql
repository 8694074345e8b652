-- Every line of the audit trail that fits, newest first, with the total; no row where the tenant is not there.
--
-- $1 tenant, $2 the request, $3 the instant of the call (of no matter).
WITH request AS (
    SELECT $2::text::jsonb -> 'filters' AS f, $3::bigint AS now
),
line AS (
    SELECT l.* FROM audit_logs l, request
    WHERE l."organizationId" = $1
      AND wanted(f -> 'entityTypes', l."entityType")
      AND wanted(f -> 'entityIds', l."entityId")
      AND wanted(f -> 'userIds', l."userId")
      AND wanted(f -> 'actions', l.action)
      AND (f ->> 'createdFrom' IS NULL OR l."createdAt" >= at_text(f ->> 'createdFrom'))
      AND (f ->> 'createdTo' IS NULL OR l."createdAt" < at_text(f ->> 'createdTo'))
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM line),
    'rows', coalesce((
        SELECT json_agg(json_build_object(
            'id', l.id,
            'userId', l."userId",
            'userName', (SELECT u.name FROM users u
                WHERE u.id = l."userId" AND u."organizationId" = $1 AND u."deletedAt" IS NULL),
            'action', l.action,
            'entityType', l."entityType",
            'entityId', l."entityId",
            'metadata', l.metadata::text,
            'createdAt', instant(l."createdAt")
        ) ORDER BY l."createdAt" DESC, l.id COLLATE "C")
        FROM line l), '[]')
)::text
FROM organizations o
WHERE o.id = $1 AND o."deletedAt" IS NULL
