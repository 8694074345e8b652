-- The first rows of each key, in the order of the keys, with all that there are.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb AS r, at_ms($3::bigint) AS now
),
key AS (
    SELECT key.value AS key, key.ordinality AS at
    FROM request, jsonb_array_elements_text(r -> 'keys') WITH ORDINALITY AS key
),
found AS (
    SELECT key.at, task_json($1, t, now) AS shown,
           row_number() OVER (PARTITION BY key.at ORDER BY t."createdAt", t.id COLLATE "C") AS place
    FROM request, key
    JOIN tasks t ON t."engagementId" = key.key AND engagement_client($1, key.key) IS NOT NULL
    WHERE t."organizationId" = $1 AND t."deletedAt" IS NULL
)
SELECT json_build_object('groups', (
    SELECT json_agg(json_build_object(
        'key', key,
        'rows', coalesce((SELECT json_agg(shown ORDER BY place) FROM found
            WHERE found.at = key.at AND place <= coalesce((r ->> 'limit')::int, 50)), '[]'),
        'total', (SELECT count(*) FROM found WHERE found.at = key.at)
    ) ORDER BY at) FROM key))::text
FROM request
WHERE may_read($1, r, now)
