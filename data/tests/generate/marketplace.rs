//! Generated rows of the marketplace, access and operation: they belong together, amounts agree,
//! values are of the sets of the source.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use advisor_engine_data::generate::{Scale, write_snapshot};
use advisor_engine_data::snapshot::{Manifest, WriteOptions};
use arrow::array::cast::AsArray as _;
use arrow::datatypes::{Float64Type, Int32Type, TimestampMillisecondType};
use tempfile::TempDir;

use crate::SEED;
use crate::reading::{Table, read_table};

/// 2026-01-01T00:00:00Z, the end of every snapshot.
const END_MS: i64 = 1_767_225_600_000;

/// Columns of the types that these tables alone are asked for.
impl Table {
    fn numbers(&self, column: &str) -> Vec<f64> {
        self.0[column].as_primitive::<Float64Type>().iter().flatten().collect()
    }

    fn integers(&self, column: &str) -> Vec<i32> {
        self.0[column].as_primitive::<Int32Type>().iter().flatten().collect()
    }

    fn flags(&self, column: &str) -> Vec<bool> {
        self.0[column].as_boolean().iter().flatten().collect()
    }

    /// Milliseconds UTC.
    fn instants(&self, column: &str) -> Vec<Option<i64>> {
        self.0[column].as_primitive::<TimestampMillisecondType>().iter().collect()
    }
}

fn small() -> (TempDir, PathBuf) {
    println!("scale 0.02, seed {SEED}");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("small");
    let scale = Scale::from_factor(0.02).unwrap().with_dimension(8);
    write_snapshot(&out, &scale, SEED, &WriteOptions::default()).unwrap();
    (folder, out)
}

fn ids(folder: &Path, table: &str) -> HashSet<String> {
    read_table(folder, table).text("id").into_iter().map(str::to_owned).collect()
}

/// Columns that name a row of another table.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("client_portal_access", "userId", "users"),
    ("client_portal_access", "clientId", "clients"),
    ("client_portal_access", "invitedBy", "users"),
    ("engagement_rate_cards", "advisorId", "advisor_profiles"),
    ("engagement_rate_cards", "organizationId", "organizations"),
    ("service_offerings", "advisorId", "advisor_profiles"),
    ("service_offerings", "organizationId", "organizations"),
    ("advisor_marketplace_matches", "clientId", "clients"),
    ("advisor_marketplace_matches", "advisorProfileId", "advisor_profiles"),
    ("advisor_marketplace_matches", "engagementId", "engagements"),
    ("client_satisfaction_metrics", "clientId", "clients"),
    ("client_satisfaction_metrics", "advisorUserId", "users"),
    ("client_satisfaction_metrics", "advisorProfileId", "advisor_profiles"),
    ("client_satisfaction_metrics", "reviewedBy", "users"),
    ("client_satisfaction_metrics", "engagementId", "engagements"),
    ("revenue_shares", "engagementId", "engagements"),
    ("revenue_shares", "clientId", "clients"),
    ("revenue_shares", "advisorId", "users"),
    ("revenue_shares", "invoiceId", "invoices"),
    ("team_members", "userId", "users"),
    ("team_member_permissions", "teamMemberId", "team_members"),
    ("team_member_permissions", "permissionId", "permissions"),
    ("role_permissions", "permissionId", "permissions"),
    ("document_processing", "documentId", "documents"),
];

#[test]
fn rows_name_rows_that_exist_except_for_the_deliberate_share() {
    let (_guard, folder) = small();
    let mut all_missing = 0;
    for (name, column, parent) in REFERENCES {
        let parents = ids(&folder, parent);
        let table = read_table(&folder, name);
        let named = table.text(column);
        let missing = named.iter().filter(|id| !parents.contains(**id)).count();
        println!("`{name}.{column}`: {missing} of {}", named.len());
        assert!(!named.is_empty());
        assert!(missing * 1_000 < named.len() * 5, "`{name}.{column}`: {missing}");
        all_missing += missing;
    }
    for name in ["task_queue_items", "audit_logs"] {
        let table = read_table(&folder, name);
        for (kind, parent) in [
            ("client", "clients"),
            ("document", "documents"),
            ("engagement", "engagements"),
            ("invoice", "invoices"),
        ] {
            let parents = ids(&folder, parent);
            let kinds = table.texts("entityType");
            let of_kind = kinds.into_iter().zip(table.texts("entityId"));
            let named: Vec<&str> = of_kind
                .filter(|(found, _)| *found == Some(kind))
                .filter_map(|(_, entity)| entity)
                .collect();
            let missing = named.iter().filter(|id| !parents.contains(**id)).count();
            assert!(
                !named.is_empty() && missing * 100 < named.len(),
                "`{name}`, {kind}: {missing}"
            );
            all_missing += missing;
        }
    }
    assert!(all_missing > 0, "no row names a parent that does not exist");
}

