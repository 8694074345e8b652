//! Batches that `apply` refuses whole.

use advisor_engine::{CallOptions, Change, Money, Value};
use advisor_engine_tests::rows::row;

use super::{answers, filled, reopened, text};

const RATING: &str = r#"[{"signal": "rating", "weight": 1}]"#;

fn document(column: &'static str, value: Value) -> Vec<Change> {
    vec![row("documents", "d9", [(column, value)])]
}

fn invoice(amount: Value) -> Vec<Change> {
    vec![row("invoices", "i9", [("total_amount", amount)])]
}

fn embedding(vector: Vec<f32>) -> Vec<Change> {
    vec![row("advisor_embeddings", "a9", [("vector", Value::Vector(vector))])]
}

/// Of the advisor who has a vector already, and of another.
fn embedding_of(column: &'static str, value: &str) -> Vec<Change> {
    let vector = || ("vector", Value::Vector(vec![1.0, 0.0]));
    let given = [vector(), (column, value.into())];
    vec![row("advisor_embeddings", "a0", [vector()]), row("advisor_embeddings", "a1", given)]
}

fn bare(table: &str, column: &'static str) -> Vec<Change> {
    vec![Change::upsert(table, [(column, Value::from("x"))])]
}

fn profile(id: &str, version: i64, terms: &str) -> Vec<Change> {
    let given = [("version", version.into()), ("terms", terms.into())];
    vec![row("documents", "d9", []), row("scoring_profiles", id, given)]
}

/// What is wrong, and the batch.
fn cases() -> Vec<(&'static str, Vec<Change>)> {
    vec![
        ("unknown table", bare("payments", "id")),
        ("misspelled table", bare("client", "id")),
        ("deletion from an unknown table", vec![Change::delete("payments", "p1")]),
        ("unknown column", bare("clients", "shoe_size")),
        ("misspelled column", bare("clients", "busines_name")),
        ("misspelled camelCase column", bare("clients", "busnessName")),
        (
            "column in both spellings",
            vec![Change::upsert(
                "clients",
                [("business_name", Value::from("x")), ("businessName", Value::from("y"))],
            )],
        ),
        ("text for an integer", document("file_size", "large".into())),
        ("number for an integer", document("file_size", 1.5.into())),
        ("integer for text", document("file_name", 7_i64.into())),
        ("text for a boolean", document("needs_review", "true".into())),
        ("text for a list", document("tags", "tax".into())),
        ("text that is no instant", document("created_at", "yesterday".into())),
        ("instant out of range", document("created_at", i64::MAX.into())),
        ("NaN", document("ocr_confidence", f64::NAN.into())),
        ("infinity", document("ocr_confidence", f64::NEG_INFINITY.into())),
        ("integer that no number holds", document("ocr_confidence", i64::MAX.into())),
        ("vector of another dimension", embedding(vec![1.0, 0.0, 0.0])),
        ("vector of another model", embedding_of("model", "another")),
        ("name of the built-in model", embedding_of("model", "lexical-v1")),
        ("vector of another text", embedding_of("text_digest", "text-v1:00")),
        ("empty vector", embedding(Vec::new())),
        ("NaN in a vector", embedding(vec![1.0, f32::NAN])),
        ("infinity in a vector", embedding(vec![f32::INFINITY, 1.0])),
        ("money beyond the column", invoice(Money::from_cents(10_000_000_000).into())),
        ("money beyond i64", invoice("123456789012345678901234567890.00".into())),
        ("money beyond 38 digits", invoice("9".repeat(40).into())),
        ("money with three decimals", invoice("1.005".into())),
        ("money as NaN", invoice(f64::NAN.into())),
        ("money as text of words", invoice("ten".into())),
        ("money as a huge number", invoice(f64::MAX.into())),
        (
            "decimal with 13 decimals",
            vec![row("clients", "c9", [("annual_revenue", "0.0000000000001".into())])],
        ),
        (
            "id that occurs twice",
            vec![row("clients", "c9", []), row("users", "c9", []), row("clients", "c9", [])],
        ),
        (
            "id put in and taken out",
            vec![row("clients", "c9", []), Change::delete("clients", "c9")],
        ),
        ("missing required column", bare("clients", "id")),
        ("null in a required column", vec![row("clients", "c9", [("status", Value::Null)])]),
        ("no id", vec![row("clients", "c9", [("id", Value::Null)])]),
        ("empty id", vec![row("clients", "", [])]),
        ("deletion of an empty id", vec![Change::delete("clients", "")]),
        ("id of 257 bytes", vec![row("clients", &"x".repeat(257), [])]),
        (
            "good rows before a bad one",
            vec![row("clients", "c9", []), Change::delete("documents", "d1"), row("users", "", [])],
        ),
    ]
}

