-- Clients, invoices, engagements and documents in figures; no row where tenant or client is not there.
--
-- $1 tenant, $2 the request, $3 is not used. Of one client its own rows count; of all, the tenant's own, whatever their
-- clients are. Each table is aggregated alone.
WITH request AS (
    SELECT $2::text::jsonb ->> 'clientId' AS client_id, at_text($2::text::jsonb ->> 'createdFrom') AS from_at,
           at_text($2::text::jsonb ->> 'createdTo') AS to_at, $3::bigint AS unused
),
found AS (
    SELECT c.id FROM clients c, request WHERE c."organizationId" = $1 AND c."deletedAt" IS NULL AND c.id = client_id
),
client AS (
    SELECT c.* FROM clients c, request
    WHERE c."organizationId" = $1 AND c."deletedAt" IS NULL AND (client_id IS NULL OR c.id = client_id)
      AND (from_at IS NULL OR c."createdAt" >= from_at) AND (to_at IS NULL OR c."createdAt" < to_at)
),
invoice AS (
    SELECT i.currency, count(*) AS n, sum(i."totalAmount") AS total, sum(i."paidAmount") AS paid,
           coalesce(sum(i."balanceAmount") FILTER (WHERE i.status IN ('sent', 'viewed', 'partial', 'overdue')), 0) AS outstanding
    FROM invoices i, request
    WHERE i."organizationId" = $1 AND i."deletedAt" IS NULL AND (client_id IS NULL OR i."clientId" = client_id)
      AND (from_at IS NULL OR i."createdAt" >= from_at) AND (to_at IS NULL OR i."createdAt" < to_at)
    GROUP BY i.currency
),
engagement AS (
    SELECT e.status FROM engagements e, request
    WHERE e."organizationId" = $1 AND e."deletedAt" IS NULL AND (client_id IS NULL OR e."clientId" = client_id)
      AND (from_at IS NULL OR e."createdAt" >= from_at) AND (to_at IS NULL OR e."createdAt" < to_at)
),
document AS (
    SELECT d.category FROM documents d, request
    WHERE d."organizationId" = $1 AND d."deletedAt" IS NULL AND (client_id IS NULL OR d."clientId" = client_id)
      AND (from_at IS NULL OR d."createdAt" >= from_at) AND (to_at IS NULL OR d."createdAt" < to_at)
)
SELECT json_build_object(
    'clientCount', (SELECT count(*) FROM client),
    'totalRevenue', (SELECT decimal_text(coalesce(sum("annualRevenue"), 0)) FROM client),
    'averageRevenue', (SELECT mean_text(sum("annualRevenue"), count("annualRevenue")) FROM client),
    'invoices', coalesce((
        SELECT json_agg(json_build_object('currency', currency, 'count', n, 'totalAmount', money_text(total),
                                          'paidAmount', money_text(paid), 'outstandingAmount', money_text(outstanding))
                        ORDER BY currency COLLATE "C")
        FROM invoice), '[]'),
    'engagements', value_counts((SELECT array_agg(status) FROM engagement),
        ARRAY['planning', 'in_progress', 'review', 'on_hold', 'completed', 'cancelled']),
    'documents', value_counts((SELECT array_agg(category) FROM document),
        ARRAY['tax_return', 'financial_statement', 'receipt', 'invoice', 'bank_statement', 'w2', '1099'])
)::text
FROM organizations o, request
WHERE o.id = $1 AND o."deletedAt" IS NULL AND (client_id IS NULL OR EXISTS (SELECT FROM found))
