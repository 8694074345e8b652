-- What the published ratings of an advisor say; no row where the marketplace may not show the advisor.
--
-- $1 tenant (of no matter), $2 the request, $3 the instant of the call (of no matter).
SELECT json_build_object(
    'id', p.id,
    'satisfaction', (
        SELECT satisfaction_figures(array_agg(s."overallSatisfaction"), array_agg(s."recommendationLikelihood"))
        FROM client_satisfaction_metrics s
        WHERE s."advisorProfileId" = p.id AND s."isPublished" AND s."deletedAt" IS NULL),
    'currentClientCount', (
        SELECT count(DISTINCT c.id)
        FROM engagements e JOIN clients c ON c.id = e."clientId" AND c."organizationId" = e."organizationId"
        WHERE e."assignedToId" = p."userId" AND e.status NOT IN ('completed', 'cancelled')
          AND e."deletedAt" IS NULL AND c."deletedAt" IS NULL)
)::text
FROM advisor_profiles p
WHERE p.id = $2::text::jsonb ->> 'id'
  AND p."marketplaceStatus" = 'active' AND p."isVerified" AND p."deletedAt" IS NULL
  AND $1::text IS NOT NULL AND $3::bigint IS NOT NULL
