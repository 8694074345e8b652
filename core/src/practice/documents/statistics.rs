//! How the reading of documents by machine goes, in figures.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::dashboards::organization::StatusCount;
use crate::error::Result;
use crate::lists::{Kept, ListName, document_facts, document_orders};
use crate::model::advisoros::{DOCUMENTS, documents as column};
use crate::model::decimal::Decimal;
use crate::model::rank::{DOCUMENT_CATEGORY, OCR_STATUS, Ranks};
use crate::practice::Practice;
use crate::practice::period::check_range;

/// Rows between two looks at the deadline.
const CHECK_EVERY: usize = 16_384;
/// From units of 10^-9, in which confidences are added up, to those of a decimal.
const CONFIDENCE_TO_DECIMAL: i128 = 1_000;

/// Asks for the figures of the documents that were processed.
///
/// ```
/// use advisor_engine::DocumentStatisticsRequest;
/// let all: DocumentStatisticsRequest = serde_json::from_str("{}").expect("valid JSON");
/// assert_eq!(all.processed_from, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DocumentStatisticsRequest {
    /// Processed at this instant or later; documents without such an instant drop out.
    pub processed_from: Option<Timestamp>,
    /// Processed before this instant; documents without such an instant drop out.
    pub processed_to: Option<Timestamp>,
}

/// Figures of the documents that were processed, and of those that wait for review.
///
/// ```
/// use advisor_engine::DocumentStatistics;
/// let none = DocumentStatistics::default();
/// assert_eq!((none.total, none.mean_confidence), (0, None));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentStatistics {
    /// Documents whose reading by machine is not pending any more, of every version.
    pub total: u64,
    /// Of these, those that somebody is to look at.
    pub needing_review: u64,
    /// The mean of their confidences, from 0 to 1; none where no document has one.
    ///
    /// Each is rounded to 9 places, ties to even, and their mean to 12, half away from zero.
    pub mean_confidence: Option<Decimal>,
    /// Of these, those without a confidence: they are not in the mean.
    pub without_confidence: u64,
    /// Of these, by category, in order of its name.
    pub categories: Vec<CategoryStatistics>,
    /// Of these, by state: known ones in their order, then others by name.
    pub statuses: Vec<StatusCount>,
    /// What waits for review at the call, whenever it was processed.
    pub backlog: ReviewBacklog,
}

/// Processed documents of one category.
///
/// ```
/// use advisor_engine::CategoryStatistics;
/// assert_eq!(CategoryStatistics::default().count, 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryStatistics {
    /// The category.
    pub category: String,
    /// Its documents.
    pub count: u64,
    /// Of these, those that somebody is to look at.
    pub needing_review: u64,
    /// The mean of their confidences; none where no document has one.
    pub mean_confidence: Option<Decimal>,
}

/// The documents of the review queue.
///
/// ```
/// use advisor_engine::ReviewBacklog;
/// assert_eq!(ReviewBacklog::default().total, 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewBacklog {
    /// All of them.
    pub total: u64,
    /// By category, in order of its name.
    pub categories: Vec<CategoryBacklog>,
    /// By age at the call; the parts add up to the total.
    pub ages: BacklogAges,
}

/// Documents of one category that wait for review.
///
/// ```
/// use advisor_engine::CategoryBacklog;
/// assert!(CategoryBacklog::default().category.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryBacklog {
    /// The category.
    pub category: String,
    /// Its documents.
    pub count: u64,
}

/// Waiting documents by the time since they were made; days are of 24 hours, and each band holds its upper end.
///
/// ```
/// use advisor_engine::BacklogAges;
/// assert_eq!(BacklogAges::default().over_30_days, 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BacklogAges {
    /// At most a day.
    pub up_to_1_day: u64,
    /// More than a day, at most 7.
    pub up_to_7_days: u64,
    /// More than 7 days, at most 30.
    pub up_to_30_days: u64,
    /// More than 30 days.
    pub over_30_days: u64,
}

#[derive(Default)]
struct Sums {
    count: u64,
    needing_review: u64,
    with_confidence: u64,
    /// In units of 10^-9: an integer, so that the order of adding up does not matter.
    confidence: i128,
}

impl Sums {
    fn mean(&self) -> Option<Decimal> {
        Decimal::mean(self.confidence * CONFIDENCE_TO_DECIMAL, self.with_confidence)
    }
}

/// Something counted by a ranked value: most rows tell it by their facts alone, others are read.
struct Ranked<'a, T> {
    known: Vec<T>,
    others: BTreeMap<&'a str, T>,
}

impl<'a, T: Default> Ranked<'a, T> {
    fn new(ranks: Ranks) -> Self {
        let known = std::iter::repeat_with(T::default).take(ranks.0.len()).collect();
        Self { known, others: BTreeMap::new() }
    }

    fn of(&mut self, rank: u32, read: impl FnOnce() -> &'a str) -> &mut T {
        match self.known.get_mut(rank as usize) {
            Some(known) => known,
            None => self.others.entry(read()).or_default(),
        }
    }

