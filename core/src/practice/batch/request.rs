//! What batches ask for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::engagement::EngagementRowField;
use crate::error::{Error, Result};
use crate::practice::documents::DocumentRowField;
use crate::practice::invoices::InvoiceRowField;
use crate::practice::tasks::TaskRowField;

/// Keys that one batch may name: more are split by the caller, whose answer is built whole.
const KEY_MAX: usize = 1000;
const LIMIT_MAX: usize = 1000;
const LIMIT_DEFAULT: usize = 50;

/// Checks the number of a batch's keys.
///
/// # Errors
/// `InvalidArgument` for none and for too many.
pub(super) fn check_keys(field: &str, keys: &[String]) -> Result<()> {
    if (1..=KEY_MAX).contains(&keys.len()) {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "field `{field}` has {} values; expected 1 to {KEY_MAX}",
        keys.len()
    )))
}

/// Checks the largest number of rows of a key.
///
/// # Errors
/// `InvalidArgument` outside 1 to 1,000.
pub(super) fn check_limit(limit: usize) -> Result<()> {
    if (1..=LIMIT_MAX).contains(&limit) {
        return Ok(());
    }
    Err(Error::invalid(format!("field `limit` is {limit}; expected 1 to {LIMIT_MAX}")))
}

fn default_limit() -> usize {
    LIMIT_DEFAULT
}

/// Declares the request of a batch: keys of one kind, and rows of one kind of each.
macro_rules! batch_request {
    ($(#[doc = $about:literal])* $request:ident, $field:ident, $(#[doc = $keys:literal])*) => {
        $(#[doc = $about])*
        ///
        /// ```
        #[doc = concat!("use advisor_engine::", stringify!($request), ";")]
        #[doc = concat!("let request: ", stringify!($request), " =")]
        #[doc = r##"    serde_json::from_str(r#"{"keys": ["a", "b", "a"]}"#).expect("valid JSON");"##]
        /// assert_eq!((request.keys.len(), request.limit), (3, 50));
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $request {
            $(#[doc = $keys])*
            pub keys: Vec<String>,
            /// The largest number of rows of each key: 1 to 1,000, by default 50.
            #[serde(default = "default_limit")]
            pub limit: usize,
            /// The columns; an empty list for all.
            #[serde(default)]
            pub select: Vec<$field>,
        }
    };
}

batch_request! {
    /// Asks for the documents of many clients; for staff alone.
    DocumentsByClient, DocumentRowField,
    /// The clients, 1 to 1,000; one may come twice.
}
batch_request! {
    /// Asks for the engagements of many clients; for staff alone.
    EngagementsByClient, EngagementRowField,
    /// The clients, 1 to 1,000; one may come twice.
}
batch_request! {
    /// Asks for the invoices of many clients; for staff alone.
    InvoicesByClient, InvoiceRowField,
    /// The clients, 1 to 1,000; one may come twice.
}
batch_request! {
    /// Asks for the open tasks of many people; for staff alone.
    TasksByAssignee, TaskRowField,
    /// The people, 1 to 1,000; one may come twice.
}
batch_request! {
    /// Asks for the tasks of many engagements; for staff alone.
    TasksByEngagement, TaskRowField,
    /// The engagements, 1 to 1,000; one may come twice.
}
