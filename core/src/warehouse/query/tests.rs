//! Every function that an instance has, and is not listed, is refused wherever it is called.

use duckdb::Connection;

use super::functions::{Place, is_listed};
use super::request::SqlQuery;
use crate::config::Config;
use crate::engine::Engine;
use crate::error::ErrorKind;
use crate::options::CallOptions;

/// Names of functions by kind, as DuckDB lists its own.
fn functions(kinds: &str) -> Vec<String> {
    let connection = Connection::open_in_memory().unwrap();
    let mut statement = connection
        .prepare(&format!(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ({kinds}) ORDER BY 1"
        ))
        .unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    names.collect::<Result<_, _>>().unwrap()
}

fn assert_refused(engine: &Engine, sql: &str, name: &str) {
    let error = engine.query_whole(&SqlQuery::new(sql), &CallOptions::default()).expect_err(sql);
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{sql}: {error:?}");
    let is_named =
        error.message().contains(&format!("function `{}` is not available", name.to_lowercase()));
    assert!(is_named, "{sql}: {error:?}");
}

#[test]
fn every_table_function_that_is_not_listed_is_refused() {
    let engine = Engine::in_memory(Config::default()).unwrap();
    let names = functions("'table', 'table_macro', 'pragma'");
    let mut refused = 0;
    for name in &names {
        if is_listed(name, Place::From) {
            continue;
        }
        for arguments in ["", "'x'", "'x', 'y'"] {
            assert_refused(&engine, &format!("SELECT * FROM \"{name}\"({arguments})"), name);
        }
        refused += 1;
    }
    assert!(refused > 100 && names.iter().any(|name| name == "read_csv"), "{names:?}");
    engine.close();
}

#[test]
fn every_other_function_that_is_not_listed_is_refused() {
    let engine = Engine::in_memory(Config::default()).unwrap();
    let names = functions("'scalar', 'aggregate', 'macro'");
    let mut refused = 0;
    for name in &names {
        let is_operator =
            !name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
        if is_listed(name, Place::Value) || is_operator {
            continue;
        }
        assert_refused(&engine, &format!("SELECT \"{name}\"('x')"), name);
        refused += 1;
    }
    assert!(refused > 100 && names.iter().any(|name| name == "current_setting"), "{names:?}");
    engine.close();
}
