//! Whether an engine holds what a database holds: by plain SQL, without a word of the code under test.

use std::collections::BTreeMap;

use advisor_engine::{ADVISOROS, ColumnType, Engine, GetRows, SqlQuery, Table, Value};
use advisor_engine_tests::postgres::Layout;
use postgres::Client;
use serde_json::Value as Json;

use super::patient;

/// Rows that are asked for at a time.
const CHUNK: usize = 500;

/// Compares every live row of every table that has a tenant, column by column.
pub(crate) fn assert_same(engine: &Engine, client: &mut Client, layout: Layout) {
    let mut compared = 0;
    for table in ADVISOROS.tables.iter().filter(|table| !table.is_host_owned) {
        compared += same_table(engine, client, layout, table);
    }
    assert!(compared > 0, "nothing was compared");
}

/// Compares how many rows every table holds, deleted ones too: what is left over in the engine is seen by its number.
pub(crate) fn assert_as_many(engine: &Engine, client: &mut Client) {
    for table in ADVISOROS.tables.iter().filter(|table| !table.is_host_owned) {
        let sql = format!("SELECT count(*) FROM {}", table.name);
        let expected: i64 = client.query_one(&sql, &[]).unwrap().get(0);
        let found = engine.query_whole(&SqlQuery::new(sql), &patient()).unwrap();
        assert_eq!(found.rows, [[Value::Int(expected)]], "rows of {}", table.name);
    }
}

fn same_table(engine: &Engine, client: &mut Client, layout: Layout, table: &Table) -> usize {
    let Some(tenant) = table.tenant else { return 0 };
    let present: Vec<String> = client
        .query(
            "SELECT quote_ident(column_name) FROM information_schema.columns WHERE table_name = $1",
            &[&table.name],
        )
        .unwrap()
        .iter()
        .map(|row| row.get::<_, String>(0).replace('"', ""))
        .collect();
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let name = layout.spell(column);
            if !present.contains(&name.replace('"', "")) {
                return "NULL".to_owned();
            }
            match column.kind {
                ColumnType::Timestamp => format!("(extract(epoch FROM {name}) * 1000)::int8"),
                ColumnType::Money { .. } | ColumnType::Decimal => {
                    format!("trim_scale({name})::text")
                }
                _ => name,
            }
        })
        .collect();
    let live = match table.delete_marker {
        Some(marker) => format!("{} IS NULL", layout.spell(&table.columns[marker])),
        None => "true".to_owned(),
    };
    let sql = format!(
        "SELECT {tenant}::text, {id}::text, jsonb_build_array({columns}) FROM {name} WHERE {live}",
        tenant = layout.spell(&table.columns[tenant]),
        id = layout.spell(&table.columns[0]),
        columns = columns.join(", "),
        name = table.name,
    );
    let mut of_tenant: BTreeMap<String, Vec<(String, Vec<Json>)>> = BTreeMap::new();
    for row in client.query(&sql, &[]).unwrap() {
        let values: Json = serde_json::from_str(&row.get::<_, JsonText>(2).0).unwrap();
        let Json::Array(values) = values else { unreachable!("an array was built") };
        of_tenant.entry(row.get(0)).or_default().push((row.get(1), values));
    }
    let mut compared = 0;
    for (tenant, rows) in of_tenant {
        for rows in rows.chunks(CHUNK) {
            let request = GetRows {
                table: table.name.to_owned(),
                ids: rows.iter().map(|(id, _)| id.clone()).collect(),
                select: Vec::new(),
            };
            let found = engine.tenant(&tenant).get_rows(&request, &patient()).unwrap();
            for ((id, expected), found) in rows.iter().zip(&found.rows) {
                let name = table.name;
                assert!(found.is_some(), "{name} `{id}` is missing");
                let found = serde_json::to_value(found).unwrap();
                for (column, expected) in table.columns.iter().zip(expected) {
                    let got = &found[column.camel_case()];
                    assert!(
                        is_same(column.kind, expected, got),
                        "{name} `{id}`, column `{}`: {expected} at the source, {got} here",
                        column.name
                    );
                }
                compared += 1;
            }
        }
    }
    compared
}

fn is_same(kind: ColumnType, expected: &Json, got: &Json) -> bool {
    match (kind, expected, got) {
        (_, Json::Null, Json::Null) => true,
        (ColumnType::Timestamp, Json::Number(ms), Json::String(at)) => {
            at.parse::<advisor_engine::Timestamp>().unwrap().as_millisecond()
                == ms.as_i64().unwrap()
        }
        (
            ColumnType::Money { .. } | ColumnType::Decimal,
            Json::String(one),
            Json::String(other),
        ) => {
            let trimmed = |text: &str| {
                let text = text.to_owned();
                if text.contains('.') {
                    text.trim_end_matches('0').trim_end_matches('.').to_owned()
                } else {
                    text
                }
            };
            trimmed(one) == trimmed(other)
        }
        (ColumnType::Float, Json::Number(one), Json::Number(other)) => {
            one.as_f64() == other.as_f64()
        }
        (ColumnType::Json, one, Json::String(other)) => {
            serde_json::from_str::<Json>(other).is_ok_and(|other| *one == other)
        }
        _ => expected == got,
    }
}

/// JSON of the server as its text.
struct JsonText(String);

impl<'a> postgres::types::FromSql<'a> for JsonText {
    fn from_sql(
        _: &postgres::types::Type,
        raw: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        // A version byte, then the text.
        Ok(Self(std::str::from_utf8(&raw[1..])?.to_owned()))
    }

    fn accepts(kind: &postgres::types::Type) -> bool {
        *kind == postgres::types::Type::JSONB
    }
}
