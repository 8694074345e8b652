//! The generator: same seed, same bytes; exact counts; the share of wrong rows is the stated one.

#![expect(clippy::unwrap_used, reason = "a helper of a test that fails is a test that fails")]

#[path = "generate/marketplace.rs"]
mod marketplace;
mod reading;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use advisor_engine_data::generate::{Scale, write_snapshot};
use advisor_engine_data::masking::Masker;
use advisor_engine_data::sample::{Sample, default_folder};
use advisor_engine_data::snapshot::{Layout, Manifest, Outcome, WriteOptions, read_embeddings};
use reading::{Table, read_table};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

const SEED: u64 = 7;

fn generate(folder: &Path, name: &str, scale: &Scale, seed: u64) -> PathBuf {
    println!("scale {}, seed {seed}", scale.name);
    let out = folder.join(name);
    let outcome: Outcome = write_snapshot(&out, scale, seed, &WriteOptions::default()).unwrap();
    assert!(!outcome.is_reused);
    out
}

fn tiny() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let out = generate(folder.path(), "tiny", &Scale::tiny(), SEED);
    (folder, out)
}

fn digests(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, Sha256::digest(fs::read(&path).unwrap()).to_vec())
        })
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let folder = tempfile::tempdir().unwrap();
    let first = digests(&generate(folder.path(), "first", &Scale::tiny(), SEED));
    let second = digests(&generate(folder.path(), "second", &Scale::tiny(), SEED));
    assert_eq!(first, second);
    let other = digests(&generate(folder.path(), "other", &Scale::tiny(), SEED + 1));
    for (file, digest) in &first {
        assert_ne!(other.get(file), Some(digest), "`{file}` does not depend on the seed");
    }
}

#[test]
fn the_tiny_scale_has_its_exact_counts() {
    let (_guard, folder) = tiny();
    let manifest = Manifest::read(&folder).unwrap();
    let rows: BTreeMap<&str, u64> =
        manifest.tables.iter().map(|(name, table)| (name.as_str(), table.rows)).collect();
    let expected = BTreeMap::from([
        ("advisor_marketplace_matches", 750),
        ("advisor_profiles", 200),
        ("audit_logs", 1_000),
        ("client_portal_access", 300),
        ("client_satisfaction_metrics", 300),
        ("clients", 500),
        ("document_processing", 500),
        ("documents", 5_000),
        ("engagement_rate_cards", 40),
        ("engagements", 2_500),
        ("invoices", 2_500),
        ("organizations", 12),
        ("permissions", 37),
        ("revenue_shares", 500),
        ("role_permissions", 126),
        ("service_offerings", 200),
        ("task_queue_items", 300),
        ("tasks", 5_000),
        ("team_member_permissions", 120),
        ("team_members", 60),
        ("users", 260),
    ]);
    assert_eq!(rows, expected);
    assert_eq!(manifest.seed, Some(SEED));
    let embeddings: Vec<_> =
        read_embeddings(&folder, 64).unwrap().flat_map(Result::unwrap).collect();
    assert_eq!(embeddings.len() as u64, manifest.host_owned["advisor_embeddings"].rows);
    assert!((180..200).contains(&embeddings.len()), "{}", embeddings.len());
}

/// Rows whose tenant is another than the parent's, and rows whose parent does not exist.
fn wrong_rows(table: &Table, parent_column: &str, tenants: &HashMap<&str, &str>) -> (usize, usize) {
    let (mut other_tenant, mut missing) = (0, 0);
    for (parent, tenant) in table.texts(parent_column).into_iter().zip(table.text("organizationId"))
    {
        match parent.map(|parent| tenants.get(parent)) {
            Some(Some(expected)) => other_tenant += usize::from(*expected != tenant),
            Some(None) => missing += 1,
            None => {}
        }
    }
    (other_tenant, missing)
}

#[test]
fn tenants_agree_except_for_the_deliberate_share() {
    let folder = tempfile::tempdir().unwrap();
    let scale = Scale::from_factor(0.02).unwrap().with_dimension(8);
    let folder = generate(folder.path(), "small", &scale, SEED);
    let clients = read_table(&folder, "clients");
    let tenant_of_client = clients.by_id("organizationId");
    let engagements = read_table(&folder, "engagements");
    // An engagement's own tenant may be wrong; a task is compared with the client behind it.
    let clients_of_engagements = engagements.by_id("clientId");
    let tenant_of_engagement: HashMap<&str, &str> = clients_of_engagements
        .iter()
        .map(|(engagement, client)| (*engagement, *tenant_of_client.get(client).unwrap_or(&"")))
        .collect();
    for (name, parent) in [
        ("documents", "clientId"),
        ("engagements", "clientId"),
        ("invoices", "clientId"),
        ("tasks", "engagementId"),
    ] {
        let table = read_table(&folder, name);
        let tenants = if name == "tasks" { &tenant_of_engagement } else { &tenant_of_client };
        let (other_tenant, missing) = wrong_rows(&table, parent, tenants);
        let row_count = table.0.num_rows();
        assert!(other_tenant > 0 && missing > 0, "`{name}`: {other_tenant}, {missing}");
        assert!(
            (other_tenant + missing) * 1_000 < row_count * 3,
            "`{name}`: {other_tenant}, {missing}"
        );
    }
    let users = read_table(&folder, "users");
    let organizations = read_table(&folder, "organizations");
    let organizations = organizations.by_id("name");
    assert!(users.text("organizationId").iter().all(|tenant| organizations.contains_key(tenant)));
    let profiles = read_table(&folder, "advisor_profiles");
    let distinct: HashSet<&str> = profiles.text("userId").into_iter().collect();
    assert_eq!(distinct.len(), profiles.0.num_rows(), "a user has one profile");
}

