-- The dashboard of one client as JSON; no row where the tenant or the client is not there.
--
-- $1 tenant, $2 client, $3 the instant of the call in milliseconds, $4 whether staff asks,
-- $5 the access levels of the portal, $6 whether amounts are shown.
--
-- Each child table is reached and aggregated alone: no join multiplies a sum.
WITH client AS (
    SELECT c.*
    FROM clients c
    JOIN organizations o ON o.id = c."organizationId"
    WHERE c.id = $2 AND c."organizationId" = $1 AND c."deletedAt" IS NULL AND o."deletedAt" IS NULL
),
document AS (
    SELECT d.*
    FROM documents d
    JOIN client c ON c.id = d."clientId"
    WHERE d."organizationId" = $1 AND d."deletedAt" IS NULL
      -- A confidential document, and one of an unknown level, is for staff alone.
      AND ($4 OR (NOT d."isConfidential" AND d."accessLevel" = ANY ($5)))
),
engagement AS (
    SELECT e.*
    FROM engagements e
    JOIN client c ON c.id = e."clientId"
    WHERE e."organizationId" = $1 AND e."deletedAt" IS NULL
),
task AS (
    SELECT t.*
    FROM tasks t
    JOIN engagement e ON e.id = t."engagementId"
    WHERE t."organizationId" = $1 AND t."deletedAt" IS NULL
),
invoice AS (
    SELECT i.*
    FROM invoices i
    JOIN client c ON c.id = i."clientId"
    WHERE i."organizationId" = $1 AND i."deletedAt" IS NULL
),
amount AS (
    SELECT currency,
           coalesce(sum("totalAmount") FILTER (WHERE status = 'paid'), 0)::numeric(38, 2) AS revenue,
           coalesce(sum("balanceAmount") FILTER (WHERE status IN ('sent', 'viewed', 'partial', 'overdue')), 0)::numeric(38, 2)
               AS outstanding
    FROM invoice
    GROUP BY currency
),
recent AS (
    SELECT * FROM document
    ORDER BY "createdAt" DESC, id COLLATE "C"
    LIMIT 5
),
upcoming AS (
    SELECT * FROM task
    WHERE status IN ('pending', 'in_progress')
    ORDER BY "dueDate" ASC NULLS LAST, id COLLATE "C"
    LIMIT 5
)
SELECT json_build_object(
    'clientId', c.id,
    'businessName', c."businessName",
    'status', c.status,
    'totalDocuments', (SELECT count(*) FROM document),
    'documentsLast30Days', (
        SELECT count(*) FROM document
        WHERE "createdAt" >= to_timestamp($3::bigint / 1000.0) AT TIME ZONE 'UTC' - interval '30 days'),
    'documentsNeedsReview', (SELECT count(*) FROM document WHERE "needsReview"),
    'activeTasks', (SELECT count(*) FROM task WHERE status IN ('pending', 'in_progress')),
    'completedTasks', (SELECT count(*) FROM task WHERE status = 'completed'),
    'totalInvoices', CASE WHEN $6 THEN (SELECT count(*) FROM invoice) END,
    'amounts', CASE WHEN $6 THEN coalesce(
        (SELECT json_agg(json_build_object(
                    'currency', currency,
                    'totalRevenue', revenue::text,
                    'outstandingBalance', outstanding::text)
                ORDER BY currency COLLATE "C")
         FROM amount), '[]') END,
    'totalEngagements', (SELECT count(*) FROM engagement),
    'activeEngagements', (SELECT count(*) FROM engagement WHERE status = 'in_progress'),
    'lastDocumentUpload', (SELECT instant(max("createdAt")) FROM document),
    'lastTaskUpdate', (SELECT instant(max("updatedAt")) FROM task),
    'lastInvoiceDate', CASE WHEN $6 THEN (SELECT instant(max("createdAt")) FROM invoice) END,
    'recentDocuments', coalesce(
        (SELECT json_agg(json_build_object(
                    'id', id,
                    'fileName', "fileName",
                    'category', category,
                    'createdAt', instant("createdAt"))
                ORDER BY "createdAt" DESC, id COLLATE "C")
         FROM recent), '[]'),
    'upcomingTasks', coalesce(
        (SELECT json_agg(json_build_object(
                    'id', t.id,
                    'title', t.title,
                    'dueDate', instant(t."dueDate"),
                    'priority', t.priority,
                    'assigneeName', (
                        SELECT u.name FROM users u
                        WHERE u.id = t."assignedToId" AND u."organizationId" = $1 AND u."deletedAt" IS NULL))
                ORDER BY t."dueDate" ASC NULLS LAST, t.id COLLATE "C")
         FROM upcoming t), '[]')
)::text
FROM client c
