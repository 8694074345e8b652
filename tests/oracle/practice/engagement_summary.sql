-- The engagements and the billing of a client in a year; no row where tenant or client is not there or not to be seen.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT r ->> 'clientId' AS client_id, zone,
           coalesce((r ->> 'year')::int, date_part('year', (at_ms($3::bigint) AT TIME ZONE 'UTC') AT TIME ZONE zone)::int)
               AS year,
           r -> 'audience' AS audience
    FROM (SELECT $2::text::jsonb AS r, coalesce($2::text::jsonb ->> 'timeZone', 'UTC') AS zone) AS given
),
bounds AS (
    SELECT client_id, year, audience,
           (make_timestamp(year, 1, 1, 0, 0, 0) AT TIME ZONE zone) AT TIME ZONE 'UTC' AS from_at,
           (make_timestamp(year + 1, 1, 1, 0, 0, 0) AT TIME ZONE zone) AT TIME ZONE 'UTC' AS to_at
    FROM request
),
client AS (
    SELECT c.id, b.* FROM clients c, bounds b, organizations o
    WHERE c.id = client_id AND c."organizationId" = $1 AND c."deletedAt" IS NULL
      AND o.id = $1 AND o."deletedAt" IS NULL
      AND (audience ->> 'kind' = 'staff' OR (
          audience ->> 'clientId' = client_id AND (audience ->> 'isActive')::boolean
          AND (audience ->> 'expiresAt' IS NULL OR at_ms($3::bigint) < at_text(audience ->> 'expiresAt'))))
),
engagement AS (
    SELECT e.* FROM engagements e JOIN client c ON c.id = e."clientId"
    WHERE e."organizationId" = $1 AND e."deletedAt" IS NULL AND e."createdAt" >= from_at AND e."createdAt" < to_at
),
invoice AS (
    SELECT i.currency, count(*) AS n, sum(i."totalAmount") AS billed, sum(i."paidAmount") AS paid,
           coalesce(sum(i."balanceAmount") FILTER (WHERE i.status IN ('sent', 'viewed', 'partial', 'overdue')), 0) AS outstanding
    FROM invoices i JOIN client c ON c.id = i."clientId"
    WHERE i."organizationId" = $1 AND i."deletedAt" IS NULL AND i."createdAt" >= from_at AND i."createdAt" < to_at
      AND i.status NOT IN ('draft', 'cancelled')
    GROUP BY i.currency
)
SELECT json_build_object(
    'year', c.year,
    'total', (SELECT count(*) FROM engagement),
    'byStatus', value_counts((SELECT array_agg(status) FROM engagement),
        ARRAY['planning', 'in_progress', 'review', 'on_hold', 'completed', 'cancelled']),
    'byType', value_counts((SELECT array_agg(type) FROM engagement),
        ARRAY['tax_preparation', 'bookkeeping', 'advisory', 'cfo_services', 'audit', 'review']),
    'estimatedHours', (SELECT decimal_text(coalesce(sum("estimatedHours"), 0)) FROM engagement),
    'actualHours', (SELECT decimal_text(coalesce(sum("actualHours"), 0)) FROM engagement),
    'billing', CASE WHEN audience ->> 'kind' = 'staff' OR (audience ->> 'canViewFinancials')::boolean THEN coalesce((
        SELECT json_agg(json_build_object('currency', currency, 'invoiceCount', n, 'totalBilled', money_text(billed),
                                          'totalPaid', money_text(paid), 'outstanding', money_text(outstanding))
                        ORDER BY currency COLLATE "C")
        FROM invoice), '[]') END
)::text
FROM client c
