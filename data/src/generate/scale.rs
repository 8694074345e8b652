//! How many rows to generate.

use std::str::FromStr;

use anyhow::{Context as _, Error, Result, ensure};

/// Row counts of a generated snapshot.
///
/// Read from text: `reference`, `tiny`, or a factor of the reference from 0.001 to 10.
///
/// ```
/// use advisor_engine_data::generate::Scale;
/// let scale: Scale = "0.01".parse()?;
/// assert_eq!(scale.client_count, 1_000);
/// assert_eq!(scale.name, "x0.010");
/// # Ok::<(), anyhow::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Name, also of the default folder.
    pub name: String,
    /// Rows of `organizations`.
    pub tenant_count: u64,
    /// Rows of `users` that are staff, each with a row of `team_members`; advisors are users, too.
    pub staff_count: u64,
    /// Rows of `advisor_profiles`; about 3 % of them have no embedding.
    pub advisor_count: u64,
    /// Rows of `clients`.
    pub client_count: u64,
    /// Rows of `engagements`.
    pub engagement_count: u64,
    /// Rows of `documents`.
    pub document_count: u64,
    /// Rows of `tasks`.
    pub task_count: u64,
    /// Rows of `invoices`.
    pub invoice_count: u64,
    /// Rows of `client_portal_access`.
    pub portal_access_count: u64,
    /// Rows of `engagement_rate_cards`.
    pub rate_card_count: u64,
    /// Rows of `service_offerings`.
    pub service_offering_count: u64,
    /// Rows of `advisor_marketplace_matches`.
    pub match_count: u64,
    /// Rows of `client_satisfaction_metrics`.
    pub satisfaction_count: u64,
    /// Rows of `revenue_shares`; at most one per invoice.
    pub revenue_share_count: u64,
    /// Rows of `task_queue_items`.
    pub queue_item_count: u64,
    /// Rows of `document_processing`; at most one per document.
    pub document_processing_count: u64,
    /// Rows of `audit_logs`.
    pub audit_log_count: u64,
    /// Numbers per embedding.
    pub dimension: usize,
}

impl Scale {
    /// The scale that measurements are made at.
    #[must_use]
    pub fn reference() -> Self {
        Self {
            name: "reference".to_owned(),
            tenant_count: 2_000,
            staff_count: 10_000,
            advisor_count: 15_000,
            client_count: 100_000,
            engagement_count: 500_000,
            document_count: 2_000_000,
            task_count: 2_000_000,
            invoice_count: 1_000_000,
            portal_access_count: 60_000,
            rate_card_count: 4_000,
            service_offering_count: 30_000,
            match_count: 150_000,
            satisfaction_count: 60_000,
            revenue_share_count: 200_000,
            queue_item_count: 60_000,
            document_processing_count: 200_000,
            audit_log_count: 400_000,
            dimension: 1_536,
        }
    }

    /// The scale of tests: written in well under a second.
    #[must_use]
    pub fn tiny() -> Self {
        Self {
            name: "tiny".to_owned(),
            tenant_count: 12,
            staff_count: 60,
            advisor_count: 200,
            client_count: 500,
            engagement_count: 2_500,
            document_count: 5_000,
            task_count: 5_000,
            invoice_count: 2_500,
            portal_access_count: 300,
            rate_card_count: 40,
            service_offering_count: 200,
            match_count: 750,
            satisfaction_count: 300,
            revenue_share_count: 500,
            queue_item_count: 300,
            document_processing_count: 500,
            audit_log_count: 1_000,
            dimension: 64,
        }
    }

    /// The reference scale times a factor from 0.001 to 10, kept to three decimals.
    ///
    /// # Errors
    ///
    /// When the factor lies outside that range.
    pub fn from_factor(factor: f64) -> Result<Self> {
        ensure!(
            (0.001..=10.0).contains(&factor),
            "the scale factor is {factor}; it must lie between 0.001 and 10"
        );
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the factor was found to lie between 0.001 and 10"
        )]
        let thousandths = (factor * 1_000.0).round() as u64;
        let reference = Self::reference();
        let times = |count: u64| (count * thousandths / 1_000).max(1);
        Ok(Self {
            name: format!("x{}.{:03}", thousandths / 1_000, thousandths % 1_000),
            tenant_count: times(reference.tenant_count),
            staff_count: times(reference.staff_count),
            advisor_count: times(reference.advisor_count),
            client_count: times(reference.client_count),
            engagement_count: times(reference.engagement_count),
            document_count: times(reference.document_count),
            task_count: times(reference.task_count),
            invoice_count: times(reference.invoice_count),
            portal_access_count: times(reference.portal_access_count),
            rate_card_count: times(reference.rate_card_count),
            service_offering_count: times(reference.service_offering_count),
            match_count: times(reference.match_count),
            satisfaction_count: times(reference.satisfaction_count),
            revenue_share_count: times(reference.revenue_share_count),
            queue_item_count: times(reference.queue_item_count),
            document_processing_count: times(reference.document_processing_count),
            audit_log_count: times(reference.audit_log_count),
            dimension: reference.dimension,
        })
    }

    /// The same counts with another number of values per embedding.
    #[must_use]
    pub fn with_dimension(self, dimension: usize) -> Self {
        Self { dimension, ..self }
    }

    /// Staff and advisors together.
    pub(super) fn user_count(&self) -> u64 {
        self.staff_count + self.advisor_count
    }

    /// Rows of `team_member_permissions`: four for every other member.
    pub(super) fn team_member_permission_count(&self) -> u64 {
        self.staff_count * 2
    }
}

impl FromStr for Scale {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "reference" => Ok(Self::reference()),
            "tiny" => Ok(Self::tiny()),
            factor => Self::from_factor(factor.parse().with_context(|| {
                format!(
                    "`{text}` is no scale; use `reference`, `tiny` or a factor from 0.001 to 10"
                )
            })?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_a_name_or_a_factor_in_range() {
        assert_eq!("tiny".parse::<Scale>().unwrap(), Scale::tiny());
        assert_eq!("1".parse::<Scale>().unwrap().document_count, 2_000_000);
        assert_eq!("0.001".parse::<Scale>().unwrap().tenant_count, 2);
        for text in ["0", "11", "-1", "NaN", "huge"] {
            assert!(text.parse::<Scale>().is_err(), "{text}");
        }
    }
}