    /// Every value with what was counted, known ones in their order.
    fn into_iter(self, ranks: Ranks) -> impl Iterator<Item = (&'a str, T)> {
        ranks.0.iter().copied().zip(self.known).chain(self.others)
    }
}

/// Adds up the documents that were processed.
pub(crate) fn document_statistics(
    practice: Practice<'_>,
    request: &DocumentStatisticsRequest,
) -> Result<DocumentStatistics> {
    let DocumentStatisticsRequest { processed_from, processed_to } = *request;
    check_range("processed_from", processed_from, "processed_to", processed_to)?;
    let from = processed_from.map_or(i64::MIN, Timestamp::as_millisecond);
    // Documents without an instant stand behind all others: a range leaves them out.
    let to = match (processed_from, processed_to) {
        (_, Some(to)) => Some(to.as_millisecond()),
        (Some(_), None) => Some(i64::MAX),
        (None, None) => None,
    };
    let table = practice.table(DOCUMENTS);
    let read = |ordinal, column| table.row(ordinal).map_or("", |row| row.text(column));
    let mut all = Sums::default();
    let mut categories: Ranked<'_, Sums> = Ranked::new(DOCUMENT_CATEGORY);
    let mut statuses: Ranked<'_, u64> = Ranked::new(OCR_STATUS);
    let kept = practice.lists().of_tenant(ListName::ProcessedDocuments, practice.tenant);
    let entries = kept.into_iter().flat_map(|kept| kept.from(|entry| entry.words[0] < from));
    let entries = entries.take_while(|entry| to.is_none_or(|to| entry.words[0] < to));
    for (index, entry) in entries.enumerate() {
        if index % CHECK_EVERY == CHECK_EVERY - 1 {
            practice.options.check()?;
        }
        let category = document_facts::CATEGORY.get(entry.facts);
        let status = document_facts::OCR.get(entry.facts);
        let needs_review = u64::from(document_facts::NEEDS_REVIEW.get(entry.facts));
        *statuses.of(status, || read(entry.ordinal, column::ocr_status)) += 1;
        let sums = categories.of(category, || read(entry.ordinal, column::category));
        for sums in [sums, &mut all] {
            sums.count += 1;
            sums.needing_review += needs_review;
            if entry.words[1] != document_orders::NO_CONFIDENCE {
                sums.with_confidence += 1;
                sums.confidence += i128::from(entry.words[1]);
            }
        }
    }
    let categories = categories.into_iter(DOCUMENT_CATEGORY).filter(|(_, sums)| sums.count > 0);
    let mut categories: Vec<CategoryStatistics> = categories
        .map(|(category, sums)| CategoryStatistics {
            category: category.to_owned(),
            count: sums.count,
            needing_review: sums.needing_review,
            mean_confidence: sums.mean(),
        })
        .collect();
    categories.sort_unstable_by(|one, other| one.category.cmp(&other.category));
    let statuses = statuses.into_iter(OCR_STATUS).filter(|(_, count)| *count > 0);
    Ok(DocumentStatistics {
        total: all.count,
        needing_review: all.needing_review,
        mean_confidence: all.mean(),
        without_confidence: all.count - all.with_confidence,
        categories,
        statuses: statuses
            .map(|(status, count)| StatusCount { status: status.to_owned(), count })
            .collect(),
        backlog: backlog(practice)?,
    })
}

fn backlog(practice: Practice<'_>) -> Result<ReviewBacklog> {
    let table = practice.table(DOCUMENTS);
    let kept = practice.lists().of_tenant(ListName::ReviewQueue, practice.tenant);
    let mut categories: Ranked<'_, u64> = Ranked::new(DOCUMENT_CATEGORY);
    let mut ages = BacklogAges::default();
    for slice in kept.into_iter().flat_map(Kept::slices) {
        practice.options.check()?;
        for entry in slice {
            let category = document_facts::CATEGORY.get(entry.facts);
            let read = || table.row(entry.ordinal).map_or("", |row| row.text(column::category));
            *categories.of(category, read) += 1;
            // The second word of the queue's order is the instant of creation, turned over.
            let created = !entry.words[1];
            let is_within = |days| practice.moment.is_within_days(created, days);
            *if is_within(1) {
                &mut ages.up_to_1_day
            } else if is_within(7) {
                &mut ages.up_to_7_days
            } else if is_within(30) {
                &mut ages.up_to_30_days
            } else {
                &mut ages.over_30_days
            } += 1;
        }
    }
    let categories = categories.into_iter(DOCUMENT_CATEGORY).filter(|(_, count)| *count > 0);
    let mut categories: Vec<CategoryBacklog> = categories
        .map(|(category, count)| CategoryBacklog { category: category.to_owned(), count })
        .collect();
    categories.sort_unstable_by(|one, other| one.category.cmp(&other.category));
    Ok(ReviewBacklog { total: kept.map_or(0, Kept::len) as u64, categories, ages })
}
