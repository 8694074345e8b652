//! The committed sample: its size, its digests, and that it can be made again.

#![expect(clippy::unwrap_used, reason = "a helper of a test that fails is a test that fails")]

use std::fs;
use std::path::Path;

use advisor_engine_data::sample::{DIGEST_FILE, InvoiceRecord, Sample, default_folder};

fn copy_sample(to: &Path) {
    for entry in fs::read_dir(default_folder()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn the_sample_has_the_documented_rows_and_stays_small() {
    let sample = Sample::load(&default_folder()).unwrap();
    assert_eq!(sample.advisers.len(), 600);
    assert!(sample.advisers.iter().all(|adviser| !adviser.texts.is_empty()));
    assert_eq!(sample.businesses.len(), 1_000);
    assert_eq!(sample.invoices.len(), 3_000);
    assert!(sample.invoices.iter().any(InvoiceRecord::is_cancellation));
    assert_eq!(sample.filings.len(), 3_000);
    let case_count = sample.events.chunk_by(|left, right| left.case_id == right.case_id).count();
    assert_eq!(case_count, 1_500);
    let sizes = fs::read_dir(default_folder())
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len());
    assert!(sizes.sum::<u64>() < 1_500_000);
}

#[test]
fn a_flipped_byte_is_refused_with_both_digests_and_the_command_that_restores() {
    let folder = tempfile::tempdir().unwrap();
    copy_sample(folder.path());
    let path = folder.path().join("invoices.parquet");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, &bytes).unwrap();

    let listed = fs::read_to_string(folder.path().join(DIGEST_FILE)).unwrap();
    let expected = listed.lines().find(|line| line.ends_with("invoices.parquet")).unwrap();
    let expected = expected.split_whitespace().next().unwrap();
    let message = Sample::load(folder.path()).unwrap_err().to_string();
    assert!(message.contains("invoices.parquet` has another digest"), "{message}");
    assert!(message.contains(&format!("expected {expected}, got ")), "{message}");
    assert!(message.ends_with("`git checkout -- data/sample` restores it"), "{message}");
}

#[test]
fn a_missing_file_and_an_unlisted_file_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    copy_sample(folder.path());
    fs::remove_file(folder.path().join("filings.parquet")).unwrap();
    let message = Sample::load(folder.path()).unwrap_err().to_string();
    assert!(message.contains("filings.parquet") && message.contains("restores"), "{message}");

    fs::write(folder.path().join(DIGEST_FILE), "").unwrap();
    let message = Sample::load(folder.path()).unwrap_err().to_string();
    assert!(message.contains("lists no digest for `advisers.parquet`"), "{message}");
}
