//! The functions that SQL may call. What is not here is refused, whatever DuckDB learns to do.
//!
//! Left out are those that read files, settings, catalogs, variables, sequences or the time; that take a statement as text;
//! that have side effects; whose arguments decide how much memory a result takes (`repeat`, `lpad`, `range` as a value,
//! `list_resize`, `format`, `reservoir_quantile`; see `cost`); and those of quadratic cost on texts (edit distances).

use crate::error::{Error, Result};
use crate::model::catalog::hint;

/// Where a function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In an expression: also aggregates.
    Value,
    /// With `OVER`.
    Window,
    /// In a `FROM`.
    From,
}

const FROM: &[&str] = &["generate_series", "json_each", "json_tree", "range", "unnest"];

const WINDOW: &[&str] = &[
    "cume_dist",
    "dense_rank",
    "fill",
    "first_value",
    "lag",
    "last_value",
    "lead",
    "nth_value",
    "ntile",
    "percent_rank",
    "rank",
    "rank_dense",
    "row_number",
];

const AGGREGATES: &[&str] = &[
    "any_value",
    "approx_count_distinct",
    "approx_quantile",
    "arbitrary",
    "arg_max",
    "arg_max_null",
    "arg_min",
    "arg_min_null",
    "argmax",
    "argmin",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "count_if",
    "count_star",
    "countif",
    "covar_pop",
    "covar_samp",
    "entropy",
    "favg",
    "first",
    "fsum",
    "geomean",
    "geometric_mean",
    "kahan_sum",
    "kurtosis",
    "kurtosis_pop",
    "last",
    "mad",
    "max",
    "max_by",
    "mean",
    "median",
    "min",
    "min_by",
    "mode",
    "product",
    "quantile",
    "quantile_cont",
    "quantile_disc",
    "regr_avgx",
    "regr_avgy",
    "regr_count",
    "regr_intercept",
    "regr_r2",
    "regr_slope",
    "regr_sxx",
    "regr_sxy",
    "regr_syy",
    "sem",
    "skewness",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "sum",
    "sumkahan",
    "var_pop",
    "var_samp",
    "variance",
    "wavg",
    "weighted_avg",
];

/// Aggregates whose result holds all that they have read: as a window, once more for every row.
const COLLECTING: &[&str] = &[
    "array_agg",
    "group_concat",
    "histogram",
    "histogram_exact",
    "json_group_array",
    "json_group_object",
    "list",
    "listagg",
    "string_agg",
];

/// Aggregates that one more argument turns into a list of so many values.
const LISTING: &[(&str, usize)] = &[
    ("arg_max", 2),
    ("arg_max_null", 2),
    ("arg_min", 2),
    ("arg_min_null", 2),
    ("argmax", 2),
    ("argmin", 2),
    ("max", 1),
    ("max_by", 2),
    ("min", 1),
    ("min_by", 2),
];

const OPERATORS: &[&str] = &[
    "!~~",
    "!~~*",
    "%",
    "&",
    "&&",
    "*",
    "**",
    "+",
    "-",
    "->>",
    "/",
    "//",
    "<<",
    "<@",
    ">>",
    "@",
    "@>",
    "^",
    "^@",
    "ilike_escape",
    "like_escape",
    "not_ilike_escape",
    "not_like_escape",
    "xor",
    "|",
    "||",
    "~",
    "~~",
    "~~*",
    "~~~",
];

const NUMBERS: &[&str] = &[
    "abs",
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "bit_count",
    "cbrt",
    "ceil",
    "ceiling",
    "cos",
    "cosh",
    "cot",
    "degrees",
    "divide",
    "even",
    "exp",
    "factorial",
    "fdiv",
    "floor",
    "fmod",
    "gamma",
    "gcd",
    "greatest",
    "greatest_common_divisor",
    "isfinite",
    "isinf",
    "isnan",
    "lcm",
    "least",
    "least_common_multiple",
    "lgamma",
    "ln",
    "log",
    "log10",
    "log2",
    "mod",
    "multiply",
    "nextafter",
    "pi",
    "pow",
    "power",
    "radians",
    "random",
    "round",
    "round_even",
    "roundbankers",
    "sign",
    "signbit",
    "sin",
    "sinh",
    "sqrt",
    "subtract",
    "tan",
    "tanh",
    "trunc",
];

const CHOICES: &[&str] = &["coalesce", "if", "ifnull", "nullif", "typeof"];

