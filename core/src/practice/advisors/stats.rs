//! What an advisor did for a tenant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::satisfaction::SatisfactionFigures;
use crate::clock::Timestamp;
use crate::dashboards::client::money;
use crate::error::{Error, Result};
use crate::lists::{Entry, Kept, ListName};
use crate::model::advisoros::{
    ADVISOR_PROFILES, ENGAGEMENTS, REVENUE_SHARES, USERS, advisor_profiles as profile, engagements,
    revenue_shares as share, users,
};
use crate::model::money::Money;
use crate::model::row::RowRef;
use crate::practice::Practice;
use crate::practice::period::{check_range, is_within};
use crate::profiles::may_be_shown;
use crate::warehouse::rollups::advisor::Ratings;

/// Asks what an advisor did for the tenant, in a range of time or ever.
///
/// ```
/// use advisor_engine::GetAdvisorStats;
/// let request: GetAdvisorStats =
///     serde_json::from_str(r#"{"userId": "u1", "from": "2026-01-01T00:00:00Z"}"#).expect("valid JSON");
/// assert_eq!(request.to, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetAdvisorStats {
    /// The advisor, as a user.
    pub user_id: String,
    /// From this instant on.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Before this instant.
    #[serde(default)]
    pub to: Option<Timestamp>,
}

/// What an advisor did for a tenant, and where the advisor stands.
///
/// ```
/// use advisor_engine::AdvisorStats;
/// let nothing = AdvisorStats { user_id: "u1".to_owned(), ..AdvisorStats::default() };
/// assert_eq!((nothing.engagement_count, nothing.profile), (0, None));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdvisorStats {
    /// The advisor, as a user.
    pub user_id: String,
    /// What the advisor's profile says, whatever the range; none without a live profile that the tenant may see: that
    /// of a user of its own, or one of the marketplace.
    pub profile: Option<AdvisorStanding>,
    /// Engagements of the tenant that are assigned to the advisor and start in the range. One without a date of start
    /// counts where the range has no bounds.
    pub engagement_count: u64,
    /// Revenue shares of the tenant whose period starts in the range.
    pub shares: ShareSums,
    /// Ratings by the tenant's clients whose review is dated in the range, published or not.
    pub satisfaction: SatisfactionFigures,
}

/// What a profile says of its advisor, as it is stored.
///
/// ```
/// use advisor_engine::AdvisorStanding;
/// assert_eq!(AdvisorStanding::default().max_clients, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdvisorStanding {
    /// The id of the profile.
    pub id: String,
    /// 0 to 5.
    pub overall_rating: Option<f64>,
    /// How many reviews the rating rests on.
    pub total_reviews: i64,
    /// Engagements brought to an end.
    pub completed_engagements: i64,
    /// Clients served now.
    pub current_clients: i64,
    /// The most clients that the advisor takes.
    pub max_clients: Option<i64>,
}

/// Revenue shares in sums. Their rows name no currency: it is the one that the practice is kept in.
///
/// ```
/// use advisor_engine::{Money, ShareSums};
/// assert_eq!(ShareSums::default().advisor_payout, Money::from_cents(0));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShareSums {
    /// Shares.
    pub count: u64,
    /// What the clients paid or owe.
    pub gross_revenue: Money,
    /// What goes to the advisor.
    pub advisor_payout: Money,
    /// What goes to the platform.
    pub platform_fee: Money,
}

/// Tells what an advisor did.
pub(crate) fn advisor_stats(
    practice: Practice<'_>,
    request: &GetAdvisorStats,
) -> Result<AdvisorStats> {
    let GetAdvisorStats { user_id, from, to } = request;
    check_range("from", *from, "to", *to)?;
    let list = |name| practice.lists().of_owner(name, practice.tenant, user_id);
    let assigned = list(ListName::EngagementsByAssignee);
    let shares = list(ListName::SharesByAdvisor);
    let ratings = list(ListName::RatingsByAdvisor);
    let is_own = is_own_user(practice, user_id);
    if !is_own && assigned.is_none() && shares.is_none() && ratings.is_none() {
        return Err(Error::not_found(format!("no advisor with user `{user_id}`")));
    }
    let mut satisfaction = Ratings::default();
    for entry in in_range(ratings, *from, *to) {
        satisfaction.add(entry.facts, 1);
    }
    Ok(AdvisorStats {
        user_id: user_id.clone(),
        profile: standing(practice, user_id, is_own),
        engagement_count: match assigned {
            None => 0,
            Some(assigned) if from.is_none() && to.is_none() => assigned.len() as u64,
            Some(assigned) => started(practice, assigned, *from, *to)?,
        },
        shares: sums(practice, shares, *from, *to)?,
        satisfaction: SatisfactionFigures::of(&satisfaction),
    })
}

fn is_own_user(practice: Practice<'_>, user_id: &str) -> bool {
    practice.table(USERS).find(user_id).is_some_and(|(_, user)| {
        user.is_null(users::deleted_at) && user.text(users::organization_id) == practice.tenant
    })
}

/// Of several profiles of one user, which a sound source has not, the first by id.
fn standing(practice: Practice<'_>, user_id: &str, is_own: bool) -> Option<AdvisorStanding> {
    let profiles = practice.table(ADVISOR_PROFILES).children(user_id).map(|(_, row)| row);
    let is_seen =
        |row: &RowRef<'_>| may_be_shown(*row) || (is_own && row.is_null(profile::deleted_at));
    let row = profiles.filter(is_seen).min_by_key(|row| row.text(profile::id))?;
    Some(AdvisorStanding {
        id: row.text(profile::id).to_owned(),
        overall_rating: row.float(profile::overall_rating),
        total_reviews: row.int(profile::total_reviews).unwrap_or_default(),
        completed_engagements: row.int(profile::completed_engagements).unwrap_or_default(),
        current_clients: row.int(profile::current_clients).unwrap_or_default(),
        max_clients: row.int(profile::max_clients),
    })
}

/// The entries of a list by instant, ascending, that lie in a range.
fn in_range(
    kept: Option<&Kept>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> impl Iterator<Item = &Entry> {
    let is_before =
        move |entry: &Entry| from.is_some_and(|from| entry.words[1] < from.as_millisecond());
    let entries = kept.into_iter().flat_map(move |kept| kept.from(is_before));
    entries.take_while(move |entry| to.is_none_or(|to| entry.words[1] < to.as_millisecond()))
}

fn started(
    practice: Practice<'_>,
    assigned: &Kept,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<u64> {
    let table = practice.table(ENGAGEMENTS);
    let mut count = 0;
    for entries in assigned.slices() {
        practice.options.check()?;
        for entry in entries {
            let start = table.row(entry.ordinal).and_then(|row| row.int(engagements::start_date));
            count += u64::from(start.is_some_and(|start| is_within(start, from, to)));
        }
    }
    Ok(count)
}

fn sums(
    practice: Practice<'_>,
    shares: Option<&Kept>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<ShareSums> {
    let table = practice.table(REVENUE_SHARES);
    let (mut count, mut gross, mut payout, mut fee) = (0, 0, 0, 0);
    for row in in_range(shares, from, to).filter_map(|entry| table.row(entry.ordinal)) {
        let cents = |column| i128::from(row.int(column).unwrap_or_default());
        count += 1;
        gross += cents(share::gross_revenue);
        payout += cents(share::advisor_payout);
        fee += cents(share::platform_fee);
    }
    Ok(ShareSums {
        count,
        gross_revenue: money(gross)?,
        advisor_payout: money(payout)?,
        platform_fee: money(fee)?,
    })
}
