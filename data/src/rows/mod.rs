//! Fills rows: what a caller knows is given, what has no public source is drawn.
//!
//! Both snapshots are built from these, so a column is generated the same way beside real values
//! and beside generated ones. Tables that only the generator writes are filled there.

mod advisor;
mod client;
mod document;
mod engagement;
mod invoice;
mod lifetime;
mod organization;
mod task;
mod user;

pub(crate) use advisor::{Advisor, AdvisorParts, advisor, text_digest};
pub(crate) use client::{ClientParts, client};
pub(crate) use document::{DocumentParts, document};
pub(crate) use engagement::{EngagementOutcome, EngagementParts, engagement};
pub(crate) use invoice::{InvoiceParts, invoice};
pub(crate) use lifetime::lifetime;
pub(crate) use organization::{OrganizationParts, organization};
pub(crate) use task::{TaskParts, task};
pub(crate) use user::{UserParts, advisor_user, staff_user};

use crate::snapshot::Text;

/// Constants as column values.
pub(crate) fn texts(words: &[&'static str]) -> Vec<Text> {
    words.iter().map(|word| Text::Borrowed(word)).collect()
}
