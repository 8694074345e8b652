//! Figures of the whole marketplace.

use schemars::JsonSchema;
use serde::Serialize;

use super::Market;
use super::directory::Order;
use super::facets::{FacetCount, count_words};
use crate::profiles::{FacetField, Flag};

/// The marketplace in figures: over advisors that are active, verified and not deleted.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine};
/// # let engine = Engine::in_memory(Default::default())?;
/// let stats = engine.marketplace_stats(&CallOptions::default())?;
/// assert_eq!((stats.advisors, stats.average_rating), (0, None));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarketplaceStats {
    /// Advisors.
    pub advisors: usize,
    /// Those who take new clients now.
    pub available: usize,
    /// Those who are available and have fewer clients than their maximum.
    pub with_capacity: usize,
    /// Those who have a rating and at least one review: a profile starts at 0 without any.
    pub rated: usize,
    /// The mean of their ratings, 0 to 5; none where nobody is rated.
    pub average_rating: Option<f64>,
    /// The reviews of all advisors.
    pub total_reviews: i64,
    /// Advisors by industry.
    pub industries: Vec<FacetCount>,
    /// Advisors by service.
    pub services: Vec<FacetCount>,
    /// Advisors by certification.
    pub certifications: Vec<FacetCount>,
    /// Advisors by language.
    pub languages: Vec<FacetCount>,
    /// Advisors by size of business.
    pub business_sizes: Vec<FacetCount>,
}

/// The figures at one revision.
pub(crate) fn stats(market: Market<'_>) -> MarketplaceStats {
    let columns = market.profiles.columns();
    let base = market.profiles.flag(Flag::Base).bits();
    let mut available = base.clone();
    available.intersect_with(market.profiles.flag(Flag::Available).bits());
    let capacity_left = market.profiles.flag(Flag::CapacityLeft).bits();
    let mut rated = 0;
    let mut sum = 0.0;
    let mut total_reviews = 0_i64;
    // In an order that the rows alone decide, so that the sum is the same to the bit after a fold.
    for &ordinal in market.directory.order(Order::Rating) {
        let reviews = columns.total_reviews(ordinal).unwrap_or_default();
        total_reviews = total_reviews.saturating_add(reviews);
        if let Some(rating) = columns.overall_rating(ordinal)
            && reviews > 0
        {
            rated += 1;
            sum += rating;
        }
    }
    let words = |field| count_words(market.directory.words(field), base);
    MarketplaceStats {
        advisors: base.count_ones(..),
        available: available.count_ones(..),
        with_capacity: available.intersection_count(capacity_left),
        rated,
        average_rating: (rated > 0).then(|| sum / rated as f64),
        total_reviews,
        industries: words(FacetField::Industries),
        services: words(FacetField::Services),
        certifications: words(FacetField::Certifications),
        languages: words(FacetField::Languages),
        business_sizes: words(FacetField::BusinessSizes),
    }
}
