//! The real snapshot: no real name in it, and every reference and sum holds.

#![expect(clippy::unwrap_used, reason = "a helper of a test that fails is a test that fails")]

mod reading;

use advisor_engine_data::masking::Masker;
use advisor_engine_data::real::{DEFAULT_DIMENSION, write_snapshot};
use advisor_engine_data::sample::{Sample, default_folder};
use advisor_engine_data::snapshot::{Manifest, WriteOptions, read_embeddings};
use reading::read_table;
use tempfile::TempDir;

fn snapshot() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    println!("seed 1");
    write_snapshot(&folder.path().join("real"), 1, DEFAULT_DIMENSION, &WriteOptions::default())
        .unwrap();
    folder
}

#[test]
fn no_text_column_holds_a_real_firm_name() {
    let folder = snapshot();
    let folder = folder.path().join("real");
    let sample = Sample::load(&default_folder()).unwrap();
    let masker = Masker::new(sample.advisers.iter().map(|adviser| adviser.name.as_str()), []);
    // The masker must know the names, or the search below proves nothing.
    for adviser in &sample.advisers {
        assert!(masker.find_name(&adviser.name).is_some(), "{}", adviser.name);
    }
    let mut text_count = 0;
    for table in Manifest::read(&folder).unwrap().tables.keys() {
        for text in read_table(&folder, table).all_texts() {
            assert_eq!(masker.find_name(&text), None, "`{table}`: {text}");
            let lower = text.to_lowercase();
            assert!(!lower.contains("www.") && !lower.contains(".com"), "`{table}`: {text}");
            text_count += 1;
        }
    }
    assert!(text_count > 50_000, "{text_count}");
    let users = read_table(&folder, "users");
    assert!(users.text("name").contains(&"Adviser 0107"));
}

#[test]
fn filed_texts_reach_the_profiles() {
    let folder = snapshot();
    let profiles = read_table(&folder.path().join("real"), "advisor_profiles");
    let bios = profiles.text("bio");
    assert_eq!(bios.len() + profiles.null_count("bio"), 600);
    let with_filed_text = bios.iter().filter(|bio| bio.matches(". ").count() >= 2).count();
    assert!(with_filed_text > 150, "{with_filed_text} of {}", bios.len());
}

#[test]
fn every_child_names_its_parents_tenant() {
    let folder = snapshot();
    let folder = folder.path().join("real");
    let clients = read_table(&folder, "clients");
    let tenant_of_client = clients.by_id("organizationId");
    for table in ["documents", "engagements", "invoices"] {
        let table = read_table(&folder, table);
        for (client, tenant) in table.text("clientId").into_iter().zip(table.text("organizationId"))
        {
            assert_eq!(tenant_of_client.get(client), Some(&tenant));
        }
    }
    let engagements = read_table(&folder, "engagements");
    let tenant_of_engagement = engagements.by_id("organizationId");
    let client_of_engagement = engagements.by_id("clientId");
    let tasks = read_table(&folder, "tasks");
    for (engagement, tenant) in
        tasks.text("engagementId").into_iter().zip(tasks.text("organizationId"))
    {
        assert_eq!(tenant_of_engagement.get(engagement), Some(&tenant));
    }
    let invoices = read_table(&folder, "invoices");
    for (engagement, client) in
        invoices.texts("engagementId").into_iter().zip(invoices.text("clientId"))
    {
        assert!(engagement.is_none_or(|engagement| client_of_engagement[engagement] == client));
    }
    let users = read_table(&folder, "users");
    let users = users.by_id("organizationId");
    let profiles = read_table(&folder, "advisor_profiles");
    assert!(profiles.text("userId").iter().all(|user| users.contains_key(user)));
}

#[test]
fn amounts_agree_and_cancellations_are_kept_without_their_sign() {
    let folder = snapshot();
    let invoices = read_table(&folder.path().join("real"), "invoices");
    let column = |name: &str| invoices.decimals(name);
    let (subtotal, tax, discount) =
        (column("subtotal"), column("taxAmount"), column("discountAmount"));
    let (total, paid, balance) =
        (column("totalAmount"), column("paidAmount"), column("balanceAmount"));
    let sample = Sample::load(&default_folder()).unwrap();
    let status = invoices.text("status");
    for row in 0..total.len() {
        assert!(
            subtotal[row] >= 0
                && tax[row] >= 0
                && discount[row] >= 0
                && paid[row] >= 0
                && balance[row] >= 0
        );
        assert_eq!(total[row], subtotal[row] + tax[row] - discount[row]);
        assert_eq!(balance[row], total[row] - paid[row]);
        assert_eq!(total[row], i128::from(sample.invoices[row].amount_pence.abs()));
        assert_eq!(status[row] == "cancelled", sample.invoices[row].is_cancellation());
    }
}

#[test]
fn embeddings_are_read_back_in_batches_and_belong_to_profiles() {
    let folder = snapshot();
    let folder = folder.path().join("real");
    let profiles = read_table(&folder, "advisor_profiles");
    let ids = profiles.by_id("userId");
    let mut count = 0;
    for batch in read_embeddings(&folder, 100).unwrap() {
        let batch = batch.unwrap();
        assert!(batch.len() <= 100);
        for embedding in batch {
            assert!(ids.contains_key(embedding.advisor_id.as_str()));
            assert_eq!(embedding.vector.len(), DEFAULT_DIMENSION);
            assert_eq!(embedding.text_digest.len(), 64);
            let square: f32 = embedding.vector.iter().map(|value| value * value).sum();
            assert!((square - 1.0).abs() < 1e-4);
            count += 1;
        }
    }
    assert!((560..600).contains(&count), "{count}");
}
