//! A match as lists show it.

use crate::clock::Timestamp;
use crate::model::advisoros::{
    ADVISOR_PROFILES, CLIENTS, USERS, advisor_marketplace_matches as column,
    advisor_profiles as profile, clients, users,
};
use crate::model::money::Money;
use crate::model::row::RowRef;
use crate::model::selectable::{Source, selectable};
use crate::profiles::may_be_shown;

selectable! {
    /// An advisor suggested to a client, and what came of it.
    MatchRow, MatchRowField {
        /// The match's id.
        id = column::id;
        /// The client.
        client_id / ClientId / "clientId": String = text(column::client_id);
        /// The client's name; none where the client is not there or deleted.
        client_name / ClientName / "clientName": Option<String> = client_name(column::client_id);
        /// The client's trade; none where the client is not there or deleted.
        client_industry / ClientIndustry / "clientIndustry": Option<String> = client_industry();
        /// The id of the advisor's profile.
        advisor_profile_id / AdvisorProfileId / "advisorProfileId": String = text(column::advisor_profile_id);
        /// The advisor's name; none where the marketplace may not show the advisor, or the user is not there or deleted.
        advisor_name / AdvisorName / "advisorName": Option<String> = advisor_name();
        /// The title of the advisor's profile; none where the marketplace may not show the advisor.
        advisor_title / AdvisorTitle / "advisorTitle": Option<String> = advisor_text(profile::professional_title);
        /// The headline of the advisor's profile; none where the marketplace may not show the advisor.
        advisor_headline / AdvisorHeadline / "advisorHeadline": Option<String> = advisor_text(profile::headline);
        /// The rating of the advisor's profile, 0 to 5; none where the marketplace may not show the advisor.
        advisor_rating / AdvisorRating / "advisorRating": Option<f64> = advisor_rating();
        /// How well the two fit, 0 to 100, higher is better.
        match_score / MatchScore / "matchScore": f64 = match_score();
        /// Why, as JSON text.
        match_reason / MatchReason / "matchReason": String = text(column::match_reason);
        /// The version of the scoring; `manual` where a person suggested the advisor.
        match_algorithm_version / MatchAlgorithmVersion / "matchAlgorithmVersion": String = text(column::match_algorithm_version);
        /// One of the twelve statuses that filters take; other values are the source's.
        status / Status / "status": String = text(column::status);
        /// When the status was set.
        status_updated_at / StatusUpdatedAt / "statusUpdatedAt": Timestamp = timestamp(column::status_updated_at);
        /// Services that the client asked for.
        requested_services / RequestedServices / "requestedServices": Vec<String> = list(column::requested_services);
        /// What the client would pay, as JSON text; none for a portal without amounts.
        budget_range / BudgetRange / "budgetRange": Option<String> = text_opt(column::budget_range);
        /// When the work is to start.
        start_date / StartDate / "startDate": Option<Timestamp> = timestamp_opt(column::start_date);
        /// How pressing it is, in the words of the source.
        urgency / Urgency / "urgency": Option<String> = text_opt(column::urgency);
        /// What the client wrote.
        client_notes / ClientNotes / "clientNotes": Option<String> = text_opt(column::client_notes);
        /// Whether the advisor is interested; none before an answer.
        advisor_interested / AdvisorInterested / "advisorInterested": Option<bool> = advisor_interested();
        /// What the advisor wrote.
        advisor_response / AdvisorResponse / "advisorResponse": Option<String> = text_opt(column::advisor_response);
        /// What the advisor asks for; none for a portal without amounts.
        proposed_rate / ProposedRate / "proposedRate": Option<Money> = money_opt(column::proposed_rate);
        /// When the advisor answered.
        responded_at / RespondedAt / "respondedAt": Option<Timestamp> = timestamp_opt(column::responded_at);
        /// When the two are to meet.
        meeting_scheduled_at / MeetingScheduledAt / "meetingScheduledAt": Option<Timestamp> = timestamp_opt(column::meeting_scheduled_at);
        /// When they met.
        meeting_completed_at / MeetingCompletedAt / "meetingCompletedAt": Option<Timestamp> = timestamp_opt(column::meeting_completed_at);
        /// Whether an engagement came of it.
        engagement_created / EngagementCreated / "engagementCreated": bool = flag(column::engagement_created);
        /// That engagement.
        engagement_id / EngagementId / "engagementId": Option<String> = text_opt(column::engagement_id);
        /// When it started.
        engagement_started_at / EngagementStartedAt / "engagementStartedAt": Option<Timestamp> = timestamp_opt(column::engagement_started_at);
        /// `client`, `advisor` or `system`.
        rejected_by / RejectedBy / "rejectedBy": Option<String> = text_opt(column::rejected_by);
        /// Why it was rejected.
        rejection_reason / RejectionReason / "rejectionReason": Option<String> = text_opt(column::rejection_reason);
        /// When it was rejected.
        rejected_at / RejectedAt / "rejectedAt": Option<Timestamp> = timestamp_opt(column::rejected_at);
        /// How often the client was shown the advisor.
        times_shown / TimesShown / "timesShown": i64 = int(column::times_shown);
        /// Whether the client looked closer.
        clicked_by_client / ClickedByClient / "clickedByClient": bool = flag(column::clicked_by_client);
        /// When the client looked first.
        client_viewed_at / ClientViewedAt / "clientViewedAt": Option<Timestamp> = timestamp_opt(column::client_viewed_at);
        /// From when on the match is of no use.
        expires_at / ExpiresAt / "expiresAt": Option<Timestamp> = timestamp_opt(column::expires_at);
        /// Whether the source marked it so.
        is_expired / IsExpired / "isExpired": bool = flag(column::is_expired);
        /// When the row was made.
        created_at / CreatedAt / "createdAt": Timestamp = timestamp(column::created_at);
        /// When it was last changed.
        updated_at / UpdatedAt / "updatedAt": Timestamp = timestamp(column::updated_at);
    }
}

