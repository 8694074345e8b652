-- The clients that hold a text, best first. $1 tenant, $2 the request, $3 is not used.
WITH request AS (
    SELECT plain(btrim($2::text::jsonb ->> 'query')) AS needle,
           coalesce(($2::text::jsonb ->> 'limit')::int, 10) AS row_limit, $3::bigint AS unused
),
client AS (
    SELECT c.*, plain(c."businessName") AS name, needle, row_limit
    FROM clients c, request
    WHERE c."organizationId" = $1 AND c."deletedAt" IS NULL
      AND (holds(c."businessName", needle) OR holds(c."legalName", needle) OR holds(c."primaryContactName", needle)
           OR holds(c."primaryContactEmail", needle) OR holds(c."taxId", needle) OR holds(c.industry, needle))
),
ranked AS (
    SELECT c.*,
           CASE WHEN name = needle THEN 0
                WHEN starts_with(name, needle) THEN 1
                WHEN position(' ' || needle IN name) > 0 THEN 2
                WHEN position(needle IN name) > 0 THEN 3
                ELSE 4 END AS place
    FROM client c
),
shown AS (
    SELECT id, row_number() OVER (ORDER BY place, folded("businessName") COLLATE "C", id COLLATE "C") AS place, row_limit
    FROM ranked
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM client),
    'rows', coalesce((
        SELECT json_agg(client_row(c) ORDER BY place)
        FROM shown s JOIN clients c ON c.id = s.id
        WHERE s.place <= s.row_limit), '[]')
)::text
FROM organizations o
WHERE o.id = $1 AND o."deletedAt" IS NULL
