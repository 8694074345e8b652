-- The tenant's matches in figures; no row where the tenant, the client or the advisor is not there.
--
-- $1 tenant, $2 the request, $3 the instant of the call (of no matter).
WITH request AS (
    SELECT r ->> 'clientId' AS client_id, r ->> 'advisorProfileId' AS advisor_id,
           at_text(r ->> 'from') AS first, at_text(r ->> 'to') AS last,
           coalesce(r ->> 'groupBy', 'week') AS unit, coalesce(r ->> 'timeZone', 'UTC') AS zone,
           $3::bigint AS now
    FROM (SELECT $2::text::jsonb AS r) given
),
own AS (
    SELECT m.* FROM advisor_marketplace_matches m WHERE m."organizationId" = $1 AND m."deletedAt" IS NULL
),
found AS (
    SELECT m.* FROM own m, request
    WHERE m."createdAt" >= first AND m."createdAt" < last
      AND (client_id IS NULL OR m."clientId" = client_id)
      AND (advisor_id IS NULL OR m."advisorProfileId" = advisor_id)
),
-- Midnights of the zone's own clock.
local AS (
    SELECT unit, zone, midnight, midnight + step AS next
    FROM request,
         LATERAL (SELECT CASE unit WHEN 'quarter' THEN interval '3 months' ELSE ('1 ' || unit)::interval END AS step) s,
         LATERAL generate_series(date_trunc(unit, first AT TIME ZONE 'UTC' AT TIME ZONE zone),
                                 last AT TIME ZONE 'UTC' AT TIME ZONE zone, step) midnight
),
period AS (
    SELECT to_char(midnight, CASE unit WHEN 'day' THEN 'YYYY-MM-DD' WHEN 'week' THEN 'IYYY-"W"IW'
                                       WHEN 'month' THEN 'YYYY-MM' WHEN 'quarter' THEN 'YYYY-"Q"Q' ELSE 'YYYY' END) AS label,
           midnight AT TIME ZONE zone AT TIME ZONE 'UTC' AS starts,
           next AT TIME ZONE zone AT TIME ZONE 'UTC' AS ends
    FROM local
),
-- The first line of what is counted has no period: it is the total.
counted AS (
    SELECT NULL AS label, first AS starts, last AS ends FROM request
    UNION ALL
    SELECT label, starts, ends FROM period, request WHERE starts < last
),
figures AS (
    SELECT c.label, c.starts, c.ends, json_build_object(
        'count', count(m.id),
        'byStatus', coalesce((
            SELECT json_agg(json_build_object('status', status, 'count', n)
                            ORDER BY rank_of(ARRAY['suggested', 'client_viewed', 'client_contacted', 'contacted',
                                                   'advisor_responded', 'call_scheduled', 'meeting_scheduled',
                                                   'proposal_sent', 'accepted', 'rejected', 'declined', 'expired'],
                                             status) NULLS LAST, status COLLATE "C")
            FROM (SELECT f.status, count(*) AS n FROM found f
                  WHERE f."createdAt" >= c.starts AND f."createdAt" < c.ends GROUP BY f.status) s), '[]'),
        'meanScore', float_json(sum(m."matchScore" ORDER BY m."createdAt" DESC, m.id COLLATE "C") / nullif(count(m.id), 0)),
        'shownCount', coalesce(sum(m."timesShown"), 0),
        'clickedCount', count(*) FILTER (WHERE m."clickedByClient"),
        'engagementCreatedCount', count(*) FILTER (WHERE m."engagementCreated"),
        'convertedCount', count(*) FILTER (WHERE m."engagementCreated" OR m.status = 'accepted'),
        'conversionPercent', float_json(
            (100 * count(*) FILTER (WHERE m."engagementCreated" OR m.status = 'accepted'))::float8
            / nullif(count(m.id), 0))
    ) AS figures
    FROM counted c LEFT JOIN found m ON m."createdAt" >= c.starts AND m."createdAt" < c.ends
    GROUP BY c.label, c.starts, c.ends
)
SELECT json_build_object(
    'totals', (SELECT figures FROM figures WHERE label IS NULL),
    'periods', (
        SELECT json_agg(json_build_object(
            'label', label, 'from', instant(starts), 'to', instant(ends), 'figures', figures) ORDER BY starts)
        FROM figures WHERE label IS NOT NULL)
)::text
FROM organizations o, request
WHERE o.id = $1 AND o."deletedAt" IS NULL
  AND (client_id IS NULL OR EXISTS (SELECT FROM clients c
       WHERE c.id = client_id AND c."organizationId" = $1 AND c."deletedAt" IS NULL))
  AND (advisor_id IS NULL OR EXISTS (SELECT FROM own m WHERE m."advisorProfileId" = advisor_id)
       OR EXISTS (SELECT FROM advisor_profiles p
                  WHERE p.id = advisor_id AND p."marketplaceStatus" = 'active' AND p."isVerified"
                    AND p."deletedAt" IS NULL))
