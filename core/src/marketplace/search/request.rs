//! What a search asks for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::filter::{AdvisorFilters, Filter};
use crate::marketplace::advisor::AdvisorField;
use crate::marketplace::directory::Order;
use crate::marketplace::facets::FacetName;
use crate::marketplace::histogram::RateBuckets;
use crate::page::PageRequest;

/// A search for advisors: words, filters, order, page, and what to tell of the result.
///
/// Everything is optional; the default lists the whole marketplace, best rated first, with all facets.
///
/// ```
/// use advisor_engine::{AdvisorSort, SearchAdvisors};
/// let search: SearchAdvisors = serde_json::from_str(
///     r#"{"text": "tax saas", "filters": {"languages": ["English"]}, "sort": "price_low",
///         "where": {"not": {"remoteOnly": true}}, "page": {"limit": 10}, "select": ["name", "headline"]}"#,
/// ).expect("valid JSON");
/// assert_eq!(search.sort, Some(AdvisorSort::PriceLow));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SearchAdvisors {
    /// Words to look for, all of them but those that only hold a sentence together (`for`, `the`); text within `"` is a
    /// phrase; blanks alone are no text.
    pub text: Option<String>,
    /// The filters of a search form; facets leave out their own field's.
    pub filters: AdvisorFilters,
    /// A filter tree besides; every facet respects it.
    #[serde(rename = "where")]
    pub condition: Option<Filter>,
    /// The order; by default relevance where there is a text, rating where there is none.
    pub sort: Option<AdvisorSort>,
    /// Which page.
    pub page: PageRequest,
    /// The facets to count; none for all, an empty list for no facet.
    pub facets: Option<Vec<FacetName>>,
    /// The columns of the advisors; an empty list for all.
    pub select: Vec<AdvisorField>,
    /// Whether to tell where the words of the text stand in each advisor of the page.
    pub highlight: bool,
    /// Whether to tell what the text and each filter do to the result.
    pub diagnose: bool,
    /// The spread of hourly rates to tell; none for none.
    pub rate_histogram: Option<RateBuckets>,
}

/// The order of a list of advisors. Each is total: missing values last, equal ones by id.
///
/// ```
/// use advisor_engine::AdvisorSort;
/// assert_eq!(serde_json::to_string(&AdvisorSort::PriceHigh).ok().as_deref(), Some("\"price_high\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdvisorSort {
    /// How well the text fits, best first; only with a text.
    Relevance,
    /// The rating, highest first.
    Rating,
    /// Years of experience, most first.
    Experience,
    /// The price of an hour, lowest first.
    PriceLow,
    /// The price of an hour, highest first.
    PriceHigh,
    /// The number of reviews, most first.
    Reviews,
    /// The making of the profile, newest first.
    Newest,
}

impl AdvisorSort {
    /// The order that is kept; relevance is computed.
    pub(super) const fn order(self) -> Option<Order> {
        match self {
            Self::Relevance => None,
            Self::Rating => Some(Order::Rating),
            Self::Experience => Some(Order::Experience),
            Self::PriceLow => Some(Order::PriceLow),
            Self::PriceHigh => Some(Order::PriceHigh),
            Self::Reviews => Some(Order::Reviews),
            Self::Newest => Some(Order::Newest),
        }
    }
}

impl SearchAdvisors {
    /// Checks the filters.
    ///
    /// # Errors
    /// `InvalidArgument` with the field, what was expected and what came.
    pub(in crate::marketplace) fn check(&self) -> Result<()> {
        self.filters.check()?;
        self.rate_histogram.map_or(Ok(()), RateBuckets::check)?;
        self.condition.as_ref().map_or(Ok(()), |condition| condition.check("where"))
    }

    /// The order that is meant.
    ///
    /// # Errors
    /// `InvalidArgument` for relevance without a text.
    pub(super) fn sort(&self, has_text: bool) -> Result<AdvisorSort> {
        match self.sort {
            Some(AdvisorSort::Relevance) if !has_text => Err(Error::invalid(
                "field `sort` is `relevance`; expected a `text` as well, or another order",
            )),
            Some(sort) => Ok(sort),
            None if has_text => Ok(AdvisorSort::Relevance),
            None => Ok(AdvisorSort::Rating),
        }
    }

    /// What chooses and orders the rows, in one fixed form: a cursor goes on with the same.
    pub(super) fn listed(&self, sort: AdvisorSort) -> Result<Vec<u8>> {
        let Self { text, filters, condition, .. } = self;
        serde_json::to_vec(&(text, filters, condition, sort))
            .map_err(|source| Error::internal("a request has no JSON form").with_source(source))
    }
}
