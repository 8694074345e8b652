//! Time zones and currencies of the places that the sources name.

/// The time zone of an office; most states lie in one, and the larger part decides.
pub(crate) fn timezone(state: &str, country: &str) -> &'static str {
    match state {
        "CA" | "WA" | "OR" | "NV" => "America/Los_Angeles",
        "CO" | "UT" | "NM" | "MT" | "WY" | "ID" => "America/Denver",
        "AZ" => "America/Phoenix",
        "IL" | "TX" | "MN" | "WI" | "MO" | "TN" | "LA" | "KS" | "IA" | "OK" | "AL" | "AR"
        | "MS" | "NE" | "SD" | "ND" => "America/Chicago",
        "HI" => "Pacific/Honolulu",
        "AK" => "America/Anchorage",
        _ => match country {
            "United Kingdom" => "Europe/London",
            "Switzerland" => "Europe/Zurich",
            "Hong Kong" => "Asia/Hong_Kong",
            "Singapore" => "Asia/Singapore",
            "Australia" => "Australia/Sydney",
            "India" => "Asia/Kolkata",
            "Japan" => "Asia/Tokyo",
            _ => "America/New_York",
        },
    }
}

/// The currency of a country in the invoice log; the log itself is in pounds.
pub(crate) fn currency(country: &str) -> &'static str {
    match country {
        "Germany" | "France" | "EIRE" | "Belgium" | "Spain" | "Netherlands" | "Portugal"
        | "Italy" | "Finland" | "Cyprus" | "Austria" | "Malta" | "Greece"
        | "European Community" | "Lithuania" => "EUR",
        "Switzerland" => "CHF",
        "Australia" => "AUD",
        "Sweden" => "SEK",
        "Norway" => "NOK",
        "Japan" => "JPY",
        "Poland" => "PLN",
        "Denmark" => "DKK",
        "Singapore" => "SGD",
        "Hong Kong" => "HKD",
        "USA" => "USD",
        "Canada" => "CAD",
        _ => "GBP",
    }
}

/// Percent of tax that an invoice in `currency` carries: the standard rate where one is usual.
pub(crate) fn tax_percent(currency: &str) -> i64 {
    match currency {
        "GBP" | "EUR" => 20,
        "CHF" => 8,
        "AUD" => 10,
        "SEK" | "NOK" | "DKK" => 25,
        _ => 0,
    }
}
