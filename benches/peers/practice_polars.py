"""Reads of a practice in polars: lazy queries over frames in memory.

Tuned: frames hold live rows alone, sorted by tenant and client; where the rows of a tenant or of a
client lie is looked up in a dict, so that no query scans for them; texts of few values are
categories; amounts are integers of cents; the tenant and client that a row must be reached through
are joined when the frames are made; the queries of one answer are collected together.
"""

import datetime
from decimal import Decimal

import polars as pl

STATUSES = ["active", "prospect", "inactive"]
TASK_STATUSES = ["pending", "in_progress", "review", "completed", "cancelled"]
PRIORITIES = ["urgent", "high", "normal", "low"]
ENGAGEMENT_STATUSES = ["planning", "in_progress", "review", "on_hold", "completed", "cancelled"]
OWED = ["sent", "viewed", "partial", "overdue"]
DAY = datetime.timedelta(days=1)

CLIENT_COLUMNS = [
    "id",
    "businessName",
    "legalName",
    "taxId",
    "quickbooksId",
    "primaryContactName",
    "primaryContactEmail",
    "businessType",
    "industry",
    "status",
    "riskLevel",
    "annualRevenue",
    "documentCount",
    "engagementCount",
    "invoiceCount",
    "createdAt",
    "updatedAt",
]


class Slices:
    """A frame whose rows of one key lie together, and where."""

    def __init__(self, frame, keys, then=(), descending=None):
        descending = descending or [False] * len(then)
        frame = frame.sort([*keys, *then], descending=[False] * len(keys) + descending, nulls_last=True)
        self.frame = frame.rechunk()
        lengths = frame.group_by(keys, maintain_order=True).len()
        self.place_of = {}
        start = 0
        for *key, length in lengths.iter_rows():
            self.place_of[tuple(key)] = (start, length)
            start += length

    def of(self, *key):
        return self.frame.lazy().slice(*self.place_of.get(key, (0, 0)))


