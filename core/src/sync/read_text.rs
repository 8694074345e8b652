//! Values that a source writes as text.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::clock::Timestamp;
use crate::model::catalog::ColumnType;
use crate::model::value::{Checked, Value, check};

/// Letters of a number that a refusal repeats.
const LONGEST_NUMBER: usize = 48;

/// A value, or why there is none: what was expected, and at most a number that came.
pub(crate) type Read = Result<Checked, String>;

/// What was expected and what came.
pub(crate) fn wrong(kind: ColumnType, came: &str) -> String {
    format!("expected {}, got {came}", kind.name())
}

/// Checks a value as a change is checked.
pub(crate) fn checked(value: &Value, kind: ColumnType) -> Read {
    check(value, kind).map_err(|error| error.message().to_owned())
}

/// A refusal of text: a number is repeated, other text may be private.
fn refused(text: &str, kind: ColumnType, reason: impl FnOnce() -> String) -> String {
    let is_number = text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if is_number && text.len() <= LONGEST_NUMBER {
        reason()
    } else {
        wrong(kind, "text that is none")
    }
}

/// Decimal text for a column of money or decimals.
pub(crate) fn decimal(text: &str, kind: ColumnType) -> Read {
    check(&Value::Text(text.to_owned()), kind)
        .map_err(|error| refused(text, kind, || error.message().to_owned()))
}

/// The text of an integer.
pub(crate) fn integer(text: &str, kind: ColumnType) -> Read {
    text.parse()
        .map(Checked::Int)
        .map_err(|_| refused(text, kind, || format!("`{text}` is no integer of 64 bits")))
}

/// The text of a number.
pub(crate) fn float(text: &str, kind: ColumnType) -> Read {
    let number: f64 =
        text.parse().map_err(|_| refused(text, kind, || format!("`{text}` is no number")))?;
    checked(&Value::Float(number), kind)
}

/// ISO 8601, with a space for the `T` where a database wrote it; UTC where there is no offset.
pub(crate) fn instant(text: &str, kind: ColumnType) -> Read {
    let refusal = || refused(text, kind, || format!("`{text}` is no instant"));
    let instant = if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        instant
    } else {
        // A date and time that has an offset was refused for it: read without, it would be another instant.
        let is_local = !text.get(10..).is_some_and(|time| time.contains(['+', '-', 'Z', 'z', '[']));
        let is_dated = text.contains('-') && is_local;
        let local: Option<DateTime> = text.parse().ok().filter(|_| is_dated);
        let zoned = local.and_then(|local| local.to_zoned(TimeZone::UTC).ok());
        zoned.ok_or_else(refusal)?.timestamp()
    };
    match Timestamp::from_millisecond(instant.as_millisecond()) {
        Ok(at) => Ok(Checked::Timestamp(at.as_millisecond())),
        Err(error) => Err(error.message().to_owned()),
    }
}

/// A JSON array of texts.
pub(crate) fn json_list(text: &str, kind: ColumnType) -> Read {
    let items: Vec<Option<String>> = serde_json::from_str(text)
        .map_err(|_| wrong(kind, "text that is no JSON list of texts"))?;
    list(items)
}

/// A JSON array of texts, or an array of PostgreSQL in its text form.
pub(crate) fn any_list(text: &str, kind: ColumnType) -> Read {
    if text.starts_with('{') {
        list(array_literal(text).ok_or_else(|| wrong(kind, "text that is no array"))?)
    } else {
        json_list(text, kind)
    }
}

fn list(items: Vec<Option<String>>) -> Read {
    let texts: Option<Vec<String>> = items.into_iter().collect();
    texts.map(Checked::TextList).ok_or_else(|| "the list holds a null".to_owned())
}

