//! An advisor as the marketplace shows one: the public columns, and no other.

use super::search::Highlight;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::model::advisoros::{ADVISOR_PROFILES, advisor_profiles as column};
use crate::model::money::Money;
use crate::model::selectable::{Selection, Source, selectable};
use crate::store::table::Tables;

selectable! {
    /// An advisor of the marketplace: public columns only, those that were selected.
    Advisor, AdvisorField {
        /// The id of the profile; there whatever was selected.
        id = column::id;
        /// The user behind the profile.
        user_id / UserId / "userId": String = text(column::user_id);
        /// The user's name; none where the user is not there or deleted.
        name / Name / "name": Option<String> = user_name(column::user_id);
        /// The title of the profile.
        professional_title / ProfessionalTitle / "professionalTitle": Option<String> = text_opt(column::professional_title);
        /// The headline of the profile.
        headline / Headline / "headline": Option<String> = text_opt(column::headline);
        /// What the advisor tells of the work.
        bio / Bio / "bio": Option<String> = text_opt(column::bio);
        /// Years of experience.
        years_experience / YearsExperience / "yearsExperience": Option<i64> = int_opt(column::years_experience);
        /// Certifications held.
        certifications / Certifications / "certifications": Vec<String> = list(column::certifications);
        /// Industries known.
        industries / Industries / "industries": Vec<String> = list(column::industries);
        /// Services offered.
        services / Services / "services": Vec<String> = list(column::services);
        /// Sizes of business served.
        business_sizes / BusinessSizes / "businessSizes": Vec<String> = list(column::business_sizes);
        /// Languages spoken.
        languages / Languages / "languages": Vec<String> = list(column::languages);
        /// The price of an hour.
        hourly_rate / HourlyRate / "hourlyRate": Option<Money> = money_opt(column::hourly_rate);
        /// The least monthly retainer.
        monthly_retainer_min / MonthlyRetainerMin / "monthlyRetainerMin": Option<Money> = money_opt(column::monthly_retainer_min);
        /// The largest monthly retainer.
        monthly_retainer_max / MonthlyRetainerMax / "monthlyRetainerMax": Option<Money> = money_opt(column::monthly_retainer_max);
        /// The least price of a project.
        project_rate_min / ProjectRateMin / "projectRateMin": Option<Money> = money_opt(column::project_rate_min);
        /// Whether the advisor may be paid by the hour.
        accepts_hourly / AcceptsHourly / "acceptsHourly": bool = flag(column::accepts_hourly);
        /// Whether the advisor may be paid a monthly retainer.
        accepts_retainer / AcceptsRetainer / "acceptsRetainer": bool = flag(column::accepts_retainer);
        /// Whether the advisor may be paid by project.
        accepts_project / AcceptsProject / "acceptsProject": bool = flag(column::accepts_project);
        /// Whether the advisor may be paid by the value of the work.
        accepts_value_based / AcceptsValueBased / "acceptsValueBased": bool = flag(column::accepts_value_based);
        /// 0 to 5.
        overall_rating / OverallRating / "overallRating": Option<f64> = float_opt(column::overall_rating);
        /// How many reviews the rating rests on.
        total_reviews / TotalReviews / "totalReviews": i64 = int(column::total_reviews);
        /// Engagements brought to an end.
        completed_engagements / CompletedEngagements / "completedEngagements": i64 = int(column::completed_engagements);
        /// How long an answer takes, in hours.
        response_time / ResponseTime / "responseTime": Option<i64> = int_opt(column::response_time);
        /// Clients served now.
        current_clients / CurrentClients / "currentClients": i64 = int(column::current_clients);
        /// The most clients that the advisor takes.
        max_clients / MaxClients / "maxClients": Option<i64> = int_opt(column::max_clients);
        /// Whether the advisor takes new clients now.
        is_available / IsAvailable / "isAvailable": bool = flag(column::is_available);
        /// Whether the advisor works remotely only.
        remote_only / RemoteOnly / "remoteOnly": bool = flag(column::remote_only);
        /// Whether the advisor travels to clients.
        willing_to_travel / WillingToTravel / "willingToTravel": bool = flag(column::willing_to_travel);
        /// The zone that the advisor lives by.
        timezone / Timezone / "timezone": Option<String> = text_opt(column::timezone);
        /// A video in which the advisor speaks.
        video_intro_url / VideoIntroUrl / "videoIntroUrl": Option<String> = text_opt(column::video_intro_url);
        /// A page with earlier work.
        portfolio_url / PortfolioUrl / "portfolioUrl": Option<String> = text_opt(column::portfolio_url);
        /// The advisor's page in the professional network.
        linkedin_url / LinkedinUrl / "linkedinUrl": Option<String> = text_opt(column::linkedin_url);
        /// When the profile was made.
        created_at / CreatedAt / "createdAt": Option<Timestamp> = timestamp_opt(column::created_at);
    }
    beside {
        /// How well the advisor fits the text, higher is better; only in a list by relevance.
        score / "score": f64;
        /// Where the words of the text stand in the advisor's texts: fields in a fixed order, items in theirs; only
        /// where the search asks for it and has a text.
        highlights / "highlights": Vec<Highlight>;
        /// The cosine of the two embeddings, -1 to 1, higher is nearer; only among similar advisors.
        similarity / "similarity": f64;
    }
}

/// Reads an advisor that the marketplace may show.
///
/// # Errors
/// `Internal` where there is no such row: columns and tables are of one revision.
pub(super) fn read(
    tables: &Tables,
    ordinal: u32,
    fields: Selection<AdvisorField>,
) -> Result<Advisor> {
    let row = tables.table(ADVISOR_PROFILES).row(ordinal).ok_or_else(|| {
        Error::internal("an advisor of the marketplace has no row at its revision")
    })?;
    Ok(Advisor::read(&Source { tables, row, tenant: None, rollup: None }, fields))
}
