//! The backend's tables as SQL in a file, for the tests of the packages, which have no catalog to ask.

use advisor_engine::ADVISOROS;
use advisor_engine_tests::postgres::{Layout, definition};

#[test]
fn the_tests_of_the_packages_make_the_tables_of_the_catalog() {
    let tables = ADVISOROS.tables.iter().filter(|table| !table.is_host_owned);
    let expected: String =
        tables.map(|table| definition(table, Layout::CamelCase) + ";\n").collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/postgres/tables.sql");
    if std::env::var_os("ADVISOR_ENGINE_BLESS").is_some() {
        std::fs::write(path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap();
    assert_eq!(found, expected, "write `{path}` anew with ADVISOR_ENGINE_BLESS=1");
}
