//! Tests of matching: tables of single rules, then an oracle over random advisors.

#![expect(clippy::float_cmp, reason = "scores are promised to the bit")]

mod batch;
mod bounded;
mod clauses;
mod diversity;
mod explain;
mod graph;
mod oracle;
mod order;
mod points;
mod requests;
mod scoring;
mod signals;

use std::sync::Arc;

use super::needs::{ClientNeeds, HardFilters};
use super::planner::Strategy;
use super::result::MatchResult;
use super::{Means, Roster, ScoringProfiles, match_advisors};
use crate::embedding::view as lexical;
use crate::options::CallOptions;
use crate::profiles::Profiles;
use crate::profiles::fixture::{Advisor, base};
use crate::store::table::Tables;
use crate::store::vector_file::VectorFile;
use crate::vector::{Kernels, Vectors};

/// Nothing that is on by default removes anyone.
const OPEN: HardFilters = HardFilters {
    available: Some(false),
    capacity_left: Some(false),
    industries: Some(false),
    services_any: Some(false),
    max_hourly_rate: Some(false),
    services_all: None,
    certifications: None,
    business_size: None,
    languages: None,
    remote: None,
    min_years: None,
    budget: None,
};

/// One revision with all its views.
struct World {
    tables: Tables,
    file: Arc<VectorFile>,
    profiles: Profiles,
    vectors: Vectors,
    scoring: ScoringProfiles,
    lexical: Vectors,
}

impl World {
    fn new(advisors: &[Advisor], vectors: &[(String, Vec<f32>)]) -> Self {
        let (tables, file) = base(advisors, vectors);
        let profiles = Profiles::build(&tables);
        let vectors = Vectors::build(&tables, file.clone());
        let lexical = lexical::build(&tables);
        let scoring = ScoringProfiles::build(&tables);
        Self { tables, file, profiles, vectors, scoring, lexical }
    }

    fn answer(&self, needs: &ClientNeeds) -> crate::Result<MatchResult> {
        self.answer_with(needs, &CallOptions::default())
    }

    fn answer_with(
        &self,
        needs: &ClientNeeds,
        options: &CallOptions,
    ) -> crate::Result<MatchResult> {
        self.answer_by(Means::planned(), needs, options)
    }

    fn answer_by(
        &self,
        means: Means,
        needs: &ClientNeeds,
        options: &CallOptions,
    ) -> crate::Result<MatchResult> {
        match_advisors(self.roster(), needs, means, options)
    }

    fn roster(&self) -> Roster<'_> {
        Roster {
            tables: &self.tables,
            profiles: &self.profiles,
            vectors: &self.vectors,
            scoring: &self.scoring,
            lexical: &self.lexical,
        }
    }

    fn ids(&self, needs: &ClientNeeds) -> Vec<String> {
        let result = self.answer(needs).unwrap();
        result.matches.into_iter().map(|matched| matched.advisor_id).collect()
    }
}

fn forced(strategy: Strategy, kernels: Kernels) -> Means {
    Means { strategy: Some(strategy), kernels }
}

/// Needs read from JSON, as a host writes them.
fn needs(json: &str) -> ClientNeeds {
    serde_json::from_str(json).unwrap()
}
