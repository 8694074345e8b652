//! The scoring profiles of one revision: those of the engine, and those that the host keeps as rows.

use std::borrow::Cow;
use std::sync::Arc;

use imbl::OrdMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::needs::ClientNeeds;
use super::profile::{self, BUILT_IN, INLINE, Profile, Term, built_in, without_cosine};
use super::weights::{SignalWeight, read, terms_of};
use crate::error::{Error, ErrorKind, Result};
use crate::model::advisoros::{ADVISOROS, SCORING_PROFILES, scoring_profiles as column};
use crate::model::catalog::hint;
use crate::model::row::RowRef;
use crate::store::batch::RowChange;
use crate::store::table::Tables;
use crate::store::touched::Touched;

/// The names that a message lists at most; whoever has more of them asks for the list.
const LISTED_NAMES: usize = 8;
/// The largest integer that every language reads exactly.
const VERSION_MAX: i64 = (1 << 53) - 1;

/// Which scoring profile an answer was scored by.
///
/// ```
/// use advisor_engine::ScoringProfileVersion;
/// let used = ScoringProfileVersion { name: "growth".to_owned(), version: 3 };
/// assert_eq!(serde_json::to_string(&used).ok().as_deref(), Some(r#"{"name":"growth","version":3}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScoringProfileVersion {
    /// The name; `inline` for weights that the request gave itself.
    pub name: String,
    /// The version: the host's own for its profiles, 1 for those of the engine and for `inline`.
    pub version: i64,
}

/// A scoring profile: a named, versioned sum of weighted signals.
///
/// A profile of the host is a row of the table `scoring_profiles`: `id` is the name, `terms` a JSON list of
/// [`SignalWeight`]. A batch that changes the terms of a profile must raise its version.
///
/// Needs without an embedding drop the cosine: the other weights are then divided by their sum, or stay as they are
/// where that is below 1e-9, as it is when weights below 0 outweigh the others. Nothing but a cosine then scores
/// everybody 0.
///
/// ```
/// # use advisor_engine::{CallOptions, Change, Engine};
/// # let engine = Engine::in_memory(Default::default())?;
/// let row = [
///     ("id", "growth".into()),
///     ("version", 1.into()),
///     ("terms", serde_json::json!([{"signal": "reviews", "weight": 0.8}, {"signal": "price_fit", "weight": 0.2}]).into()),
/// ];
/// engine.apply(&[Change::upsert("scoring_profiles", row)], None, &CallOptions::default())?;
/// let profiles = engine.scoring_profiles(&CallOptions::default())?;
/// let names: Vec<_> = profiles.profiles.iter().map(|profile| profile.name.as_str()).collect();
/// assert_eq!(names, ["blended-v1", "growth", "points-v1"]);
/// assert_eq!(profiles.profiles[1].terms[0].weight, 0.8);
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScoringProfile {
    /// The name by which needs ask for it.
    pub name: String,
    /// From 1.
    pub version: i64,
    /// Whether it is part of the engine.
    pub is_built_in: bool,
    /// What the host says of it.
    pub description: Option<String>,
    /// What a score is the sum of, in the order of addition.
    pub terms: Vec<SignalWeight>,
}

/// All scoring profiles.
///
/// *Order*: by name, in order of bytes.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine};
/// # let engine = Engine::in_memory(Default::default())?;
/// let list = engine.scoring_profiles(&CallOptions::default())?;
/// assert!(list.profiles.iter().all(|profile| profile.is_built_in && profile.version == 1));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScoringProfileList {
    /// Those of the engine and those of the host.
    pub profiles: Vec<ScoringProfile>,
}

/// The scoring profiles of the host, ready for use. Immutable; a clone shares all.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ScoringProfiles {
    by_name: OrdMap<Arc<str>, Arc<Profile>>,
}

impl ScoringProfiles {
    pub(crate) fn build(tables: &Tables) -> Self {
        let mut profiles = Self::default();
        for (_, row) in tables.table(SCORING_PROFILES).rows() {
            profiles.put(row);
        }
        profiles
    }

    /// The profiles after a batch that led from `before` to `after`.
    pub(crate) fn advance(&self, before: &Tables, after: &Tables, touched: &Touched) -> Self {
        let mut next = self.clone();
        for &ordinal in touched.ordinals(SCORING_PROFILES) {
            if let Some(row) = before.table(SCORING_PROFILES).row(ordinal) {
                next.by_name.remove(row.text(column::id));
            }
            if let Some(row) = after.table(SCORING_PROFILES).row(ordinal) {
                next.put(row);
            }
        }
        next
    }

    fn put(&mut self, row: RowRef<'_>) {
        match of_row(row) {
            Ok(profile) => {
                self.by_name.insert(Arc::from(profile.name.as_str()), Arc::new(profile));
            }
            // Every row was checked when it came; opening a store must not fail all the same.
            Err(error) => {
                tracing::warn!(%error, "a scoring profile cannot be read and is left out");
            }
        }
    }

