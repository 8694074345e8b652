-- Every client that fits, in order, with the total; no row where the tenant is not there.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb AS r, $2::text::jsonb -> 'filters' AS f, coalesce($2::text::jsonb ->> 'sort', 'name') AS sort,
           $3::bigint AS now
),
client AS (
    SELECT c.*
    FROM clients c, request
    WHERE c."organizationId" = $1 AND c."deletedAt" IS NULL
      AND client_fits(c, f)
),
ranked AS (
    SELECT c.*,
           rank_of(ARRAY['active', 'prospect', 'inactive'], c.status) AS status_rank,
           rank_of(ARRAY['low', 'medium', 'high'], c."riskLevel") AS risk_rank
    FROM client c
),
placed AS (
    SELECT c.*, row_number() OVER (ORDER BY
        CASE WHEN sort = 'name' THEN folded(c."businessName") END COLLATE "C" ASC,
        CASE WHEN sort = 'name_down' THEN folded(c."businessName") END COLLATE "C" DESC,
        CASE WHEN sort = 'newest' THEN c."createdAt" END DESC NULLS LAST,
        CASE WHEN sort = 'oldest' THEN c."createdAt" END ASC NULLS LAST,
        CASE WHEN sort = 'updated_last' THEN c."updatedAt" END DESC NULLS LAST,
        CASE WHEN sort = 'updated_first' THEN c."updatedAt" END ASC NULLS LAST,
        CASE WHEN sort = 'status' THEN status_rank END ASC NULLS LAST,
        CASE WHEN sort = 'status_down' THEN status_rank END DESC NULLS LAST,
        CASE WHEN sort = 'risk_low' THEN risk_rank END ASC NULLS LAST,
        CASE WHEN sort = 'risk_high' THEN risk_rank END DESC NULLS LAST,
        CASE WHEN sort = 'revenue_low' THEN c."annualRevenue" END ASC NULLS LAST,
        CASE WHEN sort = 'revenue_high' THEN c."annualRevenue" END DESC NULLS LAST,
        c.id COLLATE "C") AS place
    FROM ranked c, request
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM client),
    'rows', coalesce((
        SELECT json_agg(client_row(c) ORDER BY place)
        FROM placed p JOIN clients c ON c.id = p.id), '[]')
)::text
FROM organizations o
WHERE o.id = $1 AND o."deletedAt" IS NULL
