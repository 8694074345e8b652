-- The audit trail in figures; no row where the tenant is not there.
--
-- $1 tenant, $2 the request, $3 the instant of the call (of no matter).
WITH request AS (
    SELECT at_text($2::text::jsonb ->> 'from') AS first, at_text($2::text::jsonb ->> 'to') AS last, $3::bigint AS now
),
line AS (
    SELECT l.* FROM audit_logs l, request
    WHERE l."organizationId" = $1 AND (first IS NULL OR l."createdAt" >= first) AND (last IS NULL OR l."createdAt" < last)
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM line),
    'byAction', coalesce((
        SELECT json_agg(json_build_object('action', action, 'count', n) ORDER BY n DESC, action COLLATE "C")
        FROM (SELECT action, count(*) AS n FROM line GROUP BY action) a), '[]'),
    'byEntityType', coalesce((
        SELECT json_agg(json_build_object('entityType', "entityType", 'count', n) ORDER BY n DESC, "entityType" COLLATE "C")
        FROM (SELECT "entityType", count(*) AS n FROM line GROUP BY "entityType") e), '[]'),
    'topUsers', coalesce((
        SELECT json_agg(json_build_object('userId', "userId", 'userName', (SELECT u.name FROM users u
                            WHERE u.id = "userId" AND u."organizationId" = $1 AND u."deletedAt" IS NULL), 'count', n)
                        ORDER BY n DESC, "userId" COLLATE "C")
        FROM (SELECT "userId", count(*) AS n FROM line WHERE "userId" IS NOT NULL
              GROUP BY "userId" ORDER BY n DESC, "userId" COLLATE "C" LIMIT 10) u), '[]'),
    'withoutUserCount', (SELECT count(*) FROM line WHERE "userId" IS NULL)
)::text
FROM organizations o
WHERE o.id = $1 AND o."deletedAt" IS NULL