impl MatchRow {
    /// Without amounts.
    pub(super) fn without_amounts(self) -> Self {
        Self { proposed_rate: None, budget_range: None, ..self }
    }
}

impl<'a> Source<'a> {
    /// The profile of the match's advisor, where the marketplace may show it.
    fn advisor(&self) -> Option<RowRef<'a>> {
        let id = self.row.text(column::advisor_profile_id);
        let (_, row) = self.tables.table(ADVISOR_PROFILES).find(id)?;
        may_be_shown(row).then_some(row)
    }

    /// As the marketplace shows it: of whichever tenant the user is.
    fn advisor_name(&self) -> Option<String> {
        let user_id = self.advisor()?.text(profile::user_id);
        let (_, user) = self.tables.table(USERS).find(user_id)?;
        user.is_null(users::deleted_at).then(|| user.text(users::name).to_owned())
    }

    fn advisor_text(&self, column: usize) -> Option<String> {
        self.advisor()?.text_opt(column).map(str::to_owned)
    }

    fn advisor_rating(&self) -> Option<f64> {
        self.advisor()?.float(profile::overall_rating)
    }

    fn client_industry(&self) -> Option<String> {
        let (_, client) = self.tables.table(CLIENTS).find(self.row.text(column::client_id))?;
        let is_own =
            self.tenant.is_none_or(|tenant| client.text(clients::organization_id) == tenant);
        let is_seen = is_own && client.is_null(clients::deleted_at);
        client.text_opt(clients::industry).filter(|_| is_seen).map(str::to_owned)
    }

    fn match_score(&self) -> f64 {
        self.float_opt(column::match_score).unwrap_or_default()
    }

    fn advisor_interested(&self) -> Option<bool> {
        let is_told = !self.row.is_null(column::advisor_interested);
        is_told.then(|| self.flag(column::advisor_interested))
    }
}
