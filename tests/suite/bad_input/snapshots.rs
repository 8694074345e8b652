//! Snapshot folders that cannot be loaded, and rows of them that cannot be taken.

use std::path::Path;
use std::sync::Arc;

use advisor_engine::{
    ADVISOROS, CallOptions, Change, Engine, GetRows, LoadOptions, OnBadRow, Value,
};
use advisor_engine_tests::rows::row;
use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};

use super::parquet_folder::{batch, of_columns, with_column, write_folder, write_table};
use super::{answers, config, filled, reopened, source_rows, text};

type Breaking = fn(&Path);

fn edit_manifest(folder: &Path, from: &str, to: &str) {
    let path = folder.join("manifest.json");
    let manifest = std::fs::read_to_string(&path).unwrap();
    assert!(manifest.contains(from), "{manifest}");
    std::fs::write(path, manifest.replace(from, to)).unwrap();
}

fn truncate(folder: &Path, file: &str) {
    let path = folder.join(file);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(path, &bytes[..bytes.len() - 7]).unwrap();
}

/// What is wrong, and how a good folder becomes so.
const CASES: &[(&str, Breaking)] = &[
    ("no manifest", |folder| std::fs::remove_file(folder.join("manifest.json")).unwrap()),
    ("no folder", |folder| std::fs::remove_dir_all(folder).unwrap()),
    ("truncated manifest", |folder| truncate(folder, "manifest.json")),
    ("manifest of a later format", |folder| edit_manifest(folder, "\"format\":1", "\"format\":2")),
    ("manifest without a format", |folder| edit_manifest(folder, "\"format\":1,", "")),
    ("manifest of another catalog", |folder| edit_manifest(folder, "advisoros", "clientsplus")),
    ("manifest without a table", |folder| edit_manifest(folder, "\"invoices\":", "\"bills\":")),
    ("table without files", |folder| edit_manifest(folder, "\"tasks.parquet\"", "")),
    ("file in another folder", |folder| edit_manifest(folder, "tasks.parquet", "../tasks.parquet")),
    ("missing file", |folder| std::fs::remove_file(folder.join("clients.parquet")).unwrap()),
    ("truncated file", |folder| truncate(folder, "clients.parquet")),
    ("empty file", |folder| std::fs::write(folder.join("clients.parquet"), "").unwrap()),
    ("text for a file", |folder| {
        std::fs::write(folder.join("clients.parquet"), "id,name").unwrap();
    }),
    ("missing column", |folder| {
        let good = batch("clients", &source_rows());
        write_table(folder, "clients", &with_column(&good, "businessName", None));
    }),
    ("missing column of one word", |folder| {
        let good = batch("clients", &source_rows());
        write_table(folder, "clients", &with_column(&good, "status", None));
    }),
    ("missing column spelled by no rule", |folder| {
        let good = batch("revenue_shares", &source_rows());
        write_table(folder, "revenue_shares", &with_column(&good, "tax1099Reportable", None));
    }),
    ("integer for text", |folder| {
        let good = batch("clients", &source_rows());
        let wrong: ArrayRef = Arc::new(Int64Array::from(vec![1]));
        write_table(folder, "clients", &with_column(&good, "status", Some(&wrong)));
    }),
    ("double for money", |folder| {
        let good = batch("invoices", &source_rows());
        let wrong: ArrayRef = Arc::new(Float64Array::from(vec![12.5]));
        write_table(folder, "invoices", &with_column(&good, "totalAmount", Some(&wrong)));
    }),
    ("text for an instant", |folder| {
        let good = batch("invoices", &source_rows());
        let wrong: ArrayRef = Arc::new(StringArray::from(vec!["2026-01-01"]));
        write_table(folder, "invoices", &with_column(&good, "createdAt", Some(&wrong)));
    }),
];

