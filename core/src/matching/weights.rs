//! Weights of signals as hosts write them: in a scoring profile's row, and in a request.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::profile::Term;
use super::signal::Signal;
use crate::error::{Error, Result};

/// The largest weight, either way: products and sums of any that are allowed stay finite, and leave room
/// for weights that are divided by a sum of [`RENORMALISED_FROM`](super::profile::RENORMALISED_FROM).
const WEIGHT_MAX: f64 = 1e6;

/// One part of a scoring profile: a signal and what its value is multiplied by.
///
/// What a client does not ask for gives a signal of 0, and so does a value that an advisor lacks. Values are
/// 0 to 1 unless something else is said:
///
/// | signal | value |
/// |---|---|
/// | `industry` | 1 where the advisor works in one of the industries, compared with case |
/// | `services` | the share of the required services that the advisor offers, compared with case |
/// | `experience` | years of experience of 20, at most 1 |
/// | `rating` | the rating of 5 |
/// | `certifications` | 1 where the advisor holds one of the certifications, compared with case |
/// | `availability` | the free share of the capacity; below 0 where there are more clients than the maximum |
/// | `cosine` | the cosine of the two embeddings, -1 to 1; dropped where the needs have no embedding |
/// | `points` | the rounded points of `points-v1` of 100 |
/// | `price_fit` | 1 less the hourly rate divided by the most that an hour may cost, at least 0 |
/// | `budget` | 1 where the advisor's prices meet the budget, as in the hard filter |
/// | `language` | 1 where the advisor speaks one of the languages, in any case |
/// | `business_size` | 1 where the advisor serves businesses of the size, in any case |
/// | `remote` | 1 where remote work is asked for and the advisor works remotely |
/// | `reviews` | reviews of 50, at most 1 |
/// | `responsiveness` | 1 less the hours that an answer takes of 48, at least 0 |
///
/// ```
/// use advisor_engine::SignalWeight;
/// let price = SignalWeight { signal: "price_fit".to_owned(), weight: 0.5 };
/// assert_eq!(serde_json::to_string(&price).ok().as_deref(), Some(r#"{"signal":"price_fit","weight":0.5}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignalWeight {
    /// The name of the signal.
    pub signal: String,
    /// What its value is multiplied by, -1,000,000 to 1,000,000; below 0 for what counts against an advisor.
    pub weight: f64,
}

impl SignalWeight {
    pub(super) fn of(term: &Term) -> Self {
        Self { signal: term.signal.name().to_owned(), weight: term.weight }
    }
}

/// The terms that weights stand for; messages begin with the name of what holds them.
///
/// # Errors
/// `InvalidArgument` for an unknown signal, one that comes twice, a weight that is not finite or too large, and a
/// list without a weight other than 0.
pub(super) fn terms_of(holder: &str, weights: &[SignalWeight]) -> Result<Vec<Term>> {
    let mut terms: Vec<Term> = Vec::with_capacity(weights.len());
    for (place, SignalWeight { signal: name, weight }) in weights.iter().enumerate() {
        let invalid =
            |what: String| Err(Error::invalid(format!("{holder}, place {place}: {what}")));
        let Some(signal) = Signal::find(name) else {
            return invalid(format!("`signal` {}", Signal::unknown(name)));
        };
        if terms.iter().any(|term| term.signal == signal) {
            return invalid(format!("`signal` is `{name}` again; expected each signal once"));
        }
        if !weight.is_finite() || weight.abs() > WEIGHT_MAX {
            return invalid(format!(
                "`weight` of `{name}` is {weight}; expected a number from -{WEIGHT_MAX} to {WEIGHT_MAX}"
            ));
        }
        terms.push(Term { signal, weight: *weight });
    }
    if terms.iter().all(|term| term.weight == 0.0) {
        let count = weights.len();
        return Err(Error::invalid(format!(
            "{holder}: expected at least one weight other than 0, got {count} weights"
        )));
    }
    Ok(terms)
}

/// Reads the JSON text of a list of weights, numbers to the nearest double.
///
/// # Errors
/// `InvalidArgument` for text of another shape.
pub(super) fn read(holder: &str, text: &str) -> Result<Vec<SignalWeight>> {
    let mut weights: Vec<SignalWeight> = serde_json::from_str(text).map_err(|error| {
        // Not the error as it is: some hold words of the text.
        Error::invalid(format!(
            "{holder}: expected a list of objects of a text `signal` and a number `weight`, got something else at \
             line {}, column {}",
            error.line(),
            error.column()
        ))
    })?;
    // The reader may be off by the last bit of a number of many digits. Each object holds one number, its
    // weight, since it was read, so that the numbers of the text are the weights in their order.
    for (weight, number) in weights.iter_mut().zip(numbers(text)) {
        if let Ok(nearest) = number.parse() {
            weight.weight = nearest;
        }
    }
    Ok(weights)
}