#[test]
fn tenants_agree_with_the_client_behind_a_row_except_for_the_deliberate_share() {
    let (_guard, folder) = small();
    let clients = read_table(&folder, "clients");
    let tenants = clients.by_id("organizationId");
    let mut all_other = 0;
    for name in ["advisor_marketplace_matches", "client_satisfaction_metrics", "revenue_shares"] {
        let table = read_table(&folder, name);
        let rows = table.text("clientId").into_iter().zip(table.text("organizationId"));
        let other = rows
            .filter(|(client, tenant)| tenants.get(client).is_some_and(|own| own != tenant))
            .count();
        assert!(other * 1_000 < table.0.num_rows() * 5, "`{name}`: {other}");
        all_other += other;
    }
    assert!(all_other > 0, "no row names another tenant than its client's");
}

#[test]
fn a_pair_that_is_unique_at_the_source_is_unique_here() {
    let (_guard, folder) = small();
    for (name, columns) in [
        ("client_portal_access", ["userId", "clientId"]),
        ("team_member_permissions", ["teamMemberId", "permissionId"]),
        ("role_permissions", ["role", "permissionId"]),
        ("document_processing", ["documentId", "documentId"]),
        ("team_members", ["userId", "userId"]),
        ("permissions", ["name", "name"]),
    ] {
        let table = read_table(&folder, name);
        let [one, other] = columns.map(|column| table.text(column));
        let distinct: HashSet<(&str, &str)> = one.into_iter().zip(other).collect();
        assert_eq!(distinct.len(), table.0.num_rows(), "`{name}`: {columns:?}");
    }
    // Some clients are seen by more than one user.
    let access = read_table(&folder, "client_portal_access");
    let clients: HashSet<&str> = access.text("clientId").into_iter().collect();
    assert!(clients.len() < access.0.num_rows());
}

#[test]
fn portal_access_is_active_expired_or_switched_off() {
    let (_guard, folder) = small();
    let access = read_table(&folder, "client_portal_access");
    let is_active = access.flags("isActive");
    let expires = access.instants("expiresAt");
    let share = |count: usize| count * 100 / access.0.num_rows();
    let expired = expires.iter().flatten().filter(|at_ms| **at_ms < END_MS).count();
    let ahead = expires.iter().flatten().filter(|at_ms| **at_ms > END_MS).count();
    let inactive = is_active.iter().filter(|is_active| !**is_active).count();
    assert!((5..25).contains(&share(expired)), "{expired}");
    assert!((5..25).contains(&share(ahead)), "{ahead}");
    assert!((3..15).contains(&share(inactive)), "{inactive}");
    for flag in ["canViewFinancials", "canUploadDocuments", "canExportData", "canManageTeam"] {
        let set = access.flags(flag).into_iter().filter(|is_set| *is_set).count();
        assert!((1..100).contains(&share(set)), "`{flag}`: {set}");
    }
    let users = read_table(&folder, "users");
    let roles = users.by_id("role");
    let client_users = access
        .text("userId")
        .iter()
        .filter(|user| {
            matches!(roles[**user], "client_owner" | "client_finance" | "client_executive")
        })
        .count();
    // About one in nine members of staff is a client's; small tenants have none.
    println!("{client_users} of {} rows are of client users", access.0.num_rows());
    assert!(share(client_users) > 30, "{client_users} of client users");
}

