//! The spelling of names in each language.

use advisor_engine::ColumnSpelling;

/// The name of a type: a generic one begins with what the schema calls its argument.
pub(crate) fn type_name(name: &str) -> String {
    let spelled = [("int64", "Integer"), ("double", "Number")];
    let found = spelled.iter().find_map(|(kind, word)| Some((word, name.strip_prefix(kind)?)));
    found.map_or_else(|| name.to_owned(), |(word, rest)| format!("{word}{rest}"))
}

/// `clientDashboard` or `client_dashboard` as `client_dashboard`.
pub(crate) fn snake(name: &str) -> String {
    ColumnSpelling::Snake.spell(name)
}

/// `client_dashboard` as `clientDashboard`.
pub(crate) fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut spelled, word| {
        let mut letters = word.chars();
        spelled.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        spelled.push_str(letters.as_str());
        spelled
    })
}