/// The numbers of valid JSON, those within strings left out.
fn numbers(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) =
        rest.find(|letter: char| letter == '"' || letter == '-' || letter.is_ascii_digit())
    {
        let token = &rest[start..];
        let length = if token.starts_with('"') {
            string_length(token)
        } else {
            let is_part = |letter: char| {
                letter.is_ascii_digit() || matches!(letter, '-' | '+' | '.' | 'e' | 'E')
            };
            let length = token.find(|letter| !is_part(letter)).unwrap_or(token.len());
            found.push(&token[..length]);
            length
        };
        rest = &token[length..];
    }
    found
}

/// The bytes of the string that a text begins with, quotes included.
fn string_length(token: &str) -> usize {
    let mut is_escaped = false;
    for (place, byte) in token.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return place + 1,
            _ => {}
        }
    }
    token.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        let read = read("terms", text).and_then(|weights| terms_of("terms", &weights));
        read.unwrap_err().message().to_owned()
    }

    #[test]
    fn weights_are_read_in_their_order_and_to_the_nearest_double() {
        let text = r#"[ {"weight": 0.30000000000000004, "signal": "rating"},
            {"signal":"\u0063osine","weight":-1e-3}, {"signal": "points", "weight": 7},
            {"signal": "remote", "weight": 9007199254740993.0e-16}]"#;
        let weights = read("terms", text).unwrap();
        let found: Vec<_> =
            weights.iter().map(|one| (one.signal.as_str(), one.weight.to_bits())).collect();
        let last: f64 = "0.9007199254740993".parse().unwrap();
        let expected =
            [("rating", 0.1 + 0.2), ("cosine", -0.001), ("points", 7.0), ("remote", last)];
        assert_eq!(found, expected.map(|(name, weight): (_, f64)| (name, weight.to_bits())));
        assert_eq!(numbers(r#"["a\"1", -1.5e+3, "\\", 2]"#), ["-1.5e+3", "2"]);
        // Any double comes back as it was written.
        let mut random = crate::profiles::fixture::Random(1);
        for _ in 0..2000 {
            let weight = f64::from_bits(random.next());
            if weight.is_finite() {
                let text = format!(r#"[{{"signal":"1e5","weight":{weight:e}}}]"#);
                assert_eq!(
                    read("terms", &text).unwrap()[0].weight.to_bits(),
                    weight.to_bits(),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_list_of_weights_is_refused_with_place_expectation_and_value() {
        let shape = "terms: expected a list of objects of a text `signal` and a number `weight`, got something else at line 1, column ";
        for text in [
            "{}",
            "[1]",
            r#"[{"signal": "rating"}]"#,
            r#"[{"signal": 1, "weight": 1}]"#,
            r#"[{"signal": "rating", "weight": "1"}]"#,
            r#"[{"signal": "rating", "weight": 1, "weight": 2}]"#,
            r#"[{"signal": "rating", "weight": 1, "note": 2}]"#,
            r#"[{"signal": "rating", "weight": 1e400}]"#,
        ] {
            assert!(message(text).starts_with(shape), "{text}: {}", message(text));
        }
        assert_eq!(
            message("[]"),
            "terms: expected at least one weight other than 0, got 0 weights"
        );
        assert_eq!(
            message(r#"[{"signal": "rating", "weight": -0.0}]"#),
            "terms: expected at least one weight other than 0, got 1 weights"
        );
        assert_eq!(
            message(r#"[{"signal": "rating", "weight": 1}, {"signal": "rating", "weight": 2}]"#),
            "terms, place 1: `signal` is `rating` again; expected each signal once"
        );
        assert_eq!(
            message(r#"[{"signal": "rating", "weight": -1000001}]"#),
            "terms, place 0: `weight` of `rating` is -1000001; expected a number from -1000000 to 1000000"
        );
        let unknown = message(r#"[{"signal": "ratings", "weight": 1}]"#);
        assert!(
            unknown
                .starts_with("terms, place 0: `signal` is `ratings`; expected one of `industry`, ")
                && unknown.ends_with("`responsiveness`; did you mean `rating`?"),
            "{unknown}"
        );
        for weight in [f64::NAN, f64::INFINITY] {
            let weights = [SignalWeight { signal: "rating".to_owned(), weight }];
            assert!(terms_of("terms", &weights).is_err());
        }
    }
}
