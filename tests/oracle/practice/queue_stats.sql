-- How the queues stand; no row where the tenant is not there.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb ->> 'queueName' AS wanted, at_ms($3::bigint) AS now
),
job AS (
    SELECT j.* FROM task_queue_items j, request
    WHERE j."organizationId" = $1 AND j."deletedAt" IS NULL AND (wanted IS NULL OR j."queueName" = wanted)
)
SELECT json_build_object('queues', coalesce((
    SELECT json_agg(queue ORDER BY name COLLATE "C")
    FROM (
        SELECT j."queueName" AS name, json_build_object(
            'queueName', j."queueName",
            'total', count(*),
            'byStatus', (
                SELECT json_agg(json_build_object('status', status, 'count', n)
                                ORDER BY rank_of(ARRAY['pending', 'processing', 'completed', 'failed', 'cancelled'], status)
                                         NULLS LAST, status COLLATE "C")
                FROM (SELECT s.status, count(*) AS n FROM job s WHERE s."queueName" = j."queueName" GROUP BY s.status) s),
            'oldestPendingAt', instant(min(j."createdAt") FILTER (WHERE j.status = 'pending')),
            'readyCount', count(*) FILTER (WHERE j.status = 'pending' AND j.attempts < j."maxAttempts"
                                             AND (j."scheduledFor" IS NULL OR j."scheduledFor" <= now)),
            'expiredLockCount', count(*) FILTER (WHERE j.status = 'processing' AND j."lockExpiresAt" <= now)
        ) AS queue
        FROM job j, request GROUP BY j."queueName", now
    ) q), '[]'))::text
FROM organizations o
WHERE o.id = $1 AND o."deletedAt" IS NULL
