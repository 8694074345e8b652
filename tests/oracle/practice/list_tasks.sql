-- Every task that fits, in order, with the total.
--
-- $1 tenant, $2 the request, $3 the instant of the call in milliseconds.
WITH request AS (
    SELECT $2::text::jsonb AS r, $2::text::jsonb -> 'filters' AS f, coalesce($2::text::jsonb ->> 'sort', 'rank') AS sort,
           at_ms($3::bigint) AS now
),
placed AS (
    SELECT t AS shown, row_number() OVER (ORDER BY
        CASE WHEN sort = 'rank' THEN rank_of(ARRAY['urgent', 'high', 'normal', 'low'], t.priority) END ASC NULLS LAST,
        CASE WHEN sort IN ('rank', 'due') THEN t."dueDate" END ASC NULLS LAST,
        CASE WHEN sort = 'rank' THEN t."createdAt" END ASC NULLS LAST,
        CASE WHEN sort = 'newest' THEN t."createdAt" END DESC NULLS LAST,
        t.id COLLATE "C") AS place
    FROM tasks t, request
    WHERE t."organizationId" = $1 AND t."deletedAt" IS NULL
      AND (r ->> 'clientId' IS NULL OR engagement_client($1, t."engagementId") = r ->> 'clientId')
      AND (r ->> 'engagementId' IS NULL OR t."engagementId" = r ->> 'engagementId')
      AND (r ->> 'assigneeId' IS NULL OR t."assignedToId" = r ->> 'assigneeId')
      AND (holds(t.title, f ->> 'text') OR holds(t.description, f ->> 'text'))
      AND wanted(f -> 'statuses', t.status)
      AND wanted(f -> 'priorities', t.priority)
      AND wanted(f -> 'taskTypes', t."taskType")
      AND same(f -> 'unassigned', t."assignedToId" IS NULL)
      AND same(f -> 'withoutEngagement', t."engagementId" IS NULL)
      AND is_within(t."dueDate", f ->> 'dueFrom', f ->> 'dueTo')
      AND same(f -> 'overdue', is_overdue(t, now))
)
SELECT json_build_object(
    'total', (SELECT count(*) FROM placed),
    'rows', coalesce((SELECT json_agg(task_json($1, shown, now) ORDER BY place) FROM placed), '[]')
)::text
FROM request
WHERE may_read($1, r, now)
  AND (r ->> 'engagementId' IS NULL
       OR engagement_client($1, r ->> 'engagementId') = coalesce(r ->> 'clientId', engagement_client($1, r ->> 'engagementId')))
