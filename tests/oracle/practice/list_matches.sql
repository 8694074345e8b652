-- Every match of a client, or of the tenant with an advisor, that fits, newest first, with the total.
--
-- No row where the tenant is not there, nor the client, for a portal that may not see it, nor the advisor.
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb AS r, $2::text::jsonb -> 'audience' AS a, $2::text::jsonb ->> 'clientId' AS client_id,
           $2::text::jsonb ->> 'advisorProfileId' AS advisor_id, $3::bigint AS now
),
own AS (
    SELECT m.* FROM advisor_marketplace_matches m
    WHERE m."organizationId" = $1 AND m."deletedAt" IS NULL
),
found AS (
    SELECT m.* FROM own m, request
    WHERE coalesce(m."clientId" = client_id, m."advisorProfileId" = advisor_id)
      AND wanted(r -> 'filters' -> 'statuses', m.status)
),
shown AS (
    SELECT p.*, u.name AS user_name
    FROM advisor_profiles p LEFT JOIN users u ON u.id = p."userId" AND u."deletedAt" IS NULL
    WHERE p."marketplaceStatus" = 'active' AND p."isVerified" AND p."deletedAt" IS NULL
),
client AS (
    SELECT c.* FROM clients c WHERE c."organizationId" = $1 AND c."deletedAt" IS NULL
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM found),
    'rows', coalesce((
        SELECT json_agg(json_build_object(
            'id', m.id,
            'clientId', m."clientId",
            'clientName', c."businessName",
            'clientIndustry', c.industry,
            'advisorProfileId', m."advisorProfileId",
            'advisorName', p.user_name,
            'advisorTitle', p."professionalTitle",
            'advisorHeadline', p.headline,
            'advisorRating', float_json(p."overallRating"),
            'matchScore', float_json(m."matchScore"),
            'matchReason', m."matchReason"::text,
            'matchAlgorithmVersion', m."matchAlgorithmVersion",
            'status', m.status,
            'statusUpdatedAt', instant(m."statusUpdatedAt"),
            'requestedServices', coalesce(m."requestedServices", '{}')
        )::jsonb || jsonb_build_object(
            'budgetRange', CASE WHEN amounts THEN m."budgetRange"::text END,
            'startDate', instant(m."startDate"),
            'urgency', m.urgency,
            'clientNotes', m."clientNotes",
            'advisorInterested', m."advisorInterested",
            'advisorResponse', m."advisorResponse",
            'proposedRate', CASE WHEN amounts THEN money_text(m."proposedRate") END,
            'respondedAt', instant(m."respondedAt"),
            'meetingScheduledAt', instant(m."meetingScheduledAt"),
            'meetingCompletedAt', instant(m."meetingCompletedAt"),
            'engagementCreated', m."engagementCreated",
            'engagementId', m."engagementId",
            'engagementStartedAt', instant(m."engagementStartedAt"),
            'rejectedBy', m."rejectedBy",
            'rejectionReason', m."rejectionReason",
            'rejectedAt', instant(m."rejectedAt"),
            'timesShown', m."timesShown",
            'clickedByClient', m."clickedByClient",
            'clientViewedAt', instant(m."clientViewedAt"),
            'expiresAt', instant(m."expiresAt"),
            'isExpired', m."isExpired",
            'createdAt', instant(m."createdAt"),
            'updatedAt', instant(m."updatedAt")
        ) ORDER BY m."createdAt" DESC, m.id COLLATE "C")
        FROM found m
             LEFT JOIN shown p ON p.id = m."advisorProfileId"
             LEFT JOIN client c ON c.id = m."clientId"
             CROSS JOIN (SELECT coalesce((a ->> 'canViewFinancials')::boolean, true) AS amounts FROM request) seen), '[]')
)::text
FROM organizations o, request
WHERE o.id = $1 AND o."deletedAt" IS NULL
  AND (client_id IS NULL OR EXISTS (SELECT FROM client c WHERE c.id = client_id))
  AND (advisor_id IS NULL OR EXISTS (SELECT FROM shown p WHERE p.id = advisor_id)
       OR EXISTS (SELECT FROM own m WHERE m."advisorProfileId" = advisor_id))
  AND (a ->> 'kind' IS DISTINCT FROM 'portal'
       OR (a ->> 'clientId' = client_id AND (a ->> 'isActive')::boolean
           AND (a ->> 'expiresAt' IS NULL OR at_text(a ->> 'expiresAt') > at_ms(now))))