#[test]
fn the_parts_of_a_revenue_share_add_up() {
    let (_guard, folder) = small();
    let shares = read_table(&folder, "revenue_shares");
    let column = |name: &str| shares.decimals(name);
    let (gross, fee, payout) =
        (column("grossRevenue"), column("platformFee"), column("advisorPayout"));
    let (net, stripe, other) =
        (column("netPlatformRevenue"), column("stripeFee"), column("otherFees"));
    let reportable = shares.flags("tax1099Reportable");
    for row in 0..gross.len() {
        assert_eq!(gross[row], fee[row] + payout[row]);
        assert_eq!(net[row], fee[row] - stripe[row] - other[row]);
        assert!(gross[row] > 0, "nothing to split");
        assert!(net[row] >= 0 && stripe[row] >= 0 && other[row] >= 0);
        // A fifth, to the nearest cent: a fifth of a whole cent is never half a cent.
        assert!((5 * fee[row] - gross[row]).abs() <= 2, "{} of {}", fee[row], gross[row]);
        assert_eq!(reportable[row], gross[row] >= 60_000);
    }
    let invoices = read_table(&folder, "invoices");
    let totals: HashMap<&str, i128> =
        invoices.text("id").into_iter().zip(invoices.decimals("totalAmount")).collect();
    let engagements = invoices.text("id").into_iter().zip(invoices.texts("engagementId"));
    let engagement_of_invoice: HashMap<&str, Option<&str>> = engagements.collect();
    let mut seen = HashSet::new();
    let engagements = shares.text("engagementId");
    for (row, invoice) in shares.texts("invoiceId").into_iter().enumerate() {
        let Some(invoice) = invoice else { continue };
        assert!(seen.insert(invoice), "an invoice is split once");
        assert_eq!(totals[invoice], gross[row]);
        assert_eq!(engagement_of_invoice[invoice], Some(engagements[row]));
    }
    assert!(seen.len() * 2 > gross.len());
}

#[test]
fn the_status_of_a_revenue_share_agrees_with_its_dates() {
    let (_guard, folder) = small();
    let shares = read_table(&folder, "revenue_shares");
    let client_paid = shares.instants("clientPaidAt");
    let advisor_paid = shares.instants("advisorPaidAt");
    let disputed = shares.instants("disputedAt");
    let (starts, ends) = (shares.instants("periodStart"), shares.instants("periodEnd"));
    for (row, status) in shares.text("status").into_iter().enumerate() {
        let is_paid_out = matches!(status, "completed" | "advisor_paid");
        assert_eq!(advisor_paid[row].is_some(), is_paid_out, "{status}");
        match status {
            "pending" | "on_hold" => assert_eq!(client_paid[row], None, "{status}"),
            "disputed" => assert!(disputed[row].is_some()),
            _ => assert!(client_paid[row].is_some(), "{status}"),
        }
        assert!(advisor_paid[row].is_none_or(|at_ms| Some(at_ms) > client_paid[row]));
        assert!(starts[row] < ends[row]);
    }
}

#[test]
fn a_match_says_why_and_leads_to_an_engagement_of_its_client() {
    let (_guard, folder) = small();
    let matches = read_table(&folder, "advisor_marketplace_matches");
    let engagements = read_table(&folder, "engagements");
    let clients = engagements.by_id("clientId");
    let own_clients = matches.text("clientId");
    let statuses = matches.text("status");
    let mut differing = 0;
    for (row, engagement) in matches.texts("engagementId").into_iter().enumerate() {
        if let Some(engagement) = engagement {
            assert_eq!(statuses[row], "accepted");
            differing += usize::from(clients[engagement] != own_clients[row]);
        }
    }
    // A match or an engagement may name a client that does not exist.
    assert!(differing * 100 < matches.0.num_rows(), "{differing}");
    for (score, reason) in
        matches.numbers("matchScore").into_iter().zip(matches.text("matchReason"))
    {
        assert!((0.0..=100.0).contains(&score) && score.fract() == 0.0, "{score}");
        let reason: serde_json::Value = serde_json::from_str(reason).unwrap();
        if reason.get("manual").is_some() {
            assert!((score - 100.0).abs() < f64::EPSILON, "{score}");
            continue;
        }
        // The parts that the reason alone tells bound the score from both sides.
        let mut least = 0.0;
        if reason.get("industryMatch").is_some() {
            least += 30.0;
        }
        if reason.get("certifications").is_some() {
            least += 10.0;
        }
        least += reason["experienceYears"].as_f64().unwrap_or(0.0).min(20.0) * 0.75;
        least += reason["rating"].as_f64().unwrap_or(0.0) * 3.0;
        least += 5.0 * (1.0 - reason["availabilityRatio"].as_f64().unwrap());
        assert!(score >= least - 0.51 && score <= least + 25.51, "{score}: {reason}");
    }
}

