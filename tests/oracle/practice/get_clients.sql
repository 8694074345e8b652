-- One place per id, in the order of the ids; null where there is no such client.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb AS r, at_ms($3::bigint) AS now
)
SELECT json_build_object('clients', (
    SELECT json_agg(
        CASE WHEN c.id IS NOT NULL THEN json_build_object(
            'id', c.id,
            'businessName', c."businessName",
            'status', c.status,
            'annualRevenue', decimal_text(c."annualRevenue"),
            'documentCount', (SELECT count(*) FROM documents d
                WHERE d."clientId" = c.id AND d."organizationId" = $1 AND d."deletedAt" IS NULL))
        END ORDER BY key.ordinality)
    FROM jsonb_array_elements_text(r -> 'ids') WITH ORDINALITY AS key
    LEFT JOIN clients c ON c.id = key.value AND is_client($1, c.id)))::text
FROM request
WHERE may_read($1, r, now)
