-- Every document that fits and that the reader sees, in order, with the total.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb AS r, $2::text::jsonb -> 'filters' AS f, coalesce($2::text::jsonb ->> 'sort', 'newest') AS sort,
           at_ms($3::bigint) AS now
),
document AS (
    SELECT d.*
    FROM documents d, request
    WHERE d."organizationId" = $1 AND d."deletedAt" IS NULL
      AND (r ->> 'clientId' IS NULL OR d."clientId" = r ->> 'clientId')
      AND sees_document(r, d."accessLevel", d."isConfidential")
      AND (d."isLatestVersion" OR NOT coalesce((f ->> 'latestVersionOnly')::boolean, true))
      AND (holds(d."fileName", f ->> 'text') OR holds(d.description, f ->> 'text')
           OR EXISTS (SELECT FROM unnest(d.tags) tag WHERE plain(tag) = plain(btrim(f ->> 'text', E' \t\n'))))
      AND wanted(f -> 'categories', d.category)
      AND wanted(f -> 'subcategories', d.subcategory)
      AND wanted_number(f -> 'years', d.year)
      AND wanted_number(f -> 'quarters', d.quarter)
      AND (jsonb_array_length(coalesce(f -> 'tags', '[]')) = 0
           OR EXISTS (SELECT FROM unnest(d.tags) tag WHERE f -> 'tags' ? tag))
      AND wanted(f -> 'fileTypes', d."fileType")
      AND wanted(f -> 'ocrStatuses', d."ocrStatus")
      AND same(f -> 'needsReview', d."needsReview")
      AND same(f -> 'isConfidential', d."isConfidential")
      AND same(f -> 'isArchived', d."isArchived")
      AND wanted(f -> 'uploadedBy', d."uploadedBy")
      AND is_within(d."createdAt", f ->> 'createdFrom', f ->> 'createdTo')
),
placed AS (
    SELECT d AS shown, row_number() OVER (ORDER BY
        CASE WHEN sort = 'newest' THEN d."createdAt" END DESC NULLS LAST,
        CASE WHEN sort = 'oldest' THEN d."createdAt" END ASC NULLS LAST,
        CASE WHEN sort = 'name' THEN folded(d."fileName") END COLLATE "C" ASC,
        CASE WHEN sort = 'name_down' THEN folded(d."fileName") END COLLATE "C" DESC,
        CASE WHEN sort = 'smallest' THEN d."fileSize" END ASC NULLS LAST,
        CASE WHEN sort = 'largest' THEN d."fileSize" END DESC NULLS LAST,
        CASE WHEN sort = 'confidence' THEN d."ocrConfidence" END ASC NULLS LAST,
        CASE WHEN sort = 'confidence_down' THEN d."ocrConfidence" END DESC NULLS LAST,
        d.id COLLATE "C") AS place
    FROM documents d, request
    WHERE d.id IN (SELECT id FROM document)
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM document),
    'rows', coalesce((SELECT json_agg(document_json($1, shown) ORDER BY place) FROM placed), '[]')
)::text
FROM request
WHERE may_read($1, r, now)
