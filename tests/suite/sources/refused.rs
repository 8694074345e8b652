//! Rows and files that no source may bring.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use advisor_engine::{Engine, ErrorKind, LoadOptions, LoadReport, OnBadRow, Schema, Source, Value};
use arrow::array::{
    Array as _, ArrayRef, Date32Array, Decimal128Array, Decimal256Array, Int64Array, RecordBatch,
    StringArray, TimestampMicrosecondArray, TimestampSecondArray, UInt64Array,
};
use arrow::datatypes::i256;
use rusqlite::types::Value as Cell;

use super::config;
use super::rows::{self, Rows};
use super::write::{self, Layout};

/// The table that the faults are in: it has a column of nearly every type.
const TABLE: &str = "advisor_marketplace_matches";

fn tables() -> Vec<Rows> {
    rows::all(Schema::AdvisorOs.catalog())
}

fn faulty(tables: &mut [Rows]) -> &mut Rows {
    tables.iter_mut().find(|rows| rows.table.name == TABLE).unwrap()
}

fn load(source: &Source) -> LoadReport {
    let engine = Engine::in_memory(config(Schema::AdvisorOs)).unwrap();
    let report = engine.sync(source, &LoadOptions::default()).unwrap();
    if !report.rejected.is_empty() {
        let stop = LoadOptions { on_bad_row: OnBadRow::Stop, ..LoadOptions::default() };
        let error = engine.sync(source, &stop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
        assert_eq!(engine.pin().unwrap().revision(), report.revision);
    }
    engine.close();
    report
}

/// The refusals of the table, as they are listed.
fn refusals(report: &LoadReport) -> String {
    assert!(report.rejected.iter().all(|row| row.table == TABLE), "{:?}", report.rejected);
    let mut listed: Vec<String> = report
        .rejected
        .iter()
        .map(|row| format!("{}: {}\n", row.id.as_deref().unwrap_or("no id"), row.reason))
        .collect();
    listed.sort();
    listed.concat()
}

fn taken(report: &LoadReport) -> u64 {
    report.tables.iter().find(|table| table.name == TABLE).unwrap().row_count
}

/// Writes the folder as Parquet with the faulty table in a file of its own kind.
fn folder_with(folder: &Path, file: &str, bytes: &[u8]) -> Source {
    let catalog = Schema::AdvisorOs.catalog();
    write::folder(folder, catalog, &tables(), "parquet", |rows, file| {
        write::parquet(&write::batch(rows, Layout::Camel), file);
    });
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest = manifest.replace(&format!("{TABLE}.parquet"), file);
    std::fs::write(folder.join("manifest.json"), manifest).unwrap();
    std::fs::write(folder.join(file), bytes).unwrap();
    Source::Folder(folder.to_owned())
}

#[test]
fn rows_of_csv_that_cannot_be_taken_are_listed() {
    let mut tables = tables();
    let rows = faulty(&mut tables);
    let mut text =
        write::csv(&Rows { table: rows.table, rows: rows.rows[..2].to_vec() }, Layout::Camel);
    let faults = [
        ("match_score", "private"),
        ("match_score", "NaN"),
        ("match_score", "1e999"),
        ("times_shown", "9223372036854775808"),
        ("times_shown", "1.5"),
        ("proposed_rate", "1.005"),
        ("proposed_rate", "100000000.00"),
        ("proposed_rate", "private"),
        ("is_expired", "1"),
        ("created_at", "1767225600000"),
        ("created_at", "2026-02-30T00:00:00Z"),
        ("created_at", "+011000-01-01T00:00:00Z"),
        ("requested_services", "private"),
        ("requested_services", "\"{a,NULL}\""),
        ("match_reason", "{private"),
        ("status", ""),
        ("id", ""),
        ("id", "\"\""),
    ];
    for (number, (name, fault)) in faults.iter().enumerate() {
        let mut row = rows.rows[0].clone();
        row[0] = format!("row {number:02} ({name})").into();
        let position = rows.table.columns.iter().position(|column| column.name == *name).unwrap();
        row[position] = Value::Text("<fault>".to_owned());
        text += &(write::csv_line(&row, 1).replace("\"<fault>\"", fault) + "\n");
    }
    let one = write::csv_line(&rows.rows[0], 1);
    text += &(one.clone() + ",one more\n");
    text += &(one.replace("clients-0", "a \"quote\"") + "\n");
    let mut bytes = text.into_bytes();
    bytes.extend(b"\xff");
    bytes.extend(one.as_bytes());
    let folder = tempfile::tempdir().unwrap();
    let report = load(&folder_with(folder.path(), "matches.csv", &bytes));
    assert_eq!(taken(&report), 2);
    insta::assert_snapshot!(refusals(&report), @r"
    advisor_marketplace_matches-0: line 42 has 35 fields; expected 34
    advisor_marketplace_matches-0: line 44 has a quote where RFC 4180 permits none
    no id: column `id` has 0 bytes; expected 1 to 256
    no id: column `id` is null
    no id: line 46 has a quote where RFC 4180 permits none
    row 00 (match_score): column `match_score`: expected number, got text that is none
    row 01 (match_score): column `match_score`: expected a finite number, got NaN
    row 02 (match_score): column `match_score`: expected a finite number, got inf
    row 03 (times_shown): column `times_shown`: `9223372036854775808` is no integer of 64 bits
    row 04 (times_shown): column `times_shown`: `1.5` is no integer of 64 bits
    row 05 (proposed_rate): column `proposed_rate`: `1.005` has more than 2 digits after the point
    row 06 (proposed_rate): column `proposed_rate`: 100000000 is beyond 99999999.99, the largest amount of this column
    row 07 (proposed_rate): column `proposed_rate`: expected money, got text that is none
    row 08 (is_expired): column `is_expired`: expected boolean, got text that is none of `true`, `false`, `t` and `f`
    row 09 (created_at): column `created_at`: `1767225600000` is no instant
    row 10 (created_at): column `created_at`: expected timestamp, got text that is none
    row 11 (created_at): column `created_at`: expected timestamp, got text that is none
    row 12 (requested_services): column `requested_services`: expected list of text, got text that is no JSON list of texts
    row 13 (requested_services): column `requested_services`: the list holds a null
    row 14 (match_reason): column `match_reason`: expected JSON, got text that is none from column 2 of line 1
    row 15 (status): column `status` is null
    ");
}

#[test]
fn rows_of_json_lines_that_cannot_be_taken_are_listed() {
    let mut tables = tables();
    let rows = faulty(&mut tables);
    let faults = [
        ("match_score", "\"4.5\""),
        ("match_score", "1e999"),
        ("times_shown", "9223372036854775808"),
        ("times_shown", "1.5"),
        ("proposed_rate", "1.005"),
        ("proposed_rate", "1e3"),
        ("proposed_rate", "true"),
        ("is_expired", "1"),
        ("is_expired", "\"true\""),
        ("created_at", "1.5"),
        ("created_at", "999999999999999"),
        ("created_at", "\"private\""),
        ("requested_services", "\"{a}\""),
        ("requested_services", "[1]"),
        ("requested_services", "[null]"),
        ("match_reason", "\"private\""),
        ("status", "7"),
        ("status", "null"),
        ("status", "[\"a\"]"),
        ("status", "{}"),
        ("status", "\"a\", \"status\": \"b\""),
        ("id", "null"),
        ("id", "\"\""),
    ];
    let mut lines: Vec<String> =
        (0..2).map(|row| write::json_line(rows, row, Layout::Snake)).collect();
    for (number, (name, fault)) in faults.iter().enumerate() {
        let position = rows.table.columns.iter().position(|column| column.name == *name).unwrap();
        let mut row = rows.rows[1].clone();
        row[0] = format!("row {number:02} ({name})").into();
        row[position] = if position == 0 { "<fault>".into() } else { Value::Int(-77_777) };
        let line = write::json_line(
            &Rows { table: rows.table, rows: vec![row.clone(), row] },
            1,
            Layout::Snake,
        );
        lines.push(line.replace("\"<fault>\"", fault).replace("-77777", fault));
    }
    lines.extend(["", "[]", "{\"id\": \"cut", "{\"id\": 1} 2"].map(str::to_owned));
    let mut bytes = lines.join("\n").into_bytes();
    bytes.extend(b"\n{\"id\": \"\xff\"}\n");
    let folder = tempfile::tempdir().unwrap();
    let report = load(&folder_with(folder.path(), "matches.jsonl", &bytes));
    assert_eq!(taken(&report), 2);
    insta::assert_snapshot!(refusals(&report), @r"
    no id: column `id` has 0 bytes; expected 1 to 256
    no id: column `id` is null
    no id: line 27 is no JSON object from column 1 on
    no id: line 28 is no JSON object from column 12 on
    no id: line 29 is no JSON object from column 11 on
    no id: line 30 is not UTF-8
    row 00 (match_score): column `match_score`: expected number, got text
    row 01 (match_score): column `match_score`: expected a finite number, got inf
    row 02 (times_shown): column `times_shown`: `9223372036854775808` is no integer of 64 bits
    row 03 (times_shown): column `times_shown`: `1.5` is no integer of 64 bits
    row 04 (proposed_rate): column `proposed_rate`: `1.005` has more than 2 digits after the point
    row 05 (proposed_rate): column `proposed_rate`: `1e3` is no decimal number such as 1234.50
    row 06 (proposed_rate): column `proposed_rate`: expected money, got boolean
    row 07 (is_expired): column `is_expired`: expected boolean, got a number
    row 08 (is_expired): column `is_expired`: expected boolean, got text
    row 09 (created_at): column `created_at`: `1.5` is no integer of 64 bits
    row 10 (created_at): column `created_at`: instant 999999999999999 ms is outside -9999-01-02T01:59:59Z to 9999-12-30T22:00:00Z
    row 11 (created_at): column `created_at`: expected timestamp, got text that is none
    row 12 (requested_services): column `requested_services`: expected list of text, got text
    row 13 (requested_services): column `requested_services`: expected list of text, got text that is no JSON list of texts
    row 14 (requested_services): column `requested_services`: the list holds a null
    row 15 (match_reason): column `match_reason`: expected JSON, got text that is none from column 1 of line 1
    row 16 (status): column `status`: expected text, got a number
    row 17 (status): column `status` is null
    row 18 (status): column `status`: expected text, got a list
    row 19 (status): column `status`: expected text, got an object
    row 20 (status): column `status`: the line has it twice
    ");
}

#[test]
fn rows_of_sqlite_that_cannot_be_taken_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.db");
    let mut tables = tables();
    write::sqlite(&file, &tables, Layout::Camel);
    let rows = faulty(&mut tables);
    let text = |text: &str| Cell::Text(text.to_owned());
    let faults = [
        ("match_score", text("4.5")),
        ("match_score", Cell::Real(f64::INFINITY)),
        ("match_score", Cell::Integer(i64::MAX)),
        ("times_shown", Cell::Real(1.0)),
        ("proposed_rate", Cell::Real(1.005)),
        ("proposed_rate", Cell::Integer(100_000_000)),
        ("proposed_rate", text("private")),
        ("is_expired", Cell::Integer(2)),
        ("is_expired", text("true")),
        ("created_at", Cell::Real(1.5)),
        ("created_at", Cell::Integer(i64::MAX)),
        ("created_at", text("private")),
        ("requested_services", text("{a}")),
        ("requested_services", Cell::Blob(b"[]".to_vec())),
        ("match_reason", Cell::Integer(1)),
        ("match_reason", text("{private")),
        ("status", Cell::Integer(7)),
        ("status", Cell::Null),
        ("id", Cell::Null),
        ("id", Cell::Integer(1)),
    ];
    let connection = rusqlite::Connection::open(&file).unwrap();
    for (number, (name, fault)) in faults.iter().enumerate() {
        let column = rows.table.columns.iter().find(|column| column.name == *name).unwrap();
        let id = format!("row {number:02} ({name})");
        let sql = format!(
            "CREATE TEMP TABLE one AS SELECT * FROM {TABLE} WHERE id = '{TABLE}-0'; \
             UPDATE one SET id = '{id}'"
        );
        connection.execute_batch(&sql).unwrap();
        connection
            .execute(&format!("UPDATE one SET \"{}\" = ?", column.camel_case()), [fault])
            .unwrap();
        connection
            .execute_batch(&format!("INSERT INTO {TABLE} SELECT * FROM one; DROP TABLE one"))
            .unwrap();
    }
    let sql = format!("UPDATE {TABLE} SET status = CAST(X'ff' AS TEXT) WHERE id = '{TABLE}-5'");
    connection.execute_batch(&sql).unwrap();
    let report = load(&Source::Sqlite(file));
    assert_eq!(taken(&report), 23);
    insta::assert_snapshot!(refusals(&report), @r"
    advisor_marketplace_matches-5: column `status`: the text is not UTF-8
    no id: column `id` is null
    no id: column `id`: expected text, got integer
    row 00 (match_score): column `match_score`: expected number, got text
    row 01 (match_score): column `match_score`: expected a finite number, got inf
    row 02 (match_score): column `match_score`: integer 9223372036854775807 is not exact as a number
    row 03 (times_shown): column `times_shown`: expected integer, got number
    row 04 (proposed_rate): column `proposed_rate`: `1.005` has more than 2 digits after the point
    row 05 (proposed_rate): column `proposed_rate`: 100000000 is beyond 99999999.99, the largest amount of this column
    row 06 (proposed_rate): column `proposed_rate`: expected money, got text that is none
    row 07 (is_expired): column `is_expired`: 2 is no boolean; expected 0 or 1
    row 08 (is_expired): column `is_expired`: expected boolean, got text
    row 09 (created_at): column `created_at`: expected timestamp, got number
    row 10 (created_at): column `created_at`: instant 9223372036854775807 ms is outside -9999-01-02T01:59:59Z to 9999-12-30T22:00:00Z
    row 11 (created_at): column `created_at`: expected timestamp, got text that is none
    row 12 (requested_services): column `requested_services`: expected list of text, got text that is no JSON list of texts
    row 13 (requested_services): column `requested_services`: expected list of text, got a blob
    row 14 (match_reason): column `match_reason`: expected JSON, got integer
    row 15 (match_reason): column `match_reason`: expected JSON, got text that is none from column 2 of line 1
    row 16 (status): column `status`: expected text, got integer
    row 17 (status): column `status` is null
    ");
}

/// The faulty table with some columns in wider types, which hold what the catalog's cannot.
fn wider(is_arrow: bool) -> RecordBatch {
    let mut tables = tables();
    let rows = faulty(&mut tables);
    rows.rows.truncate(6);
    let good = write::batch(rows, Layout::Snake);
    let shown: ArrayRef =
        Arc::new(UInt64Array::from(vec![0, (1 << 63) - 1, 1 << 63, 3, u64::MAX, 5]));
    let rate = Decimal128Array::from(vec![
        Some(1),
        None,
        Some(7),
        Some(10_i128.pow(19)),
        Some(10_i128.pow(30)),
        Some(9_999_999_999),
    ]);
    let rate: ArrayRef = if is_arrow {
        let wide: Decimal256Array = rate.iter().map(|cents| cents.map(i256::from_i128)).collect();
        Arc::new(wide.with_precision_and_scale(60, 2).unwrap())
    } else {
        Arc::new(rate.with_precision_and_scale(38, 2).unwrap())
    };
    let batch = write::replaced(&good, "times_shown", &shown);
    let batch = write::replaced(&batch, "proposed_rate", &rate);
    if is_arrow {
        let far: ArrayRef = Arc::new(TimestampSecondArray::from(vec![0, 1, 2, 3, 4, i64::MAX]));
        return write::replaced(&batch, "created_at", &far);
    }
    let far: ArrayRef = Arc::new(Date32Array::from(vec![0, 1, 2, 3, 4, 200_000_000]));
    write::replaced(&batch, "created_at", &far)
}

fn arrow_with(batch: RecordBatch) -> Source {
    let mut batches = write::batches(&tables(), Layout::Camel);
    batches.insert(TABLE.to_owned(), vec![batch]);
    Source::Batches(batches)
}

#[test]
fn a_number_beyond_its_column_is_a_row_that_cannot_be_taken() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder_with(folder.path(), "wide.parquet", b"");
    write::parquet(
        &wider(false),
        std::fs::File::create(folder.path().join("wide.parquet")).unwrap(),
    );
    let parquet = load(&source);
    let arrow = load(&arrow_with(wider(true)));
    assert_eq!((taken(&parquet), taken(&arrow)), (2, 2));
    assert_eq!(refusals(&parquet), refusals(&arrow));
    insta::assert_snapshot!(refusals(&parquet), @r"
    advisor_marketplace_matches-2: column `times_shown` is beyond the range of integer
    advisor_marketplace_matches-3: column `proposed_rate` is beyond the range of money
    advisor_marketplace_matches-4: column `proposed_rate` is beyond the range of money
    advisor_marketplace_matches-5: column `created_at` is beyond the range of timestamp
    ");
}

#[test]
fn instants_finer_than_a_millisecond_are_the_same_from_parquet_and_arrow() {
    let mut tables = tables();
    let rows = faulty(&mut tables);
    let count = i64::try_from(rows.rows.len()).unwrap();
    let fine: TimestampMicrosecondArray = (0..count).map(|row| Some((row - 12) * 250)).collect();
    let fine: ArrayRef = Arc::new(fine);
    let batch = write::replaced(&write::batch(rows, Layout::Snake), "created_at", &fine);
    let folder = tempfile::tempdir().unwrap();
    let source = folder_with(folder.path(), "fine.parquet", b"");
    write::parquet(&batch, std::fs::File::create(folder.path().join("fine.parquet")).unwrap());
    let held = [source, arrow_with(batch)].map(|source| {
        let engine = Engine::in_memory(config(Schema::AdvisorOs)).unwrap();
        engine.sync(&source, &LoadOptions::default()).unwrap();
        super::held(&engine, Schema::AdvisorOs).rows.remove(&format!("{TABLE}.rows")).unwrap()
    });
    assert!(held[0] == held[1]);
}

/// Record batches by table.
type Batches = BTreeMap<String, Vec<RecordBatch>>;

/// Sources that are refused, and how.
#[derive(Default)]
struct Refused(String);

impl Refused {
    fn add(&mut self, name: &str, source: &Source, folder: &Path) {
        let engine = Engine::in_memory(config(Schema::AdvisorOs)).unwrap();
        let error = engine.sync(source, &LoadOptions::default()).expect_err(name);
        let text = error.to_string().replace(&folder.display().to_string(), "<folder>");
        self.0.extend([name, ":\n  ", &text, "\n"]);
        assert_eq!(engine.pin().unwrap().revision(), 0, "{name}");
        engine.close();
    }
}

#[test]
fn files_that_cannot_be_read_are_refused_whole() {
    let mut refused = Refused::default();
    let mut tables = tables();
    let rows = faulty(&mut tables);
    let csv = write::csv(rows, Layout::Camel);
    for (name, text) in [
        ("an empty CSV", String::new()),
        ("CSV without a column", csv.replacen("matchReason,", "", 1)),
        ("CSV with a column twice", csv.replacen("status,", "status,match_score,", 1)),
        ("CSV that ends within quotes", format!("{csv}\"x,")),
    ] {
        let folder = tempfile::tempdir().unwrap();
        refused.add(
            name,
            &folder_with(folder.path(), "matches.csv", text.as_bytes()),
            folder.path(),
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"id\": \"a\"}\n{\"id\": \"b\"}\n";
    let source = folder_with(folder.path(), "matches.ndjson", lines.as_bytes());
    refused.add("JSON lines without a required column", &source, folder.path());
    let manifest = std::fs::read_to_string(folder.path().join("manifest.json")).unwrap();
    let mixed = manifest.replace("\"matches.ndjson\"", "\"matches.ndjson\", \"tasks.parquet\"");
    std::fs::write(folder.path().join("manifest.json"), mixed).unwrap();
    refused.add("files of two kinds", &source, folder.path());

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.db");
    refused.add("no database", &Source::Sqlite(file.clone()), folder.path());
    std::fs::write(&file, "id,name").unwrap();
    refused.add("text for a database", &Source::Sqlite(file.clone()), folder.path());
    std::fs::remove_file(&file).unwrap();
    write::sqlite(&file, &tables, Layout::Camel);
    for (name, sql) in [
        ("a database without a column", "ALTER TABLE clients RENAME COLUMN businessName TO name"),
        (
            "a database without a table",
            "ALTER TABLE clients RENAME COLUMN name TO businessName; DROP TABLE invoices",
        ),
    ] {
        rusqlite::Connection::open(&file).unwrap().execute_batch(sql).unwrap();
        refused.add(name, &Source::Sqlite(file.clone()), folder.path());
    }
    insta::assert_snapshot!(refused.0, @r"
    an empty CSV:
      SchemaMismatch in sync: the CSV of table `advisor_marketplace_matches` has no header (file: <folder>/matches.csv)
    CSV without a column:
      SchemaMismatch in sync: table `advisor_marketplace_matches` has no column `match_reason` nor `matchReason` (file: <folder>/matches.csv)
    CSV with a column twice:
      SchemaMismatch in sync: table `advisor_marketplace_matches` has column `match_score` twice (file: <folder>/matches.csv)
    CSV that ends within quotes:
      Corrupt in sync: the file ends within the quotes of a record that begins in line 49 (file: <folder>/matches.csv)
    JSON lines without a required column:
      SchemaMismatch in sync: table `advisor_marketplace_matches` has no column `client_id` nor `clientId` (file: <folder>/matches.ndjson)
    files of two kinds:
      SchemaMismatch in sync: the files of table `advisor_marketplace_matches` are of several kinds; expected all Parquet, all CSV or all JSON lines
    no database:
      NotFound in sync: there is no file for the SQLite source (path: <folder>/app.db)
    text for a database:
      Corrupt in sync: the file is not readable as an SQLite database (path: <folder>/app.db)
    a database without a column:
      SchemaMismatch in sync: table `clients` has no column `business_name` nor `businessName` (path: <folder>/app.db)
    a database without a table:
      SchemaMismatch in sync: the SQLite database lacks table `invoices` (path: <folder>/app.db)
    ");
}

#[test]
fn record_batches_that_are_not_the_catalogs_are_refused_whole() {
    let mut refused = Refused::default();
    let tables = tables();
    let batches = || write::batches(&tables, Layout::Camel);
    let changed = |change: &dyn Fn(&mut Batches)| {
        let mut batches = batches();
        change(&mut batches);
        Source::Batches(batches)
    };
    let wrong = |array: ArrayRef| {
        changed(&|batches| {
            let given = &batches["clients"][0];
            let array = array.slice(0, given.num_rows());
            let batch = write::replaced(given, "businessName", &array);
            batches.insert("clients".to_owned(), vec![batch]);
        })
    };
    for (name, source) in [
        ("batches without a table", changed(&|batches| drop(batches.remove("invoices")))),
        (
            "batches of an unknown table",
            changed(&|batches| drop(batches.insert("client".to_owned(), vec![]))),
        ),
        (
            "batches of a table of the host",
            changed(&|batches| drop(batches.insert("scoring_profiles".to_owned(), vec![]))),
        ),
        ("integers for text", wrong(Arc::new(Int64Array::from(vec![1; 24])))),
        (
            "batches without a column",
            changed(&|batches| {
                let array = StringArray::from(vec!["a"]);
                let batch =
                    RecordBatch::try_from_iter([("id", Arc::new(array) as ArrayRef)]).unwrap();
                batches.insert("clients".to_owned(), vec![batch]);
            }),
        ),
    ] {
        refused.add(name, &source, Path::new("/nowhere"));
    }
    insta::assert_snapshot!(refused.0, @r"
    batches without a table:
      SchemaMismatch in sync: the record batches lack table `invoices`
    batches of an unknown table:
      SchemaMismatch in sync: there is no table `client`; did you mean `clients`?
    batches of a table of the host:
      InvalidArgument in sync: table `scoring_profiles` is the host's own, which no source brings; give its rows to `apply`
    integers for text:
      SchemaMismatch in sync: column `businessName` of table `clients` is Int64; expected text
    batches without a column:
      SchemaMismatch in sync: table `clients` has no column `organization_id` nor `organizationId`
    ");
}

#[test]
fn a_database_that_is_being_written_to_is_waited_for_as_long_as_the_call_may_take() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.db");
    write::sqlite(&file, &tables(), Layout::Camel);
    let writer = rusqlite::Connection::open(&file).unwrap();
    writer.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let engine = Engine::in_memory(config(Schema::AdvisorOs)).unwrap();
    let call =
        advisor_engine::CallOptions::default().with_timeout(std::time::Duration::from_millis(20));
    let options = LoadOptions { call, ..LoadOptions::default() };
    let error = engine.sync(&Source::Sqlite(file.clone()), &options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    writer.execute_batch("COMMIT").unwrap();
    assert!(engine.sync(&Source::Sqlite(file), &LoadOptions::default()).is_ok());
    engine.close();
}
