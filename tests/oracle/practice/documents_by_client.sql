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
    SELECT key.at, document_json($1, d) AS shown,
           row_number() OVER (PARTITION BY key.at ORDER BY d."createdAt" DESC, d.id COLLATE "C") AS place
    FROM request, key
    JOIN documents d ON d."clientId" = key.key AND is_client($1, key.key)
    WHERE d."organizationId" = $1 AND d."deletedAt" IS NULL AND d."isLatestVersion"
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
