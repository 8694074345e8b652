-- Clients by group. $1 tenant, $2 the request, $3 is not used.
WITH request AS (
    SELECT $2::text::jsonb -> 'filters' AS f, $2::text::jsonb ->> 'groupBy' AS group_by, $3::bigint AS unused
),
client AS (
    SELECT c."annualRevenue" AS revenue, group_by,
           CASE group_by WHEN 'status' THEN c.status WHEN 'businessType' THEN c."businessType"
                WHEN 'riskLevel' THEN c."riskLevel" ELSE c.industry END AS key
    FROM clients c, request
    WHERE c."organizationId" = $1 AND c."deletedAt" IS NULL
      AND client_fits(c, f)
),
grouped AS (
    SELECT key, group_by, count(*) AS n, coalesce(sum(revenue), 0) AS total, mean_text(sum(revenue), count(revenue)) AS mean
    FROM client GROUP BY key, group_by
)
SELECT json_build_object('groups', coalesce((
    SELECT json_agg(json_build_object(
            'key', key, 'count', n, 'totalRevenue', decimal_text(total), 'averageRevenue', mean)
        ORDER BY key IS NULL,
                 rank_of(CASE group_by
                     WHEN 'status' THEN ARRAY['active', 'prospect', 'inactive']
                     WHEN 'riskLevel' THEN ARRAY['low', 'medium', 'high']
                     WHEN 'businessType' THEN ARRAY['LLC', 'Corporation', 'Partnership', 'Sole Proprietorship', 'S-Corp',
                                                    'C-Corp', 'Nonprofit', 'Trust', 'Estate'] END, key) NULLS LAST,
                 key COLLATE "C")
    FROM grouped), '[]'))::text
FROM organizations o
WHERE o.id = $1 AND o."deletedAt" IS NULL
