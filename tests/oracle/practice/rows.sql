-- Rows as answers show them, and who may see them.

-- A number as a double is written: with a point, always.
CREATE FUNCTION float_jsonb(value double precision) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN value IS NULL THEN 'null'::jsonb
                WHEN value = trunc(value) THEN to_jsonb(round(value::numeric, 1))
                ELSE to_jsonb(value) END
$$;
-- Whether a list of numbers in a request asks for nothing or holds the value.
CREATE FUNCTION wanted_number(list jsonb, value bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT list IS NULL OR list = 'null' OR jsonb_array_length(list) = 0 OR coalesce(list @> to_jsonb(value), false)
$$;
-- Whether an instant lies in a half-open range of a request; an unknown one lies in none.
CREATE FUNCTION is_within(value timestamp, first text, behind text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (first IS NULL OR coalesce(value >= at_text(first), false))
       AND (behind IS NULL OR coalesce(value < at_text(behind), false))
$$;
-- Live rows of the tenant.
CREATE FUNCTION is_client(tenant text, wanted_id text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM clients c WHERE c.id = wanted_id AND c."organizationId" = tenant AND c."deletedAt" IS NULL)
$$;
CREATE FUNCTION client_name(tenant text, wanted_id text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT c."businessName" FROM clients c
    WHERE c.id = wanted_id AND c."organizationId" = tenant AND c."deletedAt" IS NULL
$$;
CREATE FUNCTION user_name(tenant text, wanted_id text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT u.name FROM users u WHERE u.id = wanted_id AND u."organizationId" = tenant AND u."deletedAt" IS NULL
$$;
CREATE FUNCTION engagement_name(tenant text, wanted_id text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT e.name FROM engagements e
    WHERE e.id = wanted_id AND e."organizationId" = tenant AND e."deletedAt" IS NULL
$$;
CREATE FUNCTION engagement_client(tenant text, wanted_id text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT e."clientId" FROM engagements e
    WHERE e.id = wanted_id AND e."organizationId" = tenant AND e."deletedAt" IS NULL
$$;
-- Whether the tenant is there, the client of the request too, and the reader may ask for it.
CREATE FUNCTION may_read(tenant text, r jsonb, now timestamp) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM organizations o WHERE o.id = tenant AND o."deletedAt" IS NULL)
       AND (r ->> 'clientId' IS NULL OR is_client(tenant, r ->> 'clientId'))
       AND (coalesce(r #>> '{audience,kind}', 'staff') = 'staff'
            OR ((r #>> '{audience,isActive}')::boolean AND r #>> '{audience,clientId}' = r ->> 'clientId'
                AND (r #>> '{audience,expiresAt}' IS NULL OR now < at_text(r #>> '{audience,expiresAt}'))))
$$;
CREATE FUNCTION sees_document(r jsonb, level text, is_confidential boolean) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT r #>> '{audience,kind}' = 'staff'
        OR (NOT is_confidential AND level IN ('public', 'organization', 'client', 'restricted')
            AND r #> '{audience,documentAccessLevels}' ? level)
$$;
CREATE FUNCTION sees_amounts(r jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT r #>> '{audience,kind}' = 'staff' OR (r #>> '{audience,canViewFinancials}')::boolean
$$;
CREATE FUNCTION document_json(tenant text, d documents) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', d.id, 'clientId', d."clientId", 'clientName', client_name(tenant, d."clientId"),
        'fileName', d."fileName", 'fileType', d."fileType", 'mimeType', d."mimeType", 'fileSize', d."fileSize",
        'category', d.category, 'subcategory', d.subcategory, 'description', d.description,
        'year', d.year, 'quarter', d.quarter, 'version', d.version, 'isLatestVersion', d."isLatestVersion",
        'tags', to_jsonb(coalesce(d.tags, '{}')), 'ocrStatus', d."ocrStatus",
        'ocrConfidence', float_jsonb(d."ocrConfidence"), 'ocrProcessedAt', instant(d."ocrProcessedAt"),
        'needsReview', d."needsReview", 'reviewedAt', instant(d."reviewedAt"),
        'isConfidential', d."isConfidential", 'accessLevel', d."accessLevel", 'isArchived', d."isArchived",
        'uploadedBy', d."uploadedBy", 'uploaderName', user_name(tenant, d."uploadedBy"),
        'createdAt', instant(d."createdAt"), 'updatedAt', instant(d."updatedAt"))
$$;
CREATE FUNCTION is_overdue(t tasks, now timestamp) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(t."dueDate" < now, false) AND t.status NOT IN ('completed', 'cancelled')
$$;
CREATE FUNCTION task_json(tenant text, t tasks, now timestamp) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', t.id, 'title', t.title, 'description', t.description, 'status', t.status, 'priority', t.priority,
        'taskType', t."taskType", 'estimatedHours', decimal_text(t."estimatedHours"),
        'actualHours', decimal_text(t."actualHours"), 'startDate', instant(t."startDate"),
        'dueDate', instant(t."dueDate"), 'completedDate', instant(t."completedDate"),
        'assignedToId', t."assignedToId", 'assigneeName', user_name(tenant, t."assignedToId"),
        'engagementId', t."engagementId", 'engagementName', engagement_name(tenant, t."engagementId"),
        'clientId', engagement_client(tenant, t."engagementId"),
        'clientName', client_name(tenant, engagement_client(tenant, t."engagementId")),
        'createdAt', instant(t."createdAt"), 'updatedAt', instant(t."updatedAt"),
        'isOverdue', is_overdue(t, now))
$$;
CREATE FUNCTION payment_status(i invoices) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN i."paidAmount" >= i."totalAmount" THEN 'paid' WHEN i."paidAmount" > 0 THEN 'partial'
                ELSE 'unpaid' END
$$;
-- Whole days since the invoice was due; none where it is not overdue.
CREATE FUNCTION days_overdue(i invoices, now timestamp) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT floor(extract(epoch FROM now - i."dueDate") / 86400)::bigint
    WHERE i.status IN ('sent', 'viewed', 'partial', 'overdue') AND i."balanceAmount" > 0 AND i."dueDate" < now
$$;
CREATE FUNCTION invoice_json(tenant text, i invoices, now timestamp) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', i.id, 'clientId', i."clientId", 'clientName', client_name(tenant, i."clientId"),
        'engagementId', i."engagementId", 'engagementName', engagement_name(tenant, i."engagementId"),
        'invoiceNumber', i."invoiceNumber", 'status', i.status, 'paymentStatus', payment_status(i),
        'invoiceDate', instant(i."invoiceDate"), 'dueDate', instant(i."dueDate"), 'subtotal', money_text(i.subtotal),
        'taxAmount', money_text(i."taxAmount"), 'discountAmount', money_text(i."discountAmount"),
        'totalAmount', money_text(i."totalAmount"), 'paidAmount', money_text(i."paidAmount"),
        'balanceAmount', money_text(i."balanceAmount"), 'currency', i.currency, 'paymentTerms', i."paymentTerms",
        'sentAt', instant(i."sentAt"), 'viewedAt', instant(i."viewedAt"), 'paidAt', instant(i."paidAt"),
        'createdAt', instant(i."createdAt"), 'updatedAt', instant(i."updatedAt"))
        || CASE WHEN days_overdue(i, now) IS NULL THEN '{}'
                ELSE jsonb_build_object('daysOverdue', days_overdue(i, now)) END
$$;
CREATE FUNCTION engagement_json(tenant text, e engagements) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', e.id, 'clientId', e."clientId", 'clientName', client_name(tenant, e."clientId"), 'name', e.name,
        'description', e.description, 'type', e.type, 'status', e.status, 'priority', e.priority,
        'startDate', instant(e."startDate"), 'dueDate', instant(e."dueDate"),
        'completedDate', instant(e."completedDate"), 'estimatedHours', decimal_text(e."estimatedHours"),
        'actualHours', decimal_text(e."actualHours"), 'hourlyRate', decimal_text(e."hourlyRate"),
        'fixedFee', decimal_text(e."fixedFee"), 'assignedToId', e."assignedToId",
        'assigneeName', user_name(tenant, e."assignedToId"), 'year', e.year, 'quarter', e.quarter,
        'createdAt', instant(e."createdAt"), 'updatedAt', instant(e."updatedAt"))
$$;
