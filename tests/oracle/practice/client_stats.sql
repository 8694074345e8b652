-- Clients in figures. $1 tenant, $2 is not used, $3 the instant of the call in milliseconds.
WITH client AS (
    SELECT * FROM clients WHERE "organizationId" = $1 AND "deletedAt" IS NULL
)
SELECT json_build_object(
    'totalClients', (SELECT count(*) FROM client),
    'activeClients', (SELECT count(*) FROM client WHERE status = 'active'),
    'prospectClients', (SELECT count(*) FROM client WHERE status = 'prospect'),
    'inactiveClients', (SELECT count(*) FROM client WHERE status = 'inactive'),
    'totalRevenue', (SELECT decimal_text(coalesce(sum("annualRevenue"), 0)) FROM client),
    'averageRevenue', (SELECT mean_text(sum("annualRevenue"), count("annualRevenue")) FROM client),
    'quickbooksConnected', (SELECT count("quickbooksId") FROM client),
    'recentlyAdded', (SELECT count(*) FROM client WHERE "createdAt" >= at_ms($3::bigint) - interval '30 days'),
    'byStatus', value_counts((SELECT array_agg(status) FROM client), ARRAY['active', 'prospect', 'inactive']),
    'byBusinessType', value_counts(
        (SELECT array_agg("businessType") FROM client WHERE "businessType" IS NOT NULL),
        ARRAY['LLC', 'Corporation', 'Partnership', 'Sole Proprietorship', 'S-Corp', 'C-Corp', 'Nonprofit', 'Trust', 'Estate']),
    'byRiskLevel', value_counts((SELECT array_agg("riskLevel") FROM client), ARRAY['low', 'medium', 'high'])
)::text
FROM organizations o
WHERE o.id = $1 AND o."deletedAt" IS NULL AND $2::text IS NOT NULL
