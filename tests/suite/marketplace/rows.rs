//! Advisors as a test keeps them: plain values, many of them missing or equal.

use std::collections::BTreeMap;

use advisor_engine::{Change, Engine, Money, Timestamp, Value};
use advisor_engine_tests::rows::row;

use crate::oracle::random::Random;

/// Short, and far from one another: no slip and no ending leads from one to another.
pub(super) const TEXT_WORDS: [&str; 5] = ["owl", "elk", "yak", "fox", "cod"];
const INDUSTRIES: [&str; 6] = ["SaaS", "saas", "Retail", "Bäckerei", "BÄCKEREI", "Law"];
const SERVICES: [&str; 7] = ["Tax", "tax", "TAX", "Audit", "CFO", "Payroll", "payRoll"];
const CERTIFICATIONS: [&str; 4] = ["CPA", "cpa", "EA", "CFA"];
const LANGUAGES: [&str; 4] = ["English", "english", "Deutsch", "Español"];
const SIZES: [&str; 3] = ["smb", "SMB", "enterprise"];
/// In the order of [`Advisor::lists`].
pub(super) const WORDS: [&[&str]; 5] =
    [&INDUSTRIES, &SERVICES, &CERTIFICATIONS, &LANGUAGES, &SIZES];

/// One row of `advisor_profiles`.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "they are the columns of the table")]
pub(super) struct Advisor {
    pub(super) id: String,
    pub(super) user_id: String,
    pub(super) title: Vec<&'static str>,
    /// Industries, services, certifications, languages, business sizes.
    pub(super) lists: [Vec<String>; 5],
    /// Hourly rate, least retainer, largest retainer, least project price; in cents.
    pub(super) amounts: [Option<i64>; 4],
    pub(super) years: Option<i64>,
    pub(super) reviews: i64,
    pub(super) rating: Option<f64>,
    pub(super) created_ms: i64,
    pub(super) is_available: bool,
    pub(super) is_remote: bool,
    /// Hourly, retainer, project, value-based.
    pub(super) accepts: [bool; 4],
    pub(super) max_clients: Option<i64>,
    pub(super) current_clients: i64,
    pub(super) is_active: bool,
    pub(super) is_verified: bool,
    pub(super) is_deleted: bool,
}

impl Advisor {
    pub(super) fn random(id: &str, random: &mut Random) -> Self {
        let amount = |random: &mut Random| {
            random.percent(75).then(|| i64::try_from(random.below(14)).unwrap() * 5_000)
        };
        let small = |random: &mut Random, bound| i64::try_from(random.below(bound)).unwrap();
        Self {
            id: id.to_owned(),
            user_id: format!("user-{}", random.below(20)),
            title: (0..random.below(3)).map(|_| *random.pick(&TEXT_WORDS)).collect(),
            lists: WORDS.map(|words| random.some(words, 3)),
            amounts: [(); 4].map(|()| amount(random)),
            years: random.percent(80).then(|| small(random, 12)),
            reviews: small(random, 8),
            rating: random
                .percent(80)
                .then(|| f64::from(u8::try_from(random.below(11)).unwrap()) / 2.0),
            created_ms: 1_700_000_000_000 + small(random, 5) * 86_400_000,
            is_available: random.percent(80),
            is_remote: random.percent(50),
            accepts: [(); 4].map(|()| random.percent(60)),
            max_clients: random.percent(85).then(|| small(random, 5)),
            current_clients: small(random, 5),
            is_active: random.percent(92),
            is_verified: random.percent(92),
            is_deleted: random.percent(6),
        }
    }

    pub(super) fn change(&self) -> Change {
        let amount =
            |cents: Option<i64>| cents.map_or(Value::Null, |cents| Money::from_cents(cents).into());
        let int = |value: Option<i64>| value.map_or(Value::Null, Value::from);
        let list = |items: &[String]| {
            if items.is_empty() { Value::Null } else { Value::TextList(items.to_vec()) }
        };
        let [industries, services, certifications, languages, sizes] = &self.lists;
        let created = Timestamp::from_millisecond(self.created_ms).unwrap();
        let status = if self.is_active { "active" } else { "under_review" };
        let title = self.title.join(" ");
        let given: Vec<(&str, Value)> = vec![
            ("user_id", self.user_id.as_str().into()),
            ("professional_title", title.as_str().into()),
            ("industries", list(industries)),
            ("services", list(services)),
            ("certifications", list(certifications)),
            ("languages", list(languages)),
            ("business_sizes", list(sizes)),
            ("hourly_rate", amount(self.amounts[0])),
            ("monthly_retainer_min", amount(self.amounts[1])),
            ("monthly_retainer_max", amount(self.amounts[2])),
            ("project_rate_min", amount(self.amounts[3])),
            ("years_experience", int(self.years)),
            ("total_reviews", self.reviews.into()),
            ("overall_rating", self.rating.map_or(Value::Null, Value::from)),
            ("created_at", created.into()),
            ("is_available", self.is_available.into()),
            ("remote_only", self.is_remote.into()),
            ("accepts_hourly", self.accepts[0].into()),
            ("accepts_retainer", self.accepts[1].into()),
            ("accepts_project", self.accepts[2].into()),
            ("accepts_value_based", self.accepts[3].into()),
            ("max_clients", int(self.max_clients)),
            ("current_clients", self.current_clients.into()),
            ("marketplace_status", status.into()),
            ("is_verified", self.is_verified.into()),
            ("deleted_at", if self.is_deleted { created.into() } else { Value::Null }),
        ];
        row("advisor_profiles", &self.id, given)
    }

    /// Whether the marketplace may show it at all.
    pub(super) fn is_listed(&self) -> bool {
        self.is_active && self.is_verified && !self.is_deleted
    }
}

/// All advisors by id.
#[derive(Default)]
pub(super) struct Book(pub(super) BTreeMap<String, Advisor>);

impl Book {
    /// Puts and deletes at random, in the book and in the engine.
    pub(super) fn write(
        &mut self,
        engine: &Engine,
        random: &mut Random,
        id_count: u64,
        changes: u64,
    ) {
        let mut batch: BTreeMap<String, Change> = BTreeMap::new();
        for _ in 0..changes {
            let id = format!("a{}", random.below(id_count));
            if random.percent(12) {
                self.0.remove(&id);
                batch.insert(id.clone(), Change::delete("advisor_profiles", id));
            } else {
                let advisor = Advisor::random(&id, random);
                batch.insert(id.clone(), advisor.change());
                self.0.insert(id, advisor);
            }
        }
        let batch: Vec<Change> = batch.into_values().collect();
        engine.apply(&batch, None, &advisor_engine::CallOptions::default()).unwrap();
    }

    pub(super) fn listed(&self) -> impl Iterator<Item = &Advisor> {
        self.0.values().filter(|advisor| advisor.is_listed())
    }
}