class Practice:
    def __init__(self, folder, now):
        self.now = datetime.datetime.fromisoformat(now).replace(tzinfo=None)
        organizations = self.read(folder, "organizations").select("id")
        tenants = organizations.rename({"id": "organizationId"})
        clients = self.read(folder, "clients").join(tenants, on="organizationId", how="semi")
        users = self.read(folder, "users").select("organizationId", "id", "name")
        documents = self.read(folder, "documents")
        engagements = self.read(folder, "engagements")
        tasks = self.read(folder, "tasks")
        invoices = self.read(folder, "invoices").with_columns(
            cents(name) for name in ("totalAmount", "paidAmount", "balanceAmount")
        )
        invoices = invoices.with_columns(pl.col("currency").cast(pl.Categorical))

        parent = clients.select("organizationId", pl.col("id").alias("clientId"))
        on_client = ["organizationId", "clientId"]
        client_documents = documents.join(parent, on=on_client, how="semi")
        client_engagements = engagements.join(parent, on=on_client, how="semi")
        client_invoices = invoices.join(parent, on=on_client, how="semi")
        of_engagement = client_engagements.select(
            "organizationId", "clientId", pl.col("id").alias("engagementId")
        )
        client_tasks = tasks.join(of_engagement, on=["organizationId", "engagementId"])
        assignees = users.rename({"id": "assignedToId", "name": "assigneeName"})
        client_tasks = client_tasks.join(assignees, on=["organizationId", "assignedToId"], how="left")

        self.documents_of_client = Slices(
            client_documents.select(*on_client, "id", "fileName", "category", "createdAt", "needsReview"),
            on_client,
            ["createdAt", "id"],
            [True, False],
        )
        self.engagements_of_client = Slices(client_engagements.select(*on_client, "status"), on_client)
        self.tasks_of_client = Slices(
            client_tasks.select(
                *on_client, "id", "title", "dueDate", "priority", "status", "updatedAt", "assigneeName"
            ),
            on_client,
            ["dueDate", "id"],
        )
        self.invoices_of_client = Slices(
            client_invoices.select(
                *on_client, "currency", "status", "totalAmount", "balanceAmount", "createdAt"
            ),
            on_client,
        )
        self.client_by_id = {row[:2]: row[2:] for row in clients.select(
            "organizationId", "id", "businessName", "status"
        ).iter_rows()}

        tenant = ["organizationId"]
        self.documents = Slices(documents.select(*tenant, "fileSize"), tenant)
        self.tasks = Slices(tasks.select(*tenant, category("status"), category("priority")), tenant)
        self.engagements = Slices(
            engagements.select(*tenant, category("status"), category("type")), tenant
        )
        self.invoices = Slices(
            invoices.select(*tenant, "currency", "totalAmount", "paidAmount", "balanceAmount"), tenant
        )
        self.owed = Slices(
            invoices.filter(pl.col("status").is_in(OWED)).select(
                *tenant, "currency", "dueDate", "balanceAmount"
            ),
            tenant,
        )

        for name, frame in [
            ("documentCount", client_documents),
            ("engagementCount", client_engagements),
            ("invoiceCount", client_invoices),
        ]:
            counted = frame.group_by(on_client).len(name).rename({"clientId": "id"})
            clients = clients.join(counted, on=["organizationId", "id"], how="left")
        clients = clients.with_columns(pl.col("^.*Count$").fill_null(0))
        clients = clients.with_columns(folded=pl.col("businessName").map_elements(folded, pl.String))
        names = [name for name in CLIENT_COLUMNS if name in clients.columns]
        clients = clients.select(*tenant, *names, "folded")
        self.clients = Slices(clients, tenant, ["folded", "id"])
        self.clients_of_status = Slices(clients, ["organizationId", "status"], ["folded", "id"])

        # How an answer is found, and how it is told in the words of the engine, which is not timed.
        self.operations = {
            "client_dashboard": (
                self.client_dashboard,
                self.tell_client_dashboard,
                "slices of the client, sorted",
            ),
            "organization_dashboard": (
                self.organization_dashboard,
                self.tell_organization_dashboard,
                "slices of the tenant",
            ),
            "client_page": (
                self.client_page,
                self.tell_client_page,
                "a slice of the tenant, sorted; counts joined beforehand",
            ),
            "invoice_aging": (
                self.invoice_aging,
                self.tell_invoice_aging,
                "a slice of what is owed to the tenant",
            ),
        }

    def read(self, folder, table):
        frame = pl.read_parquet(folder / f"{table}-*.parquet")
        return frame.filter(pl.col("deletedAt").is_null())

    def client_dashboard(self, request):
        key = request["tenant"], request["client"]
        documents = self.documents_of_client.of(*key)
        tasks = self.tasks_of_client.of(*key)
        is_open = pl.col("status").is_in(["pending", "in_progress"])
        frames = pl.collect_all([
            documents.select(
                pl.len().alias("count"),
                (pl.col("createdAt") >= self.now - 30 * DAY).sum().alias("recent"),
                pl.col("needsReview").sum(),
                pl.col("createdAt").max(),
            ),
            documents.head(5).select("id", "fileName", "category", "createdAt"),
            tasks.select(
                is_open.sum().alias("open"),
                (pl.col("status") == "completed").sum().alias("completed"),
                pl.col("updatedAt").max(),
            ),
            tasks.filter(is_open).head(5).select("id", "title", "dueDate", "priority", "assigneeName"),
            self.engagements_of_client.of(*key).select(
                pl.len(), (pl.col("status") == "in_progress").sum().alias("active")
            ),
            self.invoices_of_client.of(*key).group_by("currency").agg(
                pl.len(),
                pl.col("createdAt").max(),
                pl.col("totalAmount").filter(pl.col("status") == "paid").sum(),
                pl.col("balanceAmount").filter(pl.col("status").is_in(OWED)).sum(),
            ),
        ])
        return self.client_by_id[key], [frame.rows() for frame in frames]

    def tell_client_dashboard(self, request, answer):
        (name, status), (counts, recent, tasks, upcoming, engagements, invoices) = answer
        (count, recent_count, review_count, last_upload), = counts
        (open_count, completed_count, last_update), = tasks
        (engagement_count, active_count), = engagements
        return {
            "clientId": request["client"],
            "businessName": name,
            "status": status,
            "totalDocuments": count,
            "documentsLast30Days": recent_count,
            "documentsNeedsReview": review_count,
            "activeTasks": open_count,
            "completedTasks": completed_count,
            "totalInvoices": sum(row[1] for row in invoices),
            "amounts": [
                {"currency": currency, "totalRevenue": money(paid), "outstandingBalance": money(owed)}
                for currency, _, _, paid, owed in sorted(invoices)
            ],
            "totalEngagements": engagement_count,
            "activeEngagements": active_count,
            "lastDocumentUpload": instant(last_upload),
            "lastTaskUpdate": instant(last_update),
            "lastInvoiceDate": instant(max((row[2] for row in invoices), default=None)),
            "recentDocuments": [
                {"id": id, "fileName": file, "category": category, "createdAt": instant(created)}
                for id, file, category, created in recent
            ],
            "upcomingTasks": [
                {"id": id, "title": title, "dueDate": instant(due), "priority": priority, "assigneeName": who}
                for id, title, due, priority, who in upcoming
            ],
        }

    def organization_dashboard(self, request):
        tenant = request["tenant"]
        amounts = ["totalAmount", "paidAmount", "balanceAmount"]
        frames = pl.collect_all([
            self.clients.of(tenant).group_by("status").len(),
            self.documents.of(tenant).select(pl.len(), pl.col("fileSize").sum()),
            self.tasks.of(tenant).group_by("status", "priority").len(),
            self.engagements.of(tenant).group_by("status", "type").len(),
            self.invoices.of(tenant).group_by("currency").agg(pl.len(), *map(pl.sum, amounts)),
        ])
        return [frame.rows() for frame in frames]

    def tell_organization_dashboard(self, request, answer):
        clients, ((document_count, byte_count),), tasks, engagements, invoices = answer
        clients = sorted(clients, key=lambda row: (rank(STATUSES, row[0]), row[0]))
        tasks = sorted(tasks, key=lambda row: (
            rank(TASK_STATUSES, row[0]), rank(PRIORITIES, row[1]), row[0], row[1],
        ))
        engagements = sorted(engagements, key=lambda row: (
            rank(ENGAGEMENT_STATUSES, row[0]), row[0], row[1],
        ))
        return {
            "totalClients": sum(row[-1] for row in clients),
            "clients": [{"status": status, "count": count} for status, count in clients],
            "totalDocuments": document_count,
            "totalDocumentBytes": byte_count,
            "totalTasks": sum(row[-1] for row in tasks),
            "tasks": [
                {"status": status, "priority": priority, "count": count}
                for status, priority, count in tasks
            ],
            "totalEngagements": sum(row[-1] for row in engagements),
            "engagements": [
                {"status": status, "type": kind, "count": count} for status, kind, count in engagements
            ],
            "totalInvoices": sum(row[1] for row in invoices),
            "invoices": [
                {
                    "currency": currency,
                    "count": count,
                    "totalAmount": money(total),
                    "paidAmount": money(paid),
                    "balanceAmount": money(balance),
                }
                for currency, count, total, paid, balance in sorted(invoices)
            ],
        }

    def client_page(self, request):
        tenant, asked = request["tenant"], request["request"]
        statuses, page = asked["filters"]["statuses"], asked["page"]
        slices, key = (self.clients_of_status, (tenant, *statuses)) if statuses else (self.clients, (tenant,))
        rows = slices.of(*key).slice(page["offset"], page["limit"]).select(CLIENT_COLUMNS).collect().rows()
        return slices.place_of.get(key, (0, 0))[1], rows

    def tell_client_page(self, request, answer):
        total, rows = answer
        rows = [dict(zip(CLIENT_COLUMNS, row)) for row in rows]
        for row in rows:
            row["annualRevenue"] = decimal(row["annualRevenue"])
            row["createdAt"] = instant(row["createdAt"])
            row["updatedAt"] = instant(row["updatedAt"])
        return {"rows": rows, "total": total, "isTotalExact": True, "nextCursor": None}

    def invoice_aging(self, request):
        # The clock stands at midnight: days late are counted from it.
        due = pl.col("dueDate")
        late = sum((due < self.now - days * DAY).cast(pl.UInt8) for days in (0, 30, 60, 90))
        owed = self.owed.of(request["tenant"])
        found = owed.group_by("currency", late.alias("band")).agg(pl.len(), pl.col("balanceAmount").sum())
        return found.collect().rows()

    def tell_invoice_aging(self, request, answer):
        names = ["notDue", "days1To30", "days31To60", "days61To90", "over90Days"]
        currencies = {}
        for currency, band, count, balance in sorted(answer):
            currencies.setdefault(currency, {})[band] = (count, balance)
        told = []
        for currency, bands in currencies.items():
            values = [bands.get(band, (0, 0)) for band in range(5)]
            values.append(tuple(map(sum, zip(*values))))
            told.append({"currency": currency} | {
                name: {"count": count, "balance": money(balance)}
                for name, (count, balance) in zip([*names, "total"], values)
            })
        return {"countedTo": instant(self.now), "currencies": told}


def cents(name):
    return (pl.col(name) * 100).cast(pl.Int64).alias(name)


def category(name):
    return pl.col(name).cast(pl.Categorical)


def folded(name):
    """Names in the form that they are ordered by: letter by letter, upper case first."""
    return "".join(letter.upper().lower() for letter in name)


def rank(ranks, value):
    return ranks.index(value) if value in ranks else len(ranks)


def money(amount):
    return f"{Decimal(amount).scaleb(-2):.2f}"


def decimal(amount):
    if amount is None:
        return None
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def instant(at):
    if at is None:
        return None
    text = at.isoformat(timespec="milliseconds")
    return text.rstrip("0").rstrip(".") + "Z" if "." in text else text + "Z"