const TEXTS: &[&str] = &[
    "ascii",
    "base64",
    "bin",
    "char_length",
    "character_length",
    "chr",
    "concat",
    "concat_ws",
    "contains",
    "ends_with",
    "from_base64",
    "from_hex",
    "hash",
    "hex",
    "instr",
    "lcase",
    "left",
    "left_grapheme",
    "len",
    "length",
    "length_grapheme",
    "lower",
    "ltrim",
    "md5",
    "nfc_normalize",
    "octet_length",
    "ord",
    "overlay",
    "position",
    "prefix",
    "regexp_escape",
    "regexp_extract",
    "regexp_extract_all",
    "regexp_full_match",
    "regexp_matches",
    "regexp_replace",
    "regexp_split_to_array",
    "replace",
    "reverse",
    "right",
    "right_grapheme",
    "rtrim",
    "sha1",
    "sha256",
    "split",
    "split_part",
    "starts_with",
    "str_split",
    "str_split_regex",
    "string_split",
    "string_split_regex",
    "string_to_array",
    "strip_accents",
    "strlen",
    "strpos",
    "substr",
    "substring",
    "substring_grapheme",
    "suffix",
    "to_base64",
    "to_hex",
    "translate",
    "trim",
    "ucase",
    "unicode",
    "upper",
    "url_decode",
    "url_encode",
];

const TIMES: &[&str] = &[
    "age",
    "century",
    "date_add",
    "date_diff",
    "date_part",
    "date_sub",
    "date_trunc",
    "datediff",
    "datepart",
    "datesub",
    "datetrunc",
    "day",
    "dayname",
    "dayofmonth",
    "dayofweek",
    "dayofyear",
    "days_in_month",
    "decade",
    "epoch",
    "epoch_ms",
    "epoch_ns",
    "epoch_us",
    "era",
    "hour",
    "isodow",
    "isoyear",
    "julian",
    "last_day",
    "make_date",
    "make_time",
    "make_timestamp",
    "make_timestamp_ms",
    "microsecond",
    "millennium",
    "millisecond",
    "minute",
    "month",
    "monthname",
    "quarter",
    "second",
    "strftime",
    "strptime",
    "time_bucket",
    "to_centuries",
    "to_days",
    "to_decades",
    "to_hours",
    "to_microseconds",
    "to_millennia",
    "to_milliseconds",
    "to_minutes",
    "to_months",
    "to_quarters",
    "to_seconds",
    "to_weeks",
    "to_years",
    "try_strptime",
    "week",
    "weekday",
    "weekofyear",
    "year",
    "yearweek",
];

const LISTS: &[&str] = &[
    "array_append",
    "array_cat",
    "array_concat",
    "array_contains",
    "array_distinct",
    "array_extract",
    "array_has",
    "array_has_all",
    "array_has_any",
    "array_indexof",
    "array_intersect",
    "array_length",
    "array_position",
    "array_prepend",
    "array_push_back",
    "array_push_front",
    "array_reverse",
    "array_reverse_sort",
    "array_slice",
    "array_sort",
    "array_to_string",
    "array_unique",
    "cardinality",
    "element_at",
    "list_any_value",
    "list_append",
    "list_avg",
    "list_bool_and",
    "list_bool_or",
    "list_cat",
    "list_concat",
    "list_contains",
    "list_count",
    "list_distinct",
    "list_element",
    "list_extract",
    "list_first",
    "list_has",
    "list_has_all",
    "list_has_any",
    "list_indexof",
    "list_intersect",
    "list_last",
    "list_max",
    "list_median",
    "list_min",
    "list_mode",
    "list_pack",
    "list_position",
    "list_prepend",
    "list_product",
    "list_reverse",
    "list_reverse_sort",
    "list_slice",
    "list_sort",
    "list_stddev_pop",
    "list_stddev_samp",
    "list_sum",
    "list_unique",
    "list_value",
    "list_var_pop",
    "list_var_samp",
    "map",
    "map_concat",
    "map_contains",
    "map_entries",
    "map_extract",
    "map_extract_value",
    "map_from_entries",
    "map_keys",
    "map_values",
    "row",
    "struct_concat",
    "struct_extract",
    "struct_extract_at",
    "struct_insert",
    "struct_keys",
    "struct_pack",
    "struct_values",
    "unnest",
];

