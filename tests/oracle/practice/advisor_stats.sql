-- What an advisor did for a tenant; no row where the tenant or the advisor is not there.
--
-- $1 tenant, $2 the request, $3 the instant of the call (of no matter).
WITH request AS (
    SELECT $2::text::jsonb ->> 'userId' AS user_id, at_text($2::text::jsonb ->> 'from') AS first,
           at_text($2::text::jsonb ->> 'to') AS last, $3::bigint AS now
),
own_user AS (
    SELECT u.id FROM users u, request
    WHERE u.id = user_id AND u."organizationId" = $1 AND u."deletedAt" IS NULL
),
engagement AS (
    SELECT e.* FROM engagements e, request
    WHERE e."assignedToId" = user_id AND e."organizationId" = $1 AND e."deletedAt" IS NULL
),
share AS (
    SELECT s.* FROM revenue_shares s, request
    WHERE s."advisorId" = user_id AND s."organizationId" = $1 AND s."deletedAt" IS NULL
),
rating AS (
    SELECT s.* FROM client_satisfaction_metrics s, request
    WHERE s."advisorUserId" = user_id AND s."organizationId" = $1 AND s."deletedAt" IS NULL
)
SELECT json_build_object(
    'userId', user_id,
    'profile', (
        SELECT json_build_object(
            'id', p.id, 'overallRating', float_json(p."overallRating"), 'totalReviews', p."totalReviews",
            'completedEngagements', p."completedEngagements", 'currentClients', p."currentClients",
            'maxClients', p."maxClients")
        FROM advisor_profiles p
        WHERE p."userId" = user_id AND p."deletedAt" IS NULL
          AND ((p."marketplaceStatus" = 'active' AND p."isVerified") OR EXISTS (SELECT FROM own_user))
        ORDER BY p.id COLLATE "C" LIMIT 1),
    'engagementCount', (SELECT count(*) FROM engagement e
        WHERE (first IS NULL OR e."startDate" >= first) AND (last IS NULL OR e."startDate" < last)),
    'shares', (SELECT json_build_object(
            'count', count(*),
            'grossRevenue', money_text(coalesce(sum(s."grossRevenue"), 0)),
            'advisorPayout', money_text(coalesce(sum(s."advisorPayout"), 0)),
            'platformFee', money_text(coalesce(sum(s."platformFee"), 0)))
        FROM share s
        WHERE (first IS NULL OR s."periodStart" >= first) AND (last IS NULL OR s."periodStart" < last)),
    'satisfaction', (
        SELECT satisfaction_figures(array_agg(s."overallSatisfaction"), array_agg(s."recommendationLikelihood"))
        FROM rating s
        WHERE (first IS NULL OR s."reviewDate" >= first) AND (last IS NULL OR s."reviewDate" < last))
)::text
FROM organizations o, request
WHERE o.id = $1 AND o."deletedAt" IS NULL
  AND (EXISTS (SELECT FROM own_user) OR EXISTS (SELECT FROM engagement) OR EXISTS (SELECT FROM share)
       OR EXISTS (SELECT FROM rating))
