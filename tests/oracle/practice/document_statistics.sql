-- Figures of the documents that were processed, and of those that wait for review.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb AS r, at_ms($3::bigint) AS now
),
processed AS (
    SELECT d.category, d."ocrStatus" AS status, d."needsReview" AS needs_review,
           -- Ties go to the even neighbour here as there.
           CASE WHEN d."ocrConfidence" IS NOT NULL
                THEN least(greatest(round(d."ocrConfidence" * 1e9), -1e18), 1e18)::bigint::numeric END AS confidence
    FROM documents d, request
    WHERE d."organizationId" = $1 AND d."deletedAt" IS NULL AND d."ocrStatus" <> 'pending'
      AND is_within(d."ocrProcessedAt", r ->> 'processedFrom', r ->> 'processedTo')
),
waiting AS (
    SELECT d.category, extract(epoch FROM now - d."createdAt") / 86400 AS age
    FROM documents d, request
    WHERE d."organizationId" = $1 AND d."deletedAt" IS NULL
      AND d."isLatestVersion" AND d."needsReview" AND d."ocrStatus" = 'manual_review'
),
-- Whole numbers of 10^-12, halves away from zero.
category AS (
    SELECT category, count(*) AS count, count(*) FILTER (WHERE needs_review) AS needing_review,
           decimal_text((sign(sum(confidence))
               * div(2000 * abs(sum(confidence)) + count(confidence), 2 * nullif(count(confidence), 0))) * 1e-12) AS mean
    FROM processed GROUP BY category
),
status AS (
    SELECT status, count(*) AS count,
           rank_of(ARRAY['pending', 'processing', 'completed', 'failed', 'manual_review', 'skipped'], status) AS rank
    FROM processed GROUP BY status
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM processed),
    'needingReview', (SELECT count(*) FROM processed WHERE needs_review),
    'meanConfidence', (SELECT decimal_text((sign(sum(confidence))
        * div(2000 * abs(sum(confidence)) + count(confidence), 2 * nullif(count(confidence), 0))) * 1e-12) FROM processed),
    'withoutConfidence', (SELECT count(*) FROM processed WHERE confidence IS NULL),
    'categories', coalesce((SELECT json_agg(json_build_object(
        'category', category, 'count', count, 'needingReview', needing_review, 'meanConfidence', mean
        ) ORDER BY category COLLATE "C") FROM category), '[]'),
    'statuses', coalesce((SELECT json_agg(json_build_object('status', status, 'count', count)
        ORDER BY rank NULLS LAST, status COLLATE "C") FROM status), '[]'),
    'backlog', json_build_object(
        'total', (SELECT count(*) FROM waiting),
        'categories', coalesce((
            SELECT json_agg(json_build_object('category', category, 'count', count) ORDER BY category COLLATE "C")
            FROM (SELECT category, count(*) AS count FROM waiting GROUP BY category) counted), '[]'),
        'ages', (SELECT json_build_object(
            'upTo1Day', count(*) FILTER (WHERE age <= 1),
            'upTo7Days', count(*) FILTER (WHERE age > 1 AND age <= 7),
            'upTo30Days', count(*) FILTER (WHERE age > 7 AND age <= 30),
            'over30Days', count(*) FILTER (WHERE age > 30)) FROM waiting))
)::text
FROM request
WHERE may_read($1, r, now)
