-- One place per id, in the order of the ids; zeros where there is no such client.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb AS r, at_ms($3::bigint) AS now
)
SELECT json_build_object('clients', (
    SELECT json_agg(json_build_object(
        'id', key.value,
        'documents', (SELECT count(*) FROM documents d
            WHERE d."clientId" = c.id AND d."organizationId" = $1 AND d."deletedAt" IS NULL AND d."isLatestVersion"),
        'engagements', (SELECT count(*) FROM engagements e
            WHERE e."clientId" = c.id AND e."organizationId" = $1 AND e."deletedAt" IS NULL),
        'invoices', (SELECT count(*) FROM invoices i
            WHERE i."clientId" = c.id AND i."organizationId" = $1 AND i."deletedAt" IS NULL)
        ) ORDER BY key.ordinality)
    FROM jsonb_array_elements_text(r -> 'ids') WITH ORDINALITY AS key
    LEFT JOIN clients c ON c.id = key.value AND is_client($1, c.id)))::text
FROM request
WHERE may_read($1, r, now)