/// Scoring profiles that are none, each behind a good row.
fn profiles() -> Vec<(&'static str, Vec<Change>)> {
    vec![
        ("scoring profile of an engine's name", profile("points-v1", 2, RATING)),
        ("scoring profile of version 0", profile("growth", 0, RATING)),
        ("scoring profile without terms", profile("growth", 1, "[]")),
        ("scoring profile of an object", profile("growth", 1, "{}")),
        (
            "scoring profile of an unknown signal",
            profile("growth", 1, r#"[{"signal": "raiting", "weight": 1}]"#),
        ),
        (
            "scoring profile of a signal twice",
            profile(
                "growth",
                1,
                r#"[{"signal": "rating", "weight": 1}, {"signal": "rating", "weight": 2}]"#,
            ),
        ),
        (
            "scoring profile of a weight beyond its limit",
            profile("growth", 1, r#"[{"signal": "rating", "weight": 1e7}]"#),
        ),
        (
            "scoring profile of other terms under its version",
            profile("thrift", 3, r#"[{"signal": "price_fit", "weight": 2}]"#),
        ),
    ]
}

/// What is said of each; nothing may come of any, now or after reopening.
fn refusals(cases: Vec<(&'static str, Vec<Change>)>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = filled(folder.path());
    let before = answers(&engine);
    let mut report: Vec<String> = Vec::new();
    for (name, batch) in cases {
        let error = engine.apply(&batch, Some("0/99"), &CallOptions::default()).expect_err(name);
        report.push(format!("{name}:\n  {}\n", text(&error, &[])));
        assert_eq!(answers(&engine), before, "{name}");
        engine = reopened(&engine);
        assert_eq!(answers(&engine), before, "{name}, after reopening");
    }
    engine.close();
    report.concat()
}

#[test]
fn a_scoring_profile_that_is_none_refuses_its_batch() {
    insta::assert_snapshot!(refusals(profiles()), @r"
    scoring profile of an engine's name:
      InvalidArgument in apply: column `id` of table `scoring_profiles` is `points-v1`, which is a name of the engine's own; expected another (change: 1)
    scoring profile of version 0:
      InvalidArgument in apply: column `version` of table `scoring_profiles` is 0; expected 1 to 9007199254740991 (change: 1)
    scoring profile without terms:
      InvalidArgument in apply: column `terms` of table `scoring_profiles`: expected at least one weight other than 0, got 0 weights (change: 1)
    scoring profile of an object:
      InvalidArgument in apply: column `terms` of table `scoring_profiles`: expected a list of objects of a text `signal` and a number `weight`, got something else at line 1, column 0 (change: 1)
    scoring profile of an unknown signal:
      InvalidArgument in apply: column `terms` of table `scoring_profiles`, place 0: `signal` is `raiting`; expected one of `industry`, `services`, `experience`, `rating`, `certifications`, `availability`, `cosine`, `points`, `price_fit`, `budget`, `language`, `business_size`, `remote`, `reviews`, `responsiveness`; did you mean `rating`? (change: 1)
    scoring profile of a signal twice:
      InvalidArgument in apply: column `terms` of table `scoring_profiles`, place 1: `signal` is `rating` again; expected each signal once (change: 1)
    scoring profile of a weight beyond its limit:
      InvalidArgument in apply: column `terms` of table `scoring_profiles`, place 0: `weight` of `rating` is 10000000; expected a number from -1000000 to 1000000 (change: 1)
    scoring profile of other terms under its version:
      Conflict in apply: column `version` of table `scoring_profiles` is 3 for `thrift`; expected at least 4, since version 3 is there with other terms (change: 1)
    ");
}

#[test]
fn a_bad_batch_is_refused_whole_with_a_message_that_names_the_place() {
    insta::assert_snapshot!(refusals(cases()), @r"
    unknown table:
      SchemaMismatch in apply: there is no table `payments` (change: 0)
    misspelled table:
      SchemaMismatch in apply: there is no table `client`; did you mean `clients`? (change: 0)
    deletion from an unknown table:
      SchemaMismatch in apply: there is no table `payments` (change: 0)
    unknown column:
      SchemaMismatch in apply: table `clients` has no column `shoe_size` (change: 0)
    misspelled column:
      SchemaMismatch in apply: table `clients` has no column `busines_name`; did you mean `business_name`? (change: 0)
    misspelled camelCase column:
      SchemaMismatch in apply: table `clients` has no column `busnessName`; did you mean `business_name`? (change: 0)
    column in both spellings:
      InvalidArgument in apply: column `business_name` of table `clients` is given twice (change: 0)
    text for an integer:
      InvalidArgument in apply: column `file_size` of table `documents`: expected integer, got text (change: 0)
    number for an integer:
      InvalidArgument in apply: column `file_size` of table `documents`: expected integer, got number (change: 0)
    integer for text:
      InvalidArgument in apply: column `file_name` of table `documents`: expected text, got integer (change: 0)
    text for a boolean:
      InvalidArgument in apply: column `needs_review` of table `documents`: expected boolean, got text (change: 0)
    text for a list:
      InvalidArgument in apply: column `tags` of table `documents`: expected list of text, got text (change: 0)
    text that is no instant:
      InvalidArgument in apply: column `created_at` of table `documents`: `yesterday` is no instant; expected ISO 8601 such as 2026-01-31T08:00:00Z (change: 0)
    instant out of range:
      InvalidArgument in apply: column `created_at` of table `documents`: instant 9223372036854775807 ms is outside -9999-01-02T01:59:59Z to 9999-12-30T22:00:00Z (change: 0)
    NaN:
      InvalidArgument in apply: column `ocr_confidence` of table `documents`: expected a finite number, got NaN (change: 0)
    infinity:
      InvalidArgument in apply: column `ocr_confidence` of table `documents`: expected a finite number, got -inf (change: 0)
    integer that no number holds:
      InvalidArgument in apply: column `ocr_confidence` of table `documents`: integer 9223372036854775807 is not exact as a number (change: 0)
    vector of another dimension:
      DimensionMismatch in apply: column `vector` of table `advisor_embeddings` has dimension 3; expected 2 (change: 0)
    vector of another model:
      SchemaMismatch in apply: column `model` of table `advisor_embeddings` is `another`; expected `x`, as the others have; replace all vectors in one batch, or delete the others first (change: 1)
    name of the built-in model:
      InvalidArgument in apply: column `model` of table `advisor_embeddings` is `lexical-v1`, the built-in model, whose vectors the engine makes itself; expected the name of your own (change: 1)
    vector of another text:
      Conflict in apply: column `text_digest` of table `advisor_embeddings` is `text-v1:00`; the text of advisor `a1` has `text-v1:99aa06d3014798d86001c324468d497f`; embed the text that it has now (change: 1)
    empty vector:
      InvalidArgument in apply: column `vector` of table `advisor_embeddings`: expected a vector of at least 1 dimension, got none (change: 0)
    NaN in a vector:
      InvalidArgument in apply: column `vector` of table `advisor_embeddings`: element 1 of the vector is NaN; every element must be finite (change: 0)
    infinity in a vector:
      InvalidArgument in apply: column `vector` of table `advisor_embeddings`: element 0 of the vector is inf; every element must be finite (change: 0)
    money beyond the column:
      InvalidArgument in apply: column `total_amount` of table `invoices`: 100000000 is beyond 99999999.99, the largest amount of this column (change: 0)
    money beyond i64:
      InvalidArgument in apply: column `total_amount` of table `invoices`: 123456789012345678901234567890 is beyond 99999999.99, the largest amount of this column (change: 0)
    money beyond 38 digits:
      InvalidArgument in apply: column `total_amount` of table `invoices`: `9999999999999999999999999999999999999999` has too many digits (change: 0)
    money with three decimals:
      InvalidArgument in apply: column `total_amount` of table `invoices`: `1.005` has more than 2 digits after the point (change: 0)
    money as NaN:
      InvalidArgument in apply: column `total_amount` of table `invoices`: expected a finite number, got NaN (change: 0)
    money as text of words:
      InvalidArgument in apply: column `total_amount` of table `invoices`: `ten` is no decimal number such as 1234.50 (change: 0)
    money as a huge number:
      InvalidArgument in apply: column `total_amount` of table `invoices`: `179769313486231570000000000000000000000000000000…` has too many digits (change: 0)
    decimal with 13 decimals:
      InvalidArgument in apply: column `annual_revenue` of table `clients`: `0.0000000000001` has more than 12 digits after the point (change: 0)
    id that occurs twice:
      InvalidArgument in apply: row `c9` of table `clients` occurs twice in the batch; give its last state once (change: 2)
    id put in and taken out:
      InvalidArgument in apply: row `c9` of table `clients` occurs twice in the batch; give its last state once (change: 1)
    missing required column:
      InvalidArgument in apply: column `organization_id` of table `clients` is required and has no value; expected text (change: 0)
    null in a required column:
      InvalidArgument in apply: column `status` of table `clients` is required and has no value; expected text (change: 0)
    no id:
      InvalidArgument in apply: column `id` of table `clients` is required and has no value; expected text (change: 0)
    empty id:
      InvalidArgument in apply: column `id` of table `clients` has 0 bytes; expected 1 to 256 (change: 0)
    deletion of an empty id:
      InvalidArgument in apply: column `id` of table `clients` has 0 bytes; expected 1 to 256 (change: 0)
    id of 257 bytes:
      InvalidArgument in apply: column `id` of table `clients` has 257 bytes; expected 1 to 256 (change: 0)
    good rows before a bad one:
      InvalidArgument in apply: column `id` of table `users` has 0 bytes; expected 1 to 256 (change: 2)
    ");
}

#[test]
fn an_empty_batch_and_a_deletion_of_nothing_are_no_errors() {
    let folder = tempfile::tempdir().unwrap();
    let engine = filled(folder.path());
    let options = CallOptions::default();
    let before = answers(&engine);
    let applied = engine.apply(&[], Some("0/99"), &options).unwrap();
    assert_eq!((applied.revision, applied.change_count), (2, 0));
    assert_eq!(answers(&engine), before);
    let applied = engine.apply(&[Change::delete("clients", "nobody")], None, &options).unwrap();
    assert_eq!((applied.revision, applied.change_count), (3, 1));
    engine.close();
}