#[test]
fn a_bad_snapshot_folder_is_refused_and_the_serving_rows_stay() {
    let store = tempfile::tempdir().unwrap();
    let mut engine = filled(store.path());
    let before = answers(&engine);
    let mut report: Vec<String> = Vec::new();
    for (name, break_folder) in CASES {
        let folder = tempfile::tempdir().unwrap();
        write_folder(folder.path(), &source_rows());
        break_folder(folder.path());
        let error = engine.load_snapshot(folder.path(), &LoadOptions::default()).expect_err(name);
        report.push(format!("{name}:\n  {}\n", text(&error, &[(folder.path(), "<folder>")])));
        assert_eq!(answers(&engine), before, "{name}");
        engine = reopened(&engine);
        assert_eq!(answers(&engine), before, "{name}, after reopening");
    }
    insta::assert_snapshot!(report.concat(), @r"
    no manifest:
      NotFound in load_snapshot: the snapshot folder has no readable `manifest.json` (path: <folder>/manifest.json)
    no folder:
      NotFound in load_snapshot: the snapshot folder has no readable `manifest.json` (path: <folder>/manifest.json)
    truncated manifest:
      SchemaMismatch in load_snapshot: the snapshot's manifest is not as expected: EOF while parsing a string at line 1 column 1223 (path: <folder>/manifest.json)
    manifest of a later format:
      SchemaMismatch in load_snapshot: the snapshot folder has format 2; expected 1
    manifest without a format:
      SchemaMismatch in load_snapshot: the snapshot's manifest is not as expected: missing field `format` at line 1 column 1219 (path: <folder>/manifest.json)
    manifest of another catalog:
      SchemaMismatch in load_snapshot: the snapshot folder is of catalog `clientsplus`; expected `advisoros`
    manifest without a table:
      SchemaMismatch in load_snapshot: the snapshot folder lacks table `invoices`
    table without files:
      SchemaMismatch in load_snapshot: the snapshot folder lacks table `tasks`
    file in another folder:
      InvalidArgument in load_snapshot: the snapshot's manifest names `../tasks.parquet`; expected a file name without a folder
    missing file:
      NotFound in load_snapshot: the snapshot folder lacks the file `clients.parquet` of table `clients`
    truncated file:
      Corrupt in load_snapshot: table `clients` is not readable as Parquet (files: <folder>/clients.parquet)
    empty file:
      Corrupt in load_snapshot: table `clients` is not readable as Parquet (files: <folder>/clients.parquet)
    text for a file:
      Corrupt in load_snapshot: table `clients` is not readable as Parquet (files: <folder>/clients.parquet)
    missing column:
      SchemaMismatch in load_snapshot: table `clients` has no column `business_name` nor `businessName`
    missing column of one word:
      SchemaMismatch in load_snapshot: table `clients` has no column `status`
    missing column spelled by no rule:
      SchemaMismatch in load_snapshot: table `revenue_shares` has no column `tax_1099_reportable` nor `tax1099Reportable`
    integer for text:
      SchemaMismatch in load_snapshot: column `status` of table `clients` is BIGINT; expected text
    double for money:
      SchemaMismatch in load_snapshot: column `totalAmount` of table `invoices` is DOUBLE; expected money
    text for an instant:
      SchemaMismatch in load_snapshot: column `createdAt` of table `invoices` is VARCHAR; expected timestamp
    ");
    engine.close();
}

#[test]
fn tables_that_may_be_lacking_load_in_both_layouts_without_their_unknown_columns() {
    let options = CallOptions::default();
    let share = row(
        "revenue_shares",
        "s1",
        [
            ("organization_id", "o1".into()),
            ("client_id", "c1".into()),
            ("tax_1099_reportable", true.into()),
            ("net_platform_revenue", advisor_engine::Money::from_cents(12_100).into()),
        ],
    );
    let access =
        row("client_portal_access", "p1", [("permissions", r#"{"canSign": true}"#.into())]);
    let mut rows = source_rows();
    rows.extend([share, access]);
    for is_camel in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        write_folder(folder.path(), &rows);
        let good = batch("revenue_shares", &rows);
        let secret: ArrayRef = Arc::new(StringArray::from(vec!["secret"]));
        let table = ADVISOROS.tables.iter().find(|table| table.name == "revenue_shares").unwrap();
        // The batch has the catalog's columns, in their order.
        let columns = table.columns.iter().zip(good.columns()).map(|(column, array)| {
            let name = if is_camel { column.camel_case() } else { column.name.to_owned() };
            (name, Arc::clone(array))
        });
        let unknown =
            ["bankToken", "bank_token"].map(|name| (name.to_owned(), Arc::clone(&secret)));
        let wider = of_columns(columns.chain(unknown).collect());
        write_table(folder.path(), "revenue_shares", &wider);
        edit_manifest(folder.path(), "\"role_permissions\":", "\"unknown_table\":");
        let engine = Engine::in_memory(config()).unwrap();
        let report = engine.load_snapshot(folder.path(), &LoadOptions::default()).unwrap();
        assert_eq!(report.rejected, []);
        let counts: Vec<_> =
            report.tables.iter().skip(9).map(|table| (table.name, table.row_count)).collect();
        for (name, count) in counts {
            let expected = u64::from(["client_portal_access", "revenue_shares"].contains(&name));
            assert_eq!(count, expected, "{name}");
        }
        let request = GetRows {
            table: "revenue_shares".to_owned(),
            ids: vec!["s1".to_owned()],
            select: Vec::new(),
        };
        let found = engine.tenant("o1").get_rows(&request, &options).unwrap().value;
        let found = serde_json::to_value(&found.rows[0]).unwrap();
        assert_eq!(
            (&found["tax1099Reportable"], &found["netPlatformRevenue"]),
            (&true.into(), &"121.00".into())
        );
        assert!(!found.to_string().contains("secret"), "{found}");
        engine.close();
    }
}

#[test]
fn json_of_a_folder_that_is_none_rejects_its_row() {
    let folder = tempfile::tempdir().unwrap();
    let access =
        |id: &str, json: &str| row("client_portal_access", id, [("permissions", json.into())]);
    let mut rows = source_rows();
    rows.extend([access("good", "{}"), access("broken", "{\"a\": private")]);
    write_folder(folder.path(), &rows);
    let engine = Engine::in_memory(config()).unwrap();
    let report = engine.load_snapshot(folder.path(), &LoadOptions::default()).unwrap();
    let rejected: Vec<_> =
        report.rejected.iter().map(|row| (row.id.as_deref(), row.reason.as_str())).collect();
    let reason =
        "column `permissions`: expected JSON, got text that is none from column 7 of line 1";
    assert_eq!(rejected, [(Some("broken"), reason)]);
    engine.close();
}

#[test]
fn a_good_snapshot_folder_replaces_the_source_rows_and_keeps_those_of_the_host() {
    let store = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    write_folder(folder.path(), &source_rows());
    let engine = filled(store.path());
    let before = answers(&engine);
    let report = engine.load_snapshot(folder.path(), &LoadOptions::default()).unwrap();
    assert_eq!((report.revision, report.rejected.len()), (3, 0));
    assert_eq!(report.as_of.source_position.as_deref(), Some("0/77"));
    let after = answers(&engine);
    assert_eq!(after["client"]["totalDocuments"], 1, "the late document is not in the folder");
    assert_eq!(after["match"]["matches"], before["match"]["matches"], "the embedding stays");
    assert_eq!(answers(&reopened(&engine)), after);
}

/// Rows of which each has one fault, beside the good ones.
fn faulty_rows() -> Vec<Change> {
    let client = |id: &str, given: Vec<(&'static str, Value)>| {
        row("clients", id, [("organization_id", "o1".into())].into_iter().chain(given))
    };
    let mut rows = source_rows();
    rows.extend([
        client("c-no-id", vec![("id", Value::Null)]),
        client("c-no-name", vec![("business_name", Value::Null)]),
        client("c-twice", vec![]),
        client("c-twice", vec![]),
        client("c-twice", vec![]),
        row("advisor_profiles", "a-nan", [("overall_rating", f64::NAN.into())]),
        row("advisor_profiles", "a-infinite", [("overall_rating", f64::INFINITY.into())]),
    ]);
    rows
}

#[test]
fn bad_rows_of_a_load_are_left_out_and_listed_for_good() {
    let store = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    write_folder(folder.path(), &faulty_rows());
    let options = CallOptions::default();
    let engine = Engine::open(store.path(), config()).unwrap();
    let report = engine.load_snapshot(folder.path(), &LoadOptions::default()).unwrap();
    let listed: Vec<String> = report
        .rejected
        .iter()
        .map(|row| format!("{} {:?}: {}\n", row.table, row.id, row.reason))
        .collect();
    insta::assert_snapshot!(listed.concat(), @r#"
    advisor_profiles Some("a-infinite"): column `overall_rating` is inf; expected a finite number
    advisor_profiles Some("a-nan"): column `overall_rating` is NaN; expected a finite number
    clients None: column `id` is null
    clients Some("c-no-name"): column `business_name` is null
    clients Some("c-twice"): another row of the load has the same id
    clients Some("c-twice"): another row of the load has the same id
    "#);
    let dashboard = engine.tenant("o1").organization_dashboard(&options).unwrap();
    assert_eq!(dashboard.total_clients, 2, "the good one, and one of those with the same id");
    let kept =
        engine.tenant("o1").client_dashboard("c-twice", &advisor_engine::Audience::Staff, &options);
    assert!(kept.is_ok(), "{kept:?}");
    let engine = reopened(&engine);
    assert_eq!(engine.rejected_rows(&options).unwrap(), report.rejected);
    assert_eq!(engine.stats(&options).unwrap().rejected_row_count, report.rejected.len());
    engine.fold(&options).unwrap();
    assert_eq!(engine.rejected_rows(&options).unwrap(), report.rejected, "after a fold");
    assert_eq!(engine.verify_rollups(&options).unwrap().difference, None);
    assert!(engine.verify_files(&options).unwrap().is_sound());
    engine.close();
}

#[test]
fn a_load_that_stops_at_a_bad_row_names_it_and_changes_nothing() {
    let store = tempfile::tempdir().unwrap();
    let mut engine = filled(store.path());
    let before = answers(&engine);
    let stop = LoadOptions { on_bad_row: OnBadRow::Stop, ..LoadOptions::default() };
    let mut report: Vec<String> = Vec::new();
    let faulty = faulty_rows();
    let (good, bad) = faulty.split_at(source_rows().len());
    // The second of three equal ids goes alone with the first.
    for fault in [&bad[..1], &bad[1..2], &bad[2..4], &bad[5..6], &bad[6..]] {
        let folder = tempfile::tempdir().unwrap();
        write_folder(folder.path(), &[good, fault].concat());
        match engine.load_snapshot(folder.path(), &stop) {
            Ok(_) => report.push("the load took it\n".to_owned()),
            Err(error) => report.push(format!("{}\n", text(&error, &[]))),
        }
        assert_eq!(answers(&engine), before);
        engine = reopened(&engine);
        assert_eq!(answers(&engine), before, "after reopening");
    }
    insta::assert_snapshot!(report.concat(), @r"
    InvalidArgument in load_snapshot: a row without id of table `clients` cannot be taken: column `id` is null
    InvalidArgument in load_snapshot: row `c-no-name` of table `clients` cannot be taken: column `business_name` is null
    InvalidArgument in load_snapshot: row `c-twice` of table `clients` cannot be taken: another row of the load has the same id
    InvalidArgument in load_snapshot: row `a-nan` of table `advisor_profiles` cannot be taken: column `overall_rating` is NaN; expected a finite number
    InvalidArgument in load_snapshot: row `a-infinite` of table `advisor_profiles` cannot be taken: column `overall_rating` is inf; expected a finite number
    ");
    engine.close();
}

#[test]
fn an_id_that_apply_refuses_is_a_bad_row_of_a_load_too() {
    let store = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(257);
    let mut rows = source_rows();
    for id in ["", &long] {
        rows.push(row("clients", id, [("organization_id", "o1".into())]));
    }
    write_folder(folder.path(), &rows);
    let engine = Engine::open(store.path(), config()).unwrap();
    let report = engine.load_snapshot(folder.path(), &LoadOptions::default()).unwrap();
    assert_eq!(report.rejected.len(), 2, "{:?}", report.rejected);
    engine.close();
}
