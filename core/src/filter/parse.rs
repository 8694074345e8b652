//! The filter tree from JSON, with the path of what cannot be taken.

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value as Json};

use super::check::DEPTH_MAX;
use super::tree::{
    AmountField, CountField, Filter, FlagField, ListField, Range, ScoreField, Words,
};
use crate::model::catalog::hint;
use crate::model::money::Money;

/// Letters of a refused value that its message repeats.
const LONGEST_SHOWN: usize = 48;

type Parsed<T> = Result<T, String>;

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Finite(json) = Finite::deserialize(deserializer)?;
        node(&json, "", 1).map_err(D::Error::custom)
    }
}

/// JSON out of any format; a number that JSON cannot hold is refused, where `serde_json` would make it null.
struct Finite(Json);

impl<'de> Deserialize<'de> for Finite {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FiniteVisitor)
    }
}

struct FiniteVisitor;

impl<'de> Visitor<'de> for FiniteVisitor {
    type Value = Finite;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a filter")
    }

    fn visit_unit<E: Error>(self) -> Result<Finite, E> {
        Ok(Finite(Json::Null))
    }

    fn visit_none<E: Error>(self) -> Result<Finite, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Finite, D::Error> {
        Finite::deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Finite, E> {
        Ok(Finite(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Finite, E> {
        Ok(Finite(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Finite, E> {
        Ok(Finite(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Finite, E> {
        let number = Number::from_f64(value);
        number
            .map(|number| Finite(Json::Number(number)))
            .ok_or_else(|| E::custom(format!("a bound is {value}; expected a finite number")))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Finite, E> {
        Ok(Finite(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Finite, A::Error> {
        let mut list = Vec::new();
        while let Some(Finite(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Finite(Json::Array(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Finite, A::Error> {
        let mut object = Map::new();
        while let Some((name, Finite(value))) = entries.next_entry::<String, _>()? {
            object.insert(name, value);
        }
        Ok(Finite(Json::Object(object)))
    }
}

fn node(json: &Json, path: &str, depth: usize) -> Parsed<Filter> {
    if depth > DEPTH_MAX {
        return Err(refuse(path, "is a level too deep", &format!("at most {DEPTH_MAX} levels")));
    }
    let expected = "an object of one key, such as {\"industries\": {\"anyOf\": [\"SaaS\"]}}";
    let object = object(json, path, expected)?;
    let (Some((name, value)), 1) = (object.iter().next(), object.len()) else {
        return Err(refuse(path, &format!("has {} keys", object.len()), expected));
    };
    let inner = join(path, name);
    match name.as_str() {
        "all" => return nodes(value, &inner, depth).map(Filter::All),
        "any" => return nodes(value, &inner, depth).map(Filter::Any),
        "not" => return Ok(Filter::Not(Box::new(node(value, &inner, depth + 1)?))),
        _ => {}
    }
    if let Some(field) = ListField::named(name) {
        return Ok(Filter::Words(field, words(value, &inner)?));
    }
    if let Some(field) = AmountField::named(name) {
        return Ok(Filter::Amount(field, range(value, &inner, "{\"max\": \"250.00\"}", amount)?));
    }
    if let Some(field) = CountField::named(name) {
        return Ok(Filter::Count(field, range(value, &inner, "{\"min\": 5}", count)?));
    }
    if let Some(field) = ScoreField::named(name) {
        return Ok(Filter::Score(field, range(value, &inner, "{\"min\": 4.5}", score)?));
    }
    if let Some(field) = FlagField::named(name) {
        let Json::Bool(flag) = value else {
            return Err(refuse(&inner, &kind(value), "true or false"));
        };
        return Ok(Filter::Flag(field, *flag));
    }
    let hint = hint(name, names());
    let names: Vec<&str> = names().collect();
    Err(format!("`{inner}` is no field of an advisor; expected one of {}{hint}", names.join(", ")))
}

/// The keys that a node may have.
fn names() -> impl Iterator<Item = &'static str> {
    let lists = ListField::ALL.iter().map(|field| field.name());
    let amounts = AmountField::ALL.iter().map(|field| field.name());
    let counts = CountField::ALL.iter().map(|field| field.name());
    let scores = ScoreField::ALL.iter().map(|field| field.name());
    let flags = FlagField::ALL.iter().map(|field| field.name());
    ["all", "any", "not"]
        .into_iter()
        .chain(lists)
        .chain(amounts)
        .chain(counts)
        .chain(scores)
        .chain(flags)
}

fn nodes(json: &Json, path: &str, depth: usize) -> Parsed<Vec<Filter>> {
    let Json::Array(items) = json else {
        return Err(refuse(path, &kind(json), "a list of filters"));
    };
    let items = items.iter().enumerate();
    items.map(|(index, item)| node(item, &format!("{path}[{index}]"), depth + 1)).collect()
}

fn words(json: &Json, path: &str) -> Parsed<Words> {
    let expected = "an object such as {\"anyOf\": [\"SaaS\"]}";
    let object = object(json, path, expected)?;
    let mut words = Words::default();
    for (key, value) in object {
        let inner = join(path, key);
        match key.as_str() {
            "anyOf" => words.any_of = texts(value, &inner)?,
            "allOf" => words.all_of = texts(value, &inner)?,
            _ => return Err(unknown(&inner, key, &["anyOf", "allOf"])),
        }
    }
    Ok(words)
}

fn texts(json: &Json, path: &str) -> Parsed<Vec<String>> {
    let Json::Array(items) = json else {
        return Err(refuse(path, &kind(json), "a list of texts"));
    };
    let items = items.iter().enumerate().map(|(index, item)| match item {
        Json::String(text) => Ok(text.clone()),
        _ => Err(refuse(&format!("{path}[{index}]"), &kind(item), "text")),
    });
    items.collect()
}

fn range<T>(
    json: &Json,
    path: &str,
    example: &str,
    read: impl Fn(&Json, &str) -> Parsed<T>,
) -> Parsed<Range<T>>
where
    Range<T>: Default,
{
    let object = object(json, path, &format!("an object such as {example}"))?;
    let mut range = Range::default();
    for (key, value) in object {
        let inner = join(path, key);
        match key.as_str() {
            "min" | "max" if value.is_null() => {}
            "min" => range.min = Some(read(value, &inner)?),
            "max" => range.max = Some(read(value, &inner)?),
            "missing" => {
                range.missing = serde_json::from_value(value.clone())
                    .map_err(|_| refuse(&inner, &kind(value), "`drop` or `keep`"))?;
            }
            _ => return Err(unknown(&inner, key, &["min", "max", "missing"])),
        }
    }
    Ok(range)
}

fn amount(json: &Json, path: &str) -> Parsed<Money> {
    let expected = "an amount as text, such as \"250.00\"";
    let Json::String(text) = json else { return Err(refuse(path, &kind(json), expected)) };
    text.parse().map_err(|_| refuse(path, &kind(json), expected))
}

fn count(json: &Json, path: &str) -> Parsed<i64> {
    json.as_i64().ok_or_else(|| refuse(path, &kind(json), "a whole number"))
}

fn score(json: &Json, path: &str) -> Parsed<f64> {
    json.as_f64().ok_or_else(|| refuse(path, &kind(json), "a number"))
}

fn object<'a>(json: &'a Json, path: &str, expected: &str) -> Parsed<&'a Map<String, Json>> {
    json.as_object().ok_or_else(|| refuse(path, &kind(json), expected))
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { shown(key) } else { format!("{path}.{}", shown(key)) }
}

fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(LONGEST_SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn unknown(path: &str, key: &str, known: &[&str]) -> String {
    let hint = hint(key, known.iter().copied());
    format!("`{path}` is unknown; expected {}{hint}", known.join(", "))
}

/// `path` is that of the value within the filter; the filter itself has none.
fn refuse(path: &str, got: &str, expected: &str) -> String {
    if path.is_empty() {
        format!("the filter {got}; expected {expected}")
    } else {
        format!("`{path}` {got}; expected {expected}")
    }
}

fn kind(json: &Json) -> String {
    match json {
        Json::Null => "is null".to_owned(),
        Json::Bool(flag) => format!("is {flag}"),
        Json::Number(number) => format!("is the number {number}"),
        Json::String(text) => format!("is the text `{}`", shown(text)),
        Json::Array(_) => "is a list".to_owned(),
        Json::Object(_) => "is an object".to_owned(),
    }
}
