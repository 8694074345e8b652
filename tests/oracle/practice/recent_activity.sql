-- Clients made and changed lately. $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT coalesce(($2::text::jsonb ->> 'limit')::int, 10) AS row_limit, at_ms($3::bigint) AS until,
           at_ms($3::bigint) - make_interval(days => coalesce(($2::text::jsonb ->> 'days')::int, 7)) AS since
),
client AS (
    SELECT c.*, row_limit, since, until FROM clients c, request
    WHERE c."organizationId" = $1 AND c."deletedAt" IS NULL
),
made AS (
    SELECT id, row_limit, row_number() OVER (ORDER BY "createdAt" DESC, id COLLATE "C") AS place FROM client
    WHERE "createdAt" BETWEEN since AND until
),
changed AS (
    SELECT id, row_limit, row_number() OVER (ORDER BY "updatedAt" DESC, id COLLATE "C") AS place FROM client
    WHERE "updatedAt" BETWEEN since AND until AND NOT "createdAt" BETWEEN since AND until
)
SELECT json_build_object(
    'recentClients', coalesce((
        SELECT json_agg(client_row(c) ORDER BY place)
        FROM made m JOIN clients c ON c.id = m.id WHERE place <= row_limit), '[]'),
    'recentUpdates', coalesce((
        SELECT json_agg(client_row(c) ORDER BY place)
        FROM changed m JOIN clients c ON c.id = m.id WHERE place <= row_limit), '[]')
)::text
FROM organizations o
WHERE o.id = $1 AND o."deletedAt" IS NULL
