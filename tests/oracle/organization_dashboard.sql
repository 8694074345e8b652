-- The dashboard of an organization as JSON; no row where the tenant is not there. $1 tenant.
--
-- Live rows of the tenant count, whatever their parents are. Known values come in rank order, others
-- last by spelling.
WITH client AS (
    SELECT status, count(*) AS n
    FROM clients WHERE "organizationId" = $1 AND "deletedAt" IS NULL
    GROUP BY status
),
document AS (
    SELECT count(*) AS n, coalesce(sum("fileSize"), 0) AS bytes
    FROM documents WHERE "organizationId" = $1 AND "deletedAt" IS NULL
),
task AS (
    SELECT status, priority, count(*) AS n
    FROM tasks WHERE "organizationId" = $1 AND "deletedAt" IS NULL
    GROUP BY status, priority
),
engagement AS (
    SELECT status, type, count(*) AS n
    FROM engagements WHERE "organizationId" = $1 AND "deletedAt" IS NULL
    GROUP BY status, type
),
invoice AS (
    SELECT currency, count(*) AS n,
           sum("totalAmount")::numeric(38, 2) AS total,
           sum("paidAmount")::numeric(38, 2) AS paid,
           sum("balanceAmount")::numeric(38, 2) AS balance
    FROM invoices WHERE "organizationId" = $1 AND "deletedAt" IS NULL
    GROUP BY currency
)
SELECT json_build_object(
    'totalClients', (SELECT coalesce(sum(n), 0) FROM client),
    'clients', coalesce(
        (SELECT json_agg(json_build_object('status', status, 'count', n)
                ORDER BY array_position(ARRAY['active', 'prospect', 'inactive'], status) NULLS LAST,
                         status COLLATE "C")
         FROM client), '[]'),
    'totalDocuments', (SELECT n FROM document),
    -- Beyond the range of a 64-bit number the total stays at its end.
    'totalDocumentBytes', (SELECT least(bytes, 9223372036854775807) FROM document),
    'totalTasks', (SELECT coalesce(sum(n), 0) FROM task),
    'tasks', coalesce(
        (SELECT json_agg(json_build_object('status', status, 'priority', priority, 'count', n)
                ORDER BY array_position(ARRAY['pending', 'in_progress', 'review', 'completed', 'cancelled'], status)
                             NULLS LAST,
                         array_position(ARRAY['urgent', 'high', 'normal', 'low'], priority) NULLS LAST,
                         status COLLATE "C", priority COLLATE "C")
         FROM task), '[]'),
    'totalEngagements', (SELECT coalesce(sum(n), 0) FROM engagement),
    'engagements', coalesce(
        (SELECT json_agg(json_build_object('status', status, 'type', type, 'count', n)
                ORDER BY array_position(
                             ARRAY['planning', 'in_progress', 'review', 'on_hold', 'completed', 'cancelled'], status)
                             NULLS LAST,
                         status COLLATE "C", type COLLATE "C")
         FROM engagement), '[]'),
    'totalInvoices', (SELECT coalesce(sum(n), 0) FROM invoice),
    'invoices', coalesce(
        (SELECT json_agg(json_build_object(
                    'currency', currency,
                    'count', n,
                    'totalAmount', total::text,
                    'paidAmount', paid::text,
                    'balanceAmount', balance::text)
                ORDER BY currency COLLATE "C")
         FROM invoice), '[]')
)::text
FROM organizations o
WHERE o.id = $1 AND o."deletedAt" IS NULL
