//! The language-neutral cases, in Rust.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use advisor_engine::{CallOptions, Change, Config, Engine, Error, OPERATIONS};
use jiter::JsonValue;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// Keys that differ from run to run, wherever they stand.
const VOLATILE: [&str; 5] = ["revision", "asOf", "lastRefreshed", "elapsedMs", "meanLoadUs"];

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    summary: String,
    #[serde(default)]
    config: Json,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    world: Option<String>,
    steps: Vec<Step>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    call: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pinned: bool,
    request: Json,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    answer: Option<Json>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<ExpectedError>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedError {
    code: String,
    message: Option<String>,
}

/// An answer that is null is an answer too.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

#[test]
fn every_case_is_answered_as_written() {
    let is_blessing = std::env::var_os("ADVISOR_ENGINE_BLESS").is_some();
    let mut called = BTreeSet::new();
    for path in files() {
        let mut case: Case = serde_json::from_value(read(&path))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let temporary = tempfile::tempdir().unwrap();
        let engine = Engine::in_memory(open_config(&case)).unwrap();
        if let Some(world) = &case.world {
            let changes = read(&folder().join("worlds").join(format!("{world}.json")));
            let changes: Vec<Change> = serde_json::from_value(changes).unwrap();
            engine.apply(&changes, None, &CallOptions::default()).unwrap();
        }
        for (index, step) in case.steps.iter_mut().enumerate() {
            called.insert(step.call.clone());
            let place = format!("{}, step {index}", path.display());
            let found = call(&engine, step, temporary.path());
            if is_blessing {
                bless(step, found, temporary.path());
            } else {
                compare(step, found, &place, temporary.path());
            }
        }
        if is_blessing {
            let text = serde_json::to_string_pretty(&case).unwrap();
            std::fs::write(&path, text + "\n").unwrap();
        }
    }
    let operations: BTreeSet<String> =
        OPERATIONS.iter().map(|operation| operation.name.to_owned()).collect();
    assert_eq!(called, operations, "every operation has a case, and every case is of one");
}

fn call(engine: &Engine, step: &Step, temporary: &Path) -> Result<Json, Error> {
    let request = with_folder(&step.request, "{temporary}", &temporary.display().to_string());
    let options = CallOptions::default();
    match (&step.tenant, step.pinned) {
        (Some(tenant), false) => engine.tenant(tenant.as_str()).call(&step.call, request, &options),
        (Some(tenant), true) => {
            engine.pin()?.tenant(tenant.as_str()).call(&step.call, request, &options)
        }
        (None, true) => engine.pin()?.call(&step.call, request, &options),
        (None, false) => engine.call(&step.call, request, &options),
    }
}

fn compare(step: &Step, found: Result<Json, Error>, place: &str, temporary: &Path) {
    match found {
        Ok(mut answer) => {
            strip(&mut answer, &step.ignored);
            let expected = step.answer.as_ref();
            assert_eq!(Some(&answer), expected, "{place}: {}", step.call);
        }
        Err(error) => {
            let expected = step.error.as_ref();
            let code = expected.map(|expected| expected.code.as_str());
            assert_eq!(Some(error.code()), code, "{place}: {error}");
            if let Some(message) = expected.and_then(|expected| expected.message.as_ref()) {
                assert_eq!(&message_of(&error, temporary), message, "{place}");
            }
        }
    }
}

/// Writes what was answered in place of what was expected; a message that is left open stays so.
fn bless(step: &mut Step, found: Result<Json, Error>, temporary: &Path) {
    (step.answer, step.error) = match found {
        Ok(mut answer) => {
            strip(&mut answer, &step.ignored);
            (Some(answer), None)
        }
        Err(error) => {
            let is_open = step.error.as_ref().is_some_and(|expected| expected.message.is_none())
                || error.message().contains("is not as expected");
            let message = (!is_open).then(|| message_of(&error, temporary));
            (None, Some(ExpectedError { code: error.code().to_owned(), message }))
        }
    };
}

fn message_of(error: &Error, temporary: &Path) -> String {
    error.message().replace(&temporary.display().to_string(), "{temporary}")
}

fn strip(answer: &mut Json, ignored: &[String]) {
    if let Json::Object(fields) = answer {
        fields.retain(|name, _| !ignored.contains(name));
    }
    strip_volatile(answer);
}

fn strip_volatile(value: &mut Json) {
    match value {
        Json::Object(fields) => {
            fields.retain(|name, _| !VOLATILE.contains(&name.as_str()));
            fields.values_mut().for_each(strip_volatile);
        }
        Json::Array(items) => items.iter_mut().for_each(strip_volatile),
        _ => {}
    }
}

fn with_folder(value: &Json, placeholder: &str, folder: &str) -> Json {
    match value {
        Json::String(text) => Json::String(text.replace(placeholder, folder)),
        Json::Array(items) => {
            items.iter().map(|item| with_folder(item, placeholder, folder)).collect()
        }
        Json::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), with_folder(value, placeholder, folder)))
            .collect(),
        other => other.clone(),
    }
}

fn open_config(case: &Case) -> Config {
    match &case.config {
        Json::Null => Config::default(),
        config => serde_json::from_value(config.clone()).unwrap(),
    }
}

fn folder() -> PathBuf {
    // Where cargo runs the test, not where it was compiled: checkouts may share a target folder.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    PathBuf::from(package).join("cases")
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// Reads JSON with every number at its nearest double, which `serde_json` does not promise.
fn read(path: &Path) -> Json {
    let text = std::fs::read(path);
    assert!(text.is_ok(), "{}: {text:?}", path.display());
    let value = parse(&text.unwrap());
    assert!(value.is_ok(), "{}: {value:?}", path.display());
    value.unwrap()
}

/// As [`read`], of text at hand.
pub(crate) fn parse(text: &[u8]) -> Result<Json, jiter::JsonError> {
    JsonValue::parse(text, false).map(|value| to_json(&value))
}

fn to_json(value: &JsonValue<'_>) -> Json {
    match value {
        JsonValue::Null => Json::Null,
        JsonValue::Bool(value) => Json::from(*value),
        JsonValue::Int(value) => Json::from(*value),
        JsonValue::Float(value) => Json::from(*value),
        JsonValue::Str(value) => Json::from(value.as_ref()),
        JsonValue::Array(items) => items.iter().map(to_json).collect(),
        JsonValue::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.to_string(), to_json(value)));
            Json::Object(fields.collect::<Map<_, _>>())
        }
    }
}