const JSON: &[&str] = &[
    "json_array",
    "json_array_length",
    "json_contains",
    "json_exists",
    "json_extract",
    "json_extract_path",
    "json_extract_path_text",
    "json_extract_string",
    "json_keys",
    "json_merge_patch",
    "json_object",
    "json_quote",
    "json_structure",
    "json_type",
    "json_valid",
    "json_value",
    "row_to_json",
    "to_json",
];

fn lists(place: Place) -> &'static [&'static [&'static str]] {
    match place {
        Place::Value => {
            &[AGGREGATES, COLLECTING, OPERATORS, NUMBERS, CHOICES, TEXTS, TIMES, LISTS, JSON]
        }
        Place::Window => &[WINDOW, AGGREGATES],
        Place::From => &[FROM],
    }
}

/// Whether a function may be called, by its name in lower case.
pub(super) fn is_listed(name: &str, place: Place) -> bool {
    lists(place).iter().any(|list| list.contains(&name))
}

/// # Errors
/// `InvalidArgument` for a function that is not listed for its place, with the nearest that is.
pub(super) fn check(name: &str, place: Place, argument_count: usize) -> Result<()> {
    if place == Place::Window
        && LISTING.iter().any(|(listing, plain)| *listing == name && argument_count > *plain)
    {
        return Err(Error::invalid(format!(
            "`{name}` with {argument_count} arguments gives a list, which a window would make for every row; expected \
             one value"
        )));
    }
    if is_listed(name, place) {
        return Ok(());
    }
    let hint = hint(name, lists(place).iter().flat_map(|list| list.iter().copied()));
    Err(Error::invalid(match place {
        Place::Value => format!("function `{name}` is not available in SQL here{hint}"),
        Place::Window => format!("function `{name}` is not available with `OVER` here{hint}"),
        Place::From => format!(
            "function `{name}` is not available in a `FROM` here; expected a table, or one of {}",
            FROM.join(", ")
        ),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use duckdb::Connection;

    /// Whatever an instance has that reads anything but its arguments; kept by hand, so that the list is read twice.
    const FORBIDDEN: &[&str] = &[
        "current_setting",
        "getvariable",
        "nextval",
        "currval",
        "read_csv",
        "read_text",
        "read_blob",
        "glob",
        "query",
        "query_table",
        "parquet_scan",
        "sniff_csv",
        "json_execute_serialized_sql",
        "json_serialize_sql",
        "json_deserialize_sql",
        "json_serialize_plan",
        "duckdb_settings",
        "getenv",
        "pragma_table_info",
        "repeat",
        "lpad",
        "rpad",
        "list_resize",
        "array_resize",
        "format",
        "printf",
        "now",
        "today",
        "current_query",
        "write_log",
        "sleep_ms",
        "error",
        "levenshtein",
        "arrow_scan",
        "seq_scan",
        "reservoir_quantile",
        "approx_top_k",
        "set_bit",
        "bitstring",
        "setseed",
        "version",
        "pg_sleep",
        "current_database",
    ];

    #[test]
    fn nothing_forbidden_is_listed_anywhere() {
        for name in FORBIDDEN {
            for place in [Place::Value, Place::Window, Place::From] {
                assert!(check(name, place, 1).is_err(), "{name}");
            }
        }
        assert!(is_listed("range", Place::From) && !is_listed("range", Place::Value));
        assert!(is_listed("list", Place::Value) && !is_listed("list", Place::Window));
        assert!(check("max", Place::Window, 1).is_ok() && check("max", Place::Window, 2).is_err());
    }

    /// A slip in the list would permit nothing, and say so to nobody.
    #[test]
    fn every_listed_function_is_one_of_duckdb() {
        let connection = Connection::open_in_memory().unwrap();
        let mut statement =
            connection.prepare("SELECT DISTINCT function_name FROM duckdb_functions()").unwrap();
        let known: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(duckdb::Result::unwrap)
            .collect();
        // What the parser makes of these is no function of the catalog.
        let of_the_parser = ["coalesce", "ifnull", "unnest", "rank_dense"];
        for place in [Place::Value, Place::Window, Place::From] {
            for name in lists(place).iter().flat_map(|list| list.iter()) {
                let is_known = known.iter().any(|known| known == name)
                    || of_the_parser.contains(name)
                    || WINDOW.contains(name);
                assert!(is_known, "{name}");
            }
        }
    }
}