/// Columns with the values that the source names.
const VALUE_SETS: &[(&str, &str, &str)] = &[
    ("client_portal_access", "accessLevel", "view edit admin owner"),
    (
        "advisor_marketplace_matches",
        "status",
        "suggested contacted meeting_scheduled proposal_sent accepted rejected expired client_viewed client_contacted advisor_responded call_scheduled declined",
    ),
    ("revenue_shares", "status", "pending client_paid advisor_paid disputed refunded completed"),
    ("revenue_shares", "periodType", "monthly project hourly milestone"),
    (
        "client_satisfaction_metrics",
        "ratingType",
        "engagement_completion monthly_review quarterly_review annual_review ad_hoc",
    ),
    ("team_members", "role", "owner admin manager senior_cpa cpa staff intern"),
    ("task_queue_items", "status", "pending processing completed failed cancelled"),
    (
        "task_queue_items",
        "queueName",
        "high_priority normal background scheduled notifications workflows tasks",
    ),
    (
        "document_processing",
        "processingStatus",
        "pending processing completed failed manual_review",
    ),
    (
        "audit_logs",
        "action",
        "create update delete login logout export import bulk_operation bulk_archive risk_assessment slow_query",
    ),
    (
        "engagement_rate_cards",
        "pricingModel",
        "hourly monthly_retainer project_fixed value_based hybrid",
    ),
    ("service_offerings", "effortLevel", "low medium high variable"),
];

#[test]
fn every_value_of_a_set_occurs_and_few_others_do() {
    let (_guard, folder) = small();
    let mut all_unknown = 0;
    for (name, column, values) in VALUE_SETS {
        let table = read_table(&folder, name);
        let known: HashSet<&str> = values.split(' ').collect();
        let found = table.text(column);
        let distinct: HashSet<&str> = found.iter().copied().collect();
        let absent: Vec<_> = known.difference(&distinct).collect();
        assert!(absent.is_empty(), "`{name}.{column}` lacks {absent:?}");
        let unknown = found.iter().filter(|value| !known.contains(**value)).count();
        assert!(unknown * 100 <= found.len() * 3, "`{name}.{column}`: {unknown} unknown values");
        all_unknown += unknown;
    }
    assert!(all_unknown > 0, "no value that no list names");
}

#[test]
fn ratings_lie_within_their_scales() {
    let (_guard, folder) = small();
    let ratings = read_table(&folder, "client_satisfaction_metrics");
    for (column, least) in [
        ("overallSatisfaction", 1),
        ("communicationRating", 1),
        ("timeliness", 1),
        ("recommendationLikelihood", 0),
    ] {
        let values = ratings.integers(column);
        let distinct: HashSet<i32> = values.iter().copied().collect();
        assert!(values.iter().all(|rating| (least..=10).contains(rating)), "`{column}`");
        assert!(distinct.len() >= 8, "`{column}`: {distinct:?}");
    }
}

#[test]
fn the_matrix_of_roles_is_that_of_the_source() {
    let (_guard, folder) = small();
    let permissions = read_table(&folder, "permissions");
    let names = permissions.by_id("name");
    let grants = read_table(&folder, "role_permissions");
    let rows = grants.text("role").into_iter().zip(grants.text("permissionId"));
    let granted: HashSet<(&str, &str)> =
        rows.map(|(role, permission)| (role, names[permission])).collect();
    assert_eq!((names.len(), granted.len()), (37, 126));
    for (role, name, is_granted) in [
        ("owner", "system:admin", true),
        ("admin", "system:admin", false),
        ("admin", "system:audit", true),
        ("admin", "users:delete", false),
        ("manager", "reports:schedule", true),
        ("senior_cpa", "documents:download", true),
        ("senior_cpa", "documents:share", false),
        ("cpa", "api:access", true),
        ("staff", "api:access", false),
        ("staff", "billing:read", false),
        ("intern", "documents:read", true),
        ("intern", "clients:read", false),
    ] {
        assert_eq!(granted.contains(&(role, name)), is_granted, "{role}, {name}");
    }
}

#[test]
fn text_of_json_columns_is_json() {
    let (_guard, folder) = small();
    let objects = |table: &Table, column: &str| {
        let texts = table.text(column);
        assert!(!texts.is_empty(), "`{column}`");
        for text in texts {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            assert!(value.is_object(), "`{column}`: {text}");
        }
    };
    for (name, column) in [
        ("client_portal_access", "permissions"),
        ("advisor_marketplace_matches", "budgetRange"),
        ("role_permissions", "conditions"),
        ("document_processing", "classificationMetadata"),
        ("document_processing", "extractionMetadata"),
        ("audit_logs", "metadata"),
    ] {
        objects(&read_table(&folder, name), column);
    }
    let manifest = Manifest::read(&folder).unwrap();
    assert_eq!(manifest.tables.len(), 21);
}
