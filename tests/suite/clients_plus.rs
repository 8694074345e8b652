//! The schema of Clients+: a folder of Parquet, changes, folds and restarts, through nothing of its own.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use advisor_engine::{
    CLIENTS_PLUS, CallOptions, Change, Column, ColumnType, Config, Engine, ErrorKind, GetRows,
    LoadOptions, Schema,
};
use arrow::array::{
    ArrayRef, BooleanArray, Decimal128Array, Int64Array, RecordBatch, StringArray,
    TimestampMillisecondArray, new_null_array,
};
use arrow::datatypes::{DataType, Field};
use parquet::arrow::ArrowWriter;
use serde_json::{Value as Json, json};

/// The instant of every row, in milliseconds: 2026-07-01.
const DAY: i64 = 1_782_864_000_000;

/// As the booking code, the seed data and raw SQL write services, and what nobody should have written.
const SHAPES: &str = r#"[
    {"serviceId": "s-1", "serviceName": "Cut", "duration": 30, "price": 150.5, "staffId": "st-2"},
    "cut",
    {"serviceId": "s-2", "name": "Colour", "price": "200.00", "duration": 45},
    {"id": "s-3", "name": "Wash", "price": 10},
    {"name": "no id"},
    {"id": "s-4", "duration": "long"}
]"#;

fn config() -> Config {
    Config { catalog: Schema::ClientsPlus, is_fold_automatic: false, ..Config::default() }
}

/// Services as they are kept; `staff` stands where a shape does not say who.
fn services(staff: &Json) -> Json {
    json!([
        { "position": 0, "serviceId": "s-1", "serviceName": "Cut", "price": "150.5", "duration": 30, "staffId": "st-2" },
        { "position": 2, "serviceId": "s-2", "serviceName": "Colour", "price": "200", "duration": 45, "staffId": staff },
        { "position": 3, "serviceId": "s-3", "serviceName": "Wash", "price": "10", "duration": null, "staffId": staff },
    ])
}

/// A row of a table by column: text that the test gives, or a plain default for what is required.
fn array(column: &Column, rows: &[&[(&str, &str)]]) -> ArrayRef {
    let texts = rows.iter().map(|row| {
        let found = row.iter().find(|(name, _)| *name == column.name).map(|(_, text)| *text);
        found.or(column.is_required.then_some("x"))
    });
    let count = rows.len();
    match column.kind {
        ColumnType::Text | ColumnType::Json | ColumnType::Records(_) => {
            Arc::new(texts.collect::<StringArray>())
        }
        ColumnType::Int => Arc::new(Int64Array::from(vec![60; count])),
        ColumnType::Bool => Arc::new(BooleanArray::from(vec![true; count])),
        ColumnType::Timestamp => Arc::new(TimestampMillisecondArray::from(vec![DAY; count])),
        ColumnType::Money { .. } => Arc::new(
            Decimal128Array::from(vec![36_050; count]).with_precision_and_scale(10, 2).unwrap(),
        ),
        ColumnType::Decimal => Arc::new(
            Decimal128Array::from(vec![1250; count]).with_precision_and_scale(5, 4).unwrap(),
        ),
        ColumnType::TextList => {
            let item = Field::new("item", DataType::Utf8, true);
            new_null_array(&DataType::List(Arc::new(item)), count)
        }
        other => unreachable!("Clients+ has no column of type {}", other.name()),
    }
}

/// Writes a folder in the camelCase layout: two companies, and three appointments of the first and one of the second.
fn write_folder(folder: &Path) {
    let company = |id: &'static str| [("id", id)];
    let appointment = |id, company, services, staff: Option<&'static str>| {
        let mut row =
            vec![("id", id), ("company_id", company), ("client_id", "c-1"), ("services", services)];
        row.extend(staff.map(|staff| ("staff_id", staff)));
        row
    };
    let companies = [company("salon"), company("spa")];
    let staff = [("id", "st-1"), ("company_id", "salon"), ("name", "Nour")];
    let appointments = [
        appointment("a-1", "salon", SHAPES, Some("st-1")),
        appointment("a-2", "salon", r#"{"serviceId": "s-1"}"#, None),
        appointment("a-3", "salon", "[broken", None),
        appointment("b-1", "spa", SHAPES, None),
    ];
    let mut tables = serde_json::Map::new();
    for table in CLIENTS_PLUS.tables {
        let rows: Vec<&[(&str, &str)]> = match table.name {
            "companies" => companies.iter().map(<[_; 1]>::as_slice).collect(),
            "staff" => vec![&staff],
            "appointments" => appointments.iter().map(Vec::as_slice).collect(),
            _ => Vec::new(),
        };
        let columns =
            table.columns.iter().map(|column| (column.camel_case(), array(column, &rows), true));
        let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
        let name = format!("{}.parquet", table.name);
        let file = File::create(folder.join(&name)).unwrap();
        let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        tables.insert(table.name.to_owned(), json!({ "files": [name] }));
    }
    let manifest = json!({ "format": 1, "catalog": "clients_plus", "tables": tables });
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
}