#[test]
fn amounts_agree_and_none_is_negative() {
    let (_guard, folder) = tiny();
    let invoices = read_table(&folder, "invoices");
    let column = |name: &str| invoices.decimals(name);
    let (subtotal, tax, discount) =
        (column("subtotal"), column("taxAmount"), column("discountAmount"));
    let (total, paid, balance) =
        (column("totalAmount"), column("paidAmount"), column("balanceAmount"));
    for row in 0..total.len() {
        let amounts = [subtotal[row], tax[row], discount[row], total[row], paid[row], balance[row]];
        assert!(amounts.iter().all(|amount| (0..10_000_000_000).contains(amount)), "{amounts:?}");
        assert_eq!(total[row], subtotal[row] + tax[row] - discount[row]);
        assert_eq!(balance[row], total[row] - paid[row]);
    }
    let numbers: HashSet<&str> = invoices.text("invoiceNumber").into_iter().collect();
    assert_eq!(numbers.len(), total.len());
    let currencies: HashSet<&str> = invoices.text("currency").into_iter().collect();
    assert!(currencies.len() >= 3, "{currencies:?}");
}

#[test]
fn every_nullable_column_has_nulls_and_values() {
    let folder = tempfile::tempdir().unwrap();
    let scale = Scale::from_factor(0.02).unwrap().with_dimension(8);
    let folder = generate(folder.path(), "small", &scale, SEED);
    for name in Manifest::read(&folder).unwrap().tables.keys() {
        let table = read_table(&folder, name);
        for field in table.0.schema().fields() {
            let null_count = table.null_count(field.name());
            let column = format!("`{name}.{}`", field.name());
            assert!(null_count < table.0.num_rows(), "{column} is always null");
            assert_eq!(null_count > 0, field.is_nullable(), "{column} has {null_count} nulls");
        }
        if table.0.column_by_name("deletedAt").is_none() {
            continue;
        }
        let deleted = table.0.num_rows() - table.null_count("deletedAt");
        assert!(deleted > 0 && deleted * 10 < table.0.num_rows(), "`{name}`: {deleted} deleted");
    }
}

#[test]
fn a_share_of_tasks_has_no_engagement() {
    let (_guard, folder) = tiny();
    let tasks = read_table(&folder, "tasks");
    let per_thousand = tasks.null_count("engagementId") * 1_000 / tasks.0.num_rows();
    assert!((20..40).contains(&per_thousand), "{per_thousand}");
}

#[test]
fn generated_rows_hold_no_real_firm_name() {
    let (_guard, folder) = tiny();
    let sample = Sample::load(&default_folder()).unwrap();
    let masker = Masker::new(sample.advisers.iter().map(|adviser| adviser.name.as_str()), []);
    for name in Manifest::read(&folder).unwrap().tables.keys() {
        for text in read_table(&folder, name).all_texts() {
            assert_eq!(masker.find_name(&text), None, "`{name}`: {text}");
        }
    }
}

#[test]
fn snake_case_spells_every_column_so() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("snake");
    let options = WriteOptions { layout: Layout::SnakeCase, ..WriteOptions::default() };
    write_snapshot(&out, &Scale::tiny(), SEED, &options).unwrap();
    let manifest = Manifest::read(&out).unwrap();
    for name in manifest.tables.keys().chain(manifest.host_owned.keys()) {
        for field in read_table(&out, name).0.schema().fields() {
            assert!(!field.name().contains(char::is_uppercase), "`{name}.{}`", field.name());
        }
    }
    assert!(read_table(&out, "tasks").0.column_by_name("engagement_id").is_some());
    assert!(read_embeddings(&out, 10).unwrap().all(|batch| batch.is_ok()));
}

#[test]
fn a_complete_folder_is_reused_and_another_is_not_overwritten_unasked() {
    let (guard, folder) = tiny();
    let options = WriteOptions::default();
    assert!(write_snapshot(&folder, &Scale::tiny(), SEED, &options).unwrap().is_reused);

    let message =
        write_snapshot(&folder, &Scale::tiny(), SEED + 1, &options).unwrap_err().to_string();
    assert!(message.contains("was made from other parameters"), "{message}");
    let replacing = WriteOptions { may_replace: true, ..WriteOptions::default() };
    let outcome = write_snapshot(&folder, &Scale::tiny(), SEED + 1, &replacing).unwrap();
    assert_eq!(outcome.manifest.seed, Some(SEED + 1));

    fs::remove_file(folder.join("clients-000.parquet")).unwrap();
    assert!(!write_snapshot(&folder, &Scale::tiny(), SEED + 1, &options).unwrap().is_reused);

    let foreign = guard.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("letter.txt"), "mine").unwrap();
    let message =
        format!("{:#}", write_snapshot(&foreign, &Scale::tiny(), SEED, &replacing).unwrap_err());
    assert!(message.contains("is not a snapshot folder"), "{message}");
    assert!(foreign.join("letter.txt").exists());
    let left_behind = fs::read_dir(guard.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().contains("partial"));
    assert_eq!(left_behind.count(), 0);
}
