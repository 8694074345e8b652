-- One covering index for each question: a search reads its index alone, but for the rows of a page.
-- SQLite takes an index as covering only if it holds the columns of its own condition too.
CREATE UNIQUE INDEX organizations_by_id ON organizations (id);
CREATE UNIQUE INDEX users_by_id ON users (id, organizationId, deletedAt, name);
CREATE UNIQUE INDEX clients_by_id ON clients (id, organizationId, deletedAt, businessName, status);
CREATE UNIQUE INDEX engagements_by_id ON engagements (id, organizationId, deletedAt, clientId, name);

-- What is only counted is counted in the narrowest index.
CREATE INDEX clients_counted ON clients (organizationId, status, deletedAt) WHERE deletedAt IS NULL;
CREATE INDEX clients_by_name ON clients (organizationId, folded, id, deletedAt) WHERE deletedAt IS NULL;
CREATE INDEX clients_by_status ON clients (organizationId, status, folded, id, deletedAt) WHERE deletedAt IS NULL;

CREATE INDEX documents_of_client ON documents
    (clientId, organizationId, createdAt DESC, id, needsReview, isLatestVersion, fileName, category, deletedAt)
    WHERE deletedAt IS NULL;
CREATE INDEX documents_by_size ON documents (organizationId, fileSize, deletedAt) WHERE deletedAt IS NULL;
CREATE INDEX documents_counted ON documents (organizationId, category, isLatestVersion, deletedAt)
    WHERE deletedAt IS NULL;
CREATE INDEX documents_by_category ON documents (organizationId, category, isLatestVersion, createdAt DESC, id, deletedAt)
    WHERE deletedAt IS NULL;

CREATE INDEX engagements_of_client ON engagements (clientId, organizationId, status, id, deletedAt) WHERE deletedAt IS NULL;
CREATE INDEX engagements_by_status ON engagements (organizationId, status, type, deletedAt) WHERE deletedAt IS NULL;

CREATE INDEX tasks_of_engagement ON tasks
    (engagementId, organizationId, status, updatedAt, due, id, rank, createdAt, title, priority, assignedToId, deletedAt)
    WHERE deletedAt IS NULL;
CREATE INDEX tasks_by_status ON tasks (organizationId, status, priority, deletedAt) WHERE deletedAt IS NULL;
CREATE INDEX tasks_by_rank ON tasks (organizationId, status, rank, due, createdAt, id, deletedAt) WHERE deletedAt IS NULL;

CREATE INDEX invoices_of_client ON invoices
    (clientId, organizationId, currency, status, totalAmount, balanceAmount, createdAt, deletedAt)
    WHERE deletedAt IS NULL;
CREATE INDEX invoices_by_currency ON invoices
    (organizationId, currency, totalAmount, paidAmount, balanceAmount, deletedAt)
    WHERE deletedAt IS NULL;
CREATE INDEX invoices_owed ON invoices (organizationId, currency, dueDate, balanceAmount, status, deletedAt)
    WHERE deletedAt IS NULL AND status IN ('sent', 'viewed', 'partial', 'overdue');

ANALYZE;