/// What each company sees of every row.
fn rows(engine: &Engine) -> Json {
    let options = CallOptions::default();
    let read = |company: &str, table: &str, ids: &[&str], select: &[&str]| {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let request = GetRows { table: table.to_owned(), ids: owned(ids), select: owned(select) };
        let found = engine.tenant(company).get_rows(&request, &options).unwrap().value;
        serde_json::to_value(found.rows).unwrap()
    };
    let ids = ["a-1", "a-2", "a-3", "a-4", "b-1"];
    let select = ["id", "services", "total_price", "date"];
    json!({
        "salon": read("salon", "appointments", &ids, &select),
        "spa": read("spa", "appointments", &ids, &select),
        "staff": read("salon", "staff", &["st-1"], &["name", "commissionRate", "companyId"]),
        "companies": read("spa", "companies", &["salon", "spa"], &["id"]),
    })
}

#[test]
fn services_of_every_shape_are_the_same_from_load_to_restart() {
    let (store, folder, copy) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let options = CallOptions::default();
    write_folder(folder.path());
    let engine = Engine::open(store.path(), config()).unwrap();
    let report = engine.load_snapshot(folder.path(), &LoadOptions::default()).unwrap();
    let counts = |name: &str| {
        let table = report.tables.iter().find(|table| table.name == name).unwrap();
        (table.row_count, table.malformed_element_count)
    };
    // Three of each list of every shape, and the object that is no list.
    assert_eq!(counts("appointments"), (3, 7));
    assert_eq!(counts("companies"), (2, 0));
    let rejected: Vec<_> = report.rejected.iter().map(|row| row.id.as_deref()).collect();
    assert_eq!(rejected, [Some("a-3")]);
    assert!(report.rejected[0].reason.contains("`services`"), "{}", report.rejected[0].reason);

    let appointment = |id: &str, services: Json| {
        let given = json!({ "table": "appointments", "upsert": {
            "id": id, "companyId": "salon", "branchId": "b", "clientId": "c-1", "date": DAY, "startTime": "09:00",
            "endTime": "10:00", "status": "COMPLETED", "paymentStatus": "PAID", "totalDuration": 60,
            "totalPrice": "360.50", "paidAmount": 0, "services": services, "source": "PHONE", "isNewClient": true,
            "isRecurring": false, "clientName": "Mona", "clientPhone": "1", "staffId": "st-9",
        }});
        serde_json::from_value::<Change>(given).unwrap()
    };
    let as_json: Json = serde_json::from_str(SHAPES).unwrap();
    let changes = [appointment("a-2", as_json), appointment("a-4", json!(SHAPES))];
    let applied = engine.apply(&changes, None, &options).unwrap();
    assert_eq!(applied.malformed_element_count, 6);

    let expected = |id: &str, staff: Json| json!({ "id": id, "services": services(&staff), "totalPrice": "360.50", "date": "2026-07-01T00:00:00Z" });
    let expected = json!({
        "salon": [
            expected("a-1", json!("st-1")), expected("a-2", json!("st-9")), null,
            expected("a-4", json!("st-9")), null,
        ],
        "spa": [null, null, null, null, expected("b-1", Json::Null)],
        "staff": [{ "name": "Nour", "commissionRate": "0.125", "companyId": "salon" }],
        "companies": [null, { "id": "spa" }],
    });
    assert_eq!(rows(&engine), expected, "in base and delta");
    drop(engine);
    let engine = Engine::open(store.path(), config()).unwrap();
    assert_eq!(rows(&engine), expected, "replayed");
    // The rows of a fold come out of DuckDB, base and delta.
    engine.fold(&options).unwrap();
    assert_eq!(rows(&engine), expected, "folded");
    engine.fold(&options).unwrap();
    assert_eq!(rows(&engine), expected, "folded again, from the base alone");
    let files = engine.verify_files(&options).unwrap().files;
    assert!(files.iter().all(|file| file.problem.is_none()), "{files:?}");
    engine.backup(copy.path(), &options).unwrap();
    engine.close();
    let engine = Engine::open(copy.path(), config()).unwrap();
    assert_eq!(rows(&engine), expected, "from the backup");
    engine.close();
}

#[test]
fn what_is_no_json_refuses_the_batch() {
    let engine = Engine::in_memory(config()).unwrap();
    let change = json!({ "table": "appointments", "upsert": { "id": "a", "services": "[broken" } });
    let change: Change = serde_json::from_value(change).unwrap();
    let error = engine.apply(&[change], None, &CallOptions::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(
        error.message().starts_with("column `services` of table `appointments`: expected JSON"),
        "{error}"
    );
}

#[test]
fn a_store_is_of_one_schema() {
    let folder = tempfile::tempdir().unwrap();
    write_folder(folder.path());
    for (made, other) in
        [(Schema::ClientsPlus, Schema::AdvisorOs), (Schema::AdvisorOs, Schema::ClientsPlus)]
    {
        let store = tempfile::tempdir().unwrap();
        let of = |catalog| Config { catalog, ..config() };
        Engine::open(store.path(), of(made)).unwrap().close();
        let error = Engine::open(store.path(), of(other)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SchemaMismatch, "{error}");
        let (made, other) = (made.catalog().name, other.catalog().name);
        let message =
            format!("the store holds the schema `{made}`; the configuration asks for `{other}`");
        assert_eq!(error.message(), message);
    }
    let engine = Engine::in_memory(Config::default()).unwrap();
    let error = engine.load_snapshot(folder.path(), &LoadOptions::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SchemaMismatch, "{error}");
    let store = tempfile::tempdir().unwrap();
    let rebuilt =
        Engine::rebuild(store.path(), config(), folder.path(), &LoadOptions::default()).unwrap();
    assert_eq!(rebuilt.stats(&CallOptions::default()).unwrap().rejected_row_count, 1);
    rebuilt.close();
}
