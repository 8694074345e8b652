-- Whether a person may enter the portal of a client; no row where the tenant or the client is not there.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb ->> 'userId' AS user_id, $2::text::jsonb ->> 'clientId' AS client_id,
           ($2::text::jsonb ->> 'ipAddress')::inet AS address, at_ms($3::bigint) AS now
),
access AS (
    SELECT a.*, u."isActive" AS user_is_active
    FROM client_portal_access a JOIN users u ON u.id = a."userId" AND u."deletedAt" IS NULL, request
    WHERE a."clientId" = client_id AND a."userId" = user_id AND a."deletedAt" IS NULL
    ORDER BY a.id COLLATE "C" LIMIT 1
),
reasoned AS (
    SELECT a.*, CASE
        WHEN a.id IS NULL THEN 'no_access'
        WHEN NOT a."isActive" OR NOT a.user_is_active THEN 'inactive'
        WHEN a."expiresAt" <= now THEN 'expired'
        WHEN cardinality(a."ipWhitelist") > 0
             AND NOT coalesce((SELECT bool_or(coalesce(address <<= address_of(entry), false))
                               FROM unnest(a."ipWhitelist") entry), false) THEN 'address_not_allowed'
        ELSE 'ok' END AS reason
    FROM request LEFT JOIN access a ON true
)
SELECT json_build_object(
    'isAllowed', reason = 'ok',
    'reason', reason,
    'accessLevel', d."accessLevel",
    'canViewFinancials', reason = 'ok' AND d."canViewFinancials",
    'canUploadDocuments', reason = 'ok' AND d."canUploadDocuments",
    'canMessageAdvisor', reason = 'ok' AND d."canMessageAdvisor",
    'canApproveInvoices', reason = 'ok' AND d."canApproveInvoices",
    'canManageTeam', reason = 'ok' AND d."canManageTeam",
    'canExportData', reason = 'ok' AND d."canExportData",
    'permissions', CASE WHEN reason = 'ok' THEN d.permissions::text END,
    'expiresAt', instant(d."expiresAt"),
    'mfaEnabled', coalesce(d."mfaEnabled", false),
    'sessionTimeoutMinutes', d."sessionTimeout",
    'audience', CASE WHEN reason = 'ok' THEN json_strip_nulls(json_build_object(
        'kind', 'portal',
        'clientId', c.id,
        'isActive', true,
        'expiresAt', instant(d."expiresAt"),
        'canViewFinancials', d."canViewFinancials",
        'documentAccessLevels', CASE WHEN d."accessLevel" IN ('view', 'edit', 'admin', 'owner')
                                     THEN '["public", "client"]'::json ELSE '["public"]'::json END)) END
)::text
FROM organizations o, clients c, request, reasoned d
WHERE o.id = $1 AND o."deletedAt" IS NULL
  AND c.id = client_id AND c."organizationId" = $1 AND c."deletedAt" IS NULL
