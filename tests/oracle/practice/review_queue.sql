-- Every document that waits for review, in order, with its age and the total.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb AS r, at_ms($3::bigint) AS now
),
placed AS (
    SELECT d AS shown,
           greatest(trunc(extract(epoch FROM now - d."createdAt") / 86400), 0)::bigint AS age,
           row_number() OVER (ORDER BY d."ocrConfidence" ASC NULLS LAST, d."createdAt" DESC, d.id COLLATE "C") AS place
    FROM documents d, request
    WHERE d."organizationId" = $1 AND d."deletedAt" IS NULL
      AND d."isLatestVersion" AND d."needsReview" AND d."ocrStatus" = 'manual_review'
      AND (r ->> 'clientId' IS NULL OR d."clientId" = r ->> 'clientId')
      AND wanted(r -> 'categories', d.category)
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM placed),
    'rows', coalesce((
        SELECT json_agg(document_json($1, shown) || jsonb_build_object('ageDays', age) ORDER BY place)
        FROM placed), '[]')
)::text
FROM request
WHERE may_read($1, r, now)