    /// Checks the profiles of a batch that led on from this revision.
    ///
    /// # Errors
    /// `InvalidArgument` for a row that is no profile, `Conflict` for a change of terms that does not raise the
    /// version; each names the change's position in the batch.
    pub(crate) fn check(&self, changes: &[RowChange]) -> Result<()> {
        for (index, change) in changes.iter().enumerate() {
            if change.table == SCORING_PROFILES
                && let Some(image) = &change.image
            {
                self.check_row(RowRef::new(image))
                    .map_err(|error| error.with_context("change", index))?;
            }
        }
        Ok(())
    }

    fn check_row(&self, row: RowRef<'_>) -> Result<()> {
        let next = of_row(row)?;
        let table = ADVISOROS.tables[SCORING_PROFILES].name;
        let Profile { name, version, .. } = &next;
        if name == INLINE || built_in(name).is_some() {
            return Err(Error::invalid(format!(
                "column `id` of table `{table}` is `{name}`, which is a name of the engine's own; expected another"
            )));
        }
        if !(1..=VERSION_MAX).contains(version) {
            return Err(Error::invalid(format!(
                "column `version` of table `{table}` is {version}; expected 1 to {VERSION_MAX}"
            )));
        }
        let Some(present) = self.by_name.get(name.as_str()) else { return Ok(()) };
        // What was answered by a version stays answered by it: no two sums share one.
        let least = if present.terms == next.terms { present.version } else { present.version + 1 };
        if *version < least {
            return Err(Error::new(
                ErrorKind::Conflict,
                format!(
                    "column `version` of table `{table}` is {version} for `{name}`; expected at least {least}, since \
                     version {} is there{}",
                    present.version,
                    if least > present.version { " with other terms" } else { "" }
                ),
            ));
        }
        Ok(())
    }

    /// The terms that needs are scored by, and the name under which the answer tells of them.
    ///
    /// # Errors
    /// `InvalidArgument` for an unknown name, and for weights that cannot be taken.
    pub(super) fn choose<'a>(
        &'a self,
        needs: &ClientNeeds,
        has_embedding: bool,
    ) -> Result<(ScoringProfileVersion, Cow<'a, [Term]>)> {
        if !needs.weights.is_empty() {
            if needs.scoring_profile != profile::DEFAULT {
                return Err(Error::invalid(format!(
                    "field `weights` is there beside `scoring_profile`, which is `{}`; expected one of them",
                    needs.scoring_profile
                )));
            }
            let terms = terms_of("field `weights`", &needs.weights)?;
            let terms = if has_embedding { terms } else { without_cosine(&terms) };
            let used = ScoringProfileVersion { name: INLINE.to_owned(), version: 1 };
            return Ok((used, Cow::Owned(terms)));
        }
        let name = needs.scoring_profile.as_str();
        let found = built_in(name)
            .or_else(|| self.by_name.get(name).map(AsRef::as_ref))
            .ok_or_else(|| self.unknown(name))?;
        let used = ScoringProfileVersion { name: found.name.clone(), version: found.version };
        Ok((used, Cow::Borrowed(found.terms_for(has_embedding))))
    }

    fn unknown(&self, name: &str) -> Error {
        let names: Vec<&str> = BUILT_IN
            .iter()
            .map(|profile| profile.name.as_str())
            .chain(self.by_name.keys().map(AsRef::as_ref))
            .collect();
        let mut listed: Vec<_> =
            names.iter().take(LISTED_NAMES).map(|known| format!("`{known}`")).collect();
        if names.len() > LISTED_NAMES {
            listed.push(format!("one of {} more", names.len() - LISTED_NAMES));
        }
        let hint = hint(name, names.into_iter());
        Error::invalid(format!(
            "field `scoring_profile` is `{name}`; expected {}{hint}",
            listed.join(" or ")
        ))
    }

    /// All profiles, by name.
    pub(crate) fn list(&self) -> ScoringProfileList {
        let custom = self.by_name.values().map(AsRef::as_ref);
        let mut profiles: Vec<ScoringProfile> =
            BUILT_IN.iter().chain(custom).map(written).collect();
        profiles.sort_by(|one, other| one.name.cmp(&other.name));
        ScoringProfileList { profiles }
    }
}

fn written(profile: &Profile) -> ScoringProfile {
    let Profile { name, version, description, is_built_in, terms, without_cosine: _ } = profile;
    ScoringProfile {
        name: name.clone(),
        version: *version,
        is_built_in: *is_built_in,
        description: description.clone(),
        terms: terms.iter().map(SignalWeight::of).collect(),
    }
}

/// Reads a row.
///
/// # Errors
/// `InvalidArgument` for terms that cannot be taken.
fn of_row(row: RowRef<'_>) -> Result<Profile> {
    let holder = format!("column `terms` of table `{}`", ADVISOROS.tables[SCORING_PROFILES].name);
    let terms = terms_of(&holder, &read(&holder, row.text(column::terms))?)?;
    let version = row.int(column::version).unwrap_or_default();
    Ok(Profile::new(row.text(column::id), version, row.text_opt(column::description), terms))
}