/// The items of an array of one dimension in PostgreSQL's text form.
///
/// *Source*: its documentation, "Array Input and Output Syntax": items are apart by commas, those with special letters
/// in double quotes, in which a backslash stands before a quote or a backslash; `NULL` without quotes is null.
fn array_literal(text: &str) -> Option<Vec<Option<String>>> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut items = Vec::new();
    let mut letters = inner.chars().peekable();
    if inner.trim().is_empty() {
        return Some(items);
    }
    loop {
        let mut item = String::new();
        while letters.next_if(char::is_ascii_whitespace).is_some() {}
        let is_quoted = letters.next_if_eq(&'"').is_some();
        if is_quoted {
            loop {
                match letters.next()? {
                    '"' => break,
                    '\\' => item.push(letters.next()?),
                    letter => item.push(letter),
                }
            }
            while letters.next_if(char::is_ascii_whitespace).is_some() {}
        } else {
            while let Some(letter) = letters.next_if(|letter| *letter != ',') {
                match letter {
                    '{' | '}' | '"' => return None,
                    '\\' => item.push(letters.next()?),
                    letter => item.push(letter),
                }
            }
            item.truncate(item.trim_end().len());
            if item.is_empty() {
                return None;
            }
        }
        let is_null = !is_quoted && item.eq_ignore_ascii_case("null");
        items.push((!is_null).then_some(item));
        match letters.next() {
            None => return Some(items),
            Some(',') => {}
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_backends_and_databases_write_them() {
        let kind = ColumnType::Timestamp;
        for (text, millisecond) in [
            ("2026-01-01T00:00:00Z", Some(1_767_225_600_000)),
            ("2026-01-01T00:00:00.123Z", Some(1_767_225_600_123)),
            ("2026-01-01 00:00:00", Some(1_767_225_600_000)),
            ("2026-01-01 00:00:00.5", Some(1_767_225_600_500)),
            ("2026-01-01 00:00:00+00", Some(1_767_225_600_000)),
            ("2026-01-01 02:00:00.001999+02:00", Some(1_767_225_600_001)),
            ("2026-01-01", Some(1_767_225_600_000)),
            ("2025-12-31T19:00:00-05", Some(1_767_225_600_000)),
            ("1969-12-31T23:59:59.999Z", Some(-1)),
            ("20260101", None),
            ("1767225600000", None),
            ("2026-02-30", None),
            ("2026-01-01 00:00:00+99", None),
            ("2026-01-01 00:00:00 CET", None),
            ("yesterday", None),
            ("", None),
        ] {
            let read = instant(text, kind);
            assert_eq!(read.ok(), millisecond.map(Checked::Timestamp), "{text}");
        }
    }

    #[test]
    fn lists_are_json_or_array_literals() {
        for (text, items) in [
            ("[]", Some(vec![])),
            (r#"["a","b c"]"#, Some(vec!["a", "b c"])),
            ("{}", Some(vec![])),
            ("{a,b}", Some(vec!["a", "b"])),
            (r#"{"a,b", "c\"d\\e" ,f g}"#, Some(vec!["a,b", r#"c"d\e"#, "f g"])),
            (r#"{"NULL",""}"#, Some(vec!["NULL", ""])),
            ("{a,NULL}", None),
            ("{a,}", None),
            ("{{a}}", None),
            ("{a", None),
            (r#"{"a"#, None),
            (r#"{"a"b}"#, None),
            ("[1]", None),
            ("[null]", None),
            ("a,b", None),
        ] {
            let items = items
                .map(|items| Checked::TextList(items.into_iter().map(str::to_owned).collect()));
            assert_eq!(any_list(text, ColumnType::TextList).ok(), items, "{text}");
        }
    }

    #[test]
    fn a_refusal_repeats_numbers_and_no_other_text() {
        let money = ColumnType::Money { precision: 10 };
        assert_eq!(
            decimal("1.005", money).unwrap_err(),
            "`1.005` has more than 2 digits after the point"
        );
        for refusal in [
            decimal("secret", money),
            integer("secret 12", ColumnType::Int),
            float("secret", ColumnType::Float),
            instant("secret", ColumnType::Timestamp),
            any_list("secret", ColumnType::TextList),
        ] {
            assert!(!refusal.unwrap_err().contains("secret"));
        }
    }
}
