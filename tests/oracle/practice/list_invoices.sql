-- Every invoice that fits, in order, with the total.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb AS r, $2::text::jsonb -> 'filters' AS f, coalesce($2::text::jsonb ->> 'sort', 'lifecycle') AS sort,
           at_ms($3::bigint) AS now
),
placed AS (
    SELECT i AS shown, row_number() OVER (ORDER BY
        CASE WHEN sort = 'lifecycle' THEN
            rank_of(ARRAY['draft', 'sent', 'viewed', 'partial', 'overdue', 'paid', 'cancelled'], i.status)
        END ASC NULLS LAST,
        CASE WHEN sort IN ('lifecycle', 'due') THEN i."dueDate" END ASC NULLS LAST,
        CASE WHEN sort IN ('lifecycle', 'newest') THEN i."invoiceDate" END DESC NULLS LAST,
        CASE WHEN sort = 'largest' THEN i."totalAmount" END DESC NULLS LAST,
        i.id COLLATE "C") AS place
    FROM invoices i, request
    WHERE i."organizationId" = $1 AND i."deletedAt" IS NULL
      AND (r ->> 'clientId' IS NULL OR i."clientId" = r ->> 'clientId')
      AND (r ->> 'engagementId' IS NULL
           OR (i."engagementId" = r ->> 'engagementId'
               AND i."clientId" = engagement_client($1, r ->> 'engagementId')))
      AND holds(i."invoiceNumber", f ->> 'text')
      AND wanted(f -> 'statuses', i.status)
      AND wanted(f -> 'paymentStatuses', payment_status(i))
      AND wanted(f -> 'currencies', i.currency)
      AND is_within(i."dueDate", f ->> 'dueFrom', f ->> 'dueTo')
      AND is_within(i."invoiceDate", f ->> 'invoicedFrom', f ->> 'invoicedTo')
      AND (f ->> 'amountMin' IS NULL OR i."totalAmount" >= (f ->> 'amountMin')::numeric)
      AND (f ->> 'amountMax' IS NULL OR i."totalAmount" <= (f ->> 'amountMax')::numeric)
      AND same(f -> 'overdue', days_overdue(i, now) IS NOT NULL)
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM placed),
    'rows', coalesce((SELECT json_agg(invoice_json($1, shown, now) ORDER BY place) FROM placed), '[]')
)::text
FROM request
WHERE may_read($1, r, now) AND sees_amounts(r)
  AND (r ->> 'engagementId' IS NULL
       OR engagement_client($1, r ->> 'engagementId') = coalesce(r ->> 'clientId', engagement_client($1, r ->> 'engagementId')))
